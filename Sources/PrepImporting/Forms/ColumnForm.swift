import PrepRecords
import PrepShapes

/// An object of columns: plain lists of one length, or objects from the index of a frame to its values, as `to_json` of
/// pandas writes them. Objects with names of fields are values of one record, however many there are.
struct ColumnTable {
  /// The names of the columns, as JSON text.
  let names: [[UInt8]]
  /// By column the values of its rows, as JSON text.
  let values: [[[UInt8]]]
  /// How many rows there are.
  var count: Int { values.first?.count ?? 0 }

  /// Nil for an object that is none of columns: columns differ in their rows, a row tells no shape, or a value of a list
  /// is no plain one.
  init?(_ root: JSONView, _ fields: FieldNames) {
    guard root.kind == .object else { return nil }
    func text(_ view: JSONView) -> [UInt8] { view.withUnsafeBytes { Array($0) } }
    var names: [[UInt8]] = []
    var values: [[[UInt8]]] = []
    var keys: [[UInt8]]?
    var isTable = true
    root.forEachMember { key, value in
      guard isTable else { return }
      var rows: [[UInt8]] = []
      var own: [[UInt8]] = []
      switch value.kind {
      case .array:
        value.forEachElement { element in
          if element.kind == .object || element.kind == .array { isTable = false }
          rows.append(text(element))
        }
      case .object:
        value.forEachMember { row, cell in
          let key = text(row)
          if !Self.isIndex(key) { isTable = false }
          own.append(key)
          rows.append(text(cell))
        }
      default: isTable = false
      }
      if values.isEmpty { keys = own } else if rows.count != values[0].count || own != keys { isTable = false }
      names.append(text(key))
      values.append(rows)
    }
    guard isTable, let first = values.first, !first.isEmpty else { return nil }
    self.names = names
    self.values = values
    // What a list of texts means in a record is the record's business, unless its rows are records by themselves.
    guard let row = try? JSONDocument(row(0)).root, let told = fields.detect(row), told.isWhole
    else { return nil }
  }

  /// Whether a key, as JSON text, is the number of a row.
  private static func isIndex(_ key: [UInt8]) -> Bool {
    key.count > 2 && key.dropFirst().dropLast().allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Whether a text begins as an object of columns does: `{"text":{"0":`, or `{"text":["`.
  static func mayBegin(_ head: [UInt8]) -> Bool {
    let text = head.prefix(1024).filter { $0 > 0x20 }
    guard text.starts(with: Array("{\"".utf8)), let end = text.dropFirst(2).firstIndex(of: UInt8(ascii: "\"")) else {
      return false
    }
    let rest = text[(end + 1)...]
    return rest.starts(with: Array(":{\"0\":".utf8)) || rest.starts(with: Array(":[\"".utf8))
  }

  /// A row as an object.
  func row(_ index: Int) -> [UInt8] {
    var text: [UInt8] = [UInt8(ascii: "{")]
    for column in names.indices {
      if column > 0 { text.append(UInt8(ascii: ",")) }
      text += names[column]
      text.append(UInt8(ascii: ":"))
      text += values[column][index]
    }
    text.append(UInt8(ascii: "}"))
    return text
  }
}

/// Columns as records, one for each row.
struct ColumnForm: LineForm {
  let names: FieldNames

  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) {
    guard let root = try? JSONDocument(line).root, let table = ColumnTable(root, names) else {
      lines.bytes += line
      lines.endLine(origin: origin)
      return
    }
    for index in 0..<table.count {
      lines.bytes += table.row(index)
      lines.endLine(origin: origin)
    }
  }

  mutating func finish(into lines: inout ProducedLines) {}
}
