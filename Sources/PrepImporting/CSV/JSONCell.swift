import PrepRecords
import PrepShapes

/// A column of a table whose field holds lists or objects in records: its cells hold them as JSON text.
///
/// A cell that is no such JSON stays the text that it is, and so does every cell of other columns: a prompt may be JSON
/// that somebody asks about. Of a field that holds a text or messages, messages alone are taken for JSON.
///
/// Beside an answer, true and false in the column of its verdict are these, and no names of classes.
struct JSONCell {
  private let fields: [RecordField]

  /// What the columns of a table have in their cells; nil for a column whose cells are texts, whatever they say.
  static func cells(of columns: [[UInt8]], _ names: FieldNames) -> [JSONCell?] {
    let fields = columns.map { column in
      let name = String(decoding: column, as: UTF8.self)
      return RecordField.allCases.filter { field in
        // A verdict has the name of a label, which is the one that can be mapped.
        let named: RecordField = field == .verdict ? .label : field
        return named.isMappable && (names.mapping.names(of: named).contains(name) || field.names.contains(name))
      }
    }
    func has(_ field: RecordField) -> Bool { fields.contains { $0.contains(field) } }
    let isJudged = has(.completion) && has(.prompt) || has(.messages) || has(.conversations)
    return fields.map { all in
      let own = all.filter { mayHoldJSON($0) || $0 == .verdict && isJudged }
      return own.isEmpty ? nil : JSONCell(fields: own)
    }
  }

  private static func mayHoldJSON(_ field: RecordField) -> Bool {
    switch field.type {
    // Spans, and what annotators chose, as Label Studio's tables have them.
    case .label where field == .label: true
    case .messages, .list, .object, .textOrMessages, .any: true
    // The request of OpenAI's preferences.
    case .text: field == .input
    case .tools, .label, .verdict, .number: false
    }
  }

  /// Appends the JSON of a cell, on one line; does nothing and gives false where the cell is a text.
  func append(_ cell: UnsafeRawBufferPointer, to bytes: inout [UInt8]) -> Bool {
    if fields.contains(.verdict), let verdict = Self.verdict(cell) {
      bytes.append(contentsOf: (verdict ? "true" : "false").utf8)
      return true
    }
    guard let first = cell.first(where: { $0 > 0x20 }), first == UInt8(ascii: "[") || first == UInt8(ascii: "{"),
      let root = try? JSONDocument(Array(cell)).root, isWanted(root)
    else { return false }
    // Line ends stand between values alone.
    root.withUnsafeBytes { json in bytes.append(contentsOf: json.lazy.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }) }
    return true
  }

  /// true and false, as programs write them.
  private static func verdict(_ cell: UnsafeRawBufferPointer) -> Bool? {
    guard cell.count == 4 || cell.count == 5 else { return nil }
    return ["true": true, "false": false][String(decoding: cell, as: UTF8.self).lowercased()]
  }

  private func isWanted(_ root: JSONView) -> Bool {
    fields.contains { field in
      switch (field, field.type, root.kind) {
      case (_, .messages, .array), (_, .list, .array), (_, .object, .object): true
      case (.history, _, .array), (.images, _, .array), (.videos, _, .array), (.audios, _, .array),
        (.answers, _, .array), (.objects, _, _), (.systemInstruction, _, .object), (.lossMask, _, .array):
        true
      case (_, .textOrMessages, _), (.chosen, _, _), (.rejected, _, _), (.system, _, _):
        root.kind == .array ? Self.areMessages(root) : Self.isMessage(root)
      case (.input, _, .object): root["messages"]?.kind == .array
      case (.label, _, .array): root.count > 0 && root.elements.allSatisfy { $0["start"] != nil && $0["end"] != nil }
      case (.label, _, .object): root.count == 1 && root["choices"]?.kind == .array
      default: false
      }
    }
  }

  private static func isMessage(_ view: JSONView) -> Bool {
    view.kind == .object
      && [RecordField.role, .from].contains { view[$0.name]?.kind == .string }
  }

  private static func areMessages(_ list: JSONView) -> Bool {
    var count = 0
    for element in list.elements {
      if !isMessage(element) { return false }
      count += 1
    }
    return count > 0
  }
}
