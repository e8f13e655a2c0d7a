import PrepRecords

/// Prompts and completions as prepare_data saw them: every cell a text, missing ones empty.
package struct LegacyTable: Sendable {
  package struct Row: Sendable, Equatable {
    package var prompt: [UInt8]
    package var completion: [UInt8]

    package init(prompt: [UInt8], completion: [UInt8]) {
      self.prompt = prompt
      self.completion = completion
    }
  }

  package var rows: [Row] = []
  /// What was done while reading, in words.
  package var notes: [String] = []

  package init(rows: [Row] = []) { self.rows = rows }
}

/// Why prepare_data would stop, in words.
package struct LegacyRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}

/// Collects records into a table.
///
/// A cell that is no string becomes the text Python gives it: `True`, `1`, `1.5`, `['a']`. As in a column of numbers
/// with a gap or a fraction, whole numbers in such a column get `.0`.
package struct LegacyTableBuilder {
  private struct Column {
    var name: String
    var cells: [Cell] = []
  }

  private enum Cell {
    case missing
    case text([UInt8])
    case integer([UInt8])
    case real(Double)
    case other([UInt8])
  }

  private var columns: [Column] = []
  private var rowCount = 0

  package init() {}

  /// Adds a record, a JSON object.
  ///
  /// - Throws: ``LegacyRefusal`` when it is none.
  package mutating func add(_ record: JSONView) throws(LegacyRefusal) {
    guard record.kind == .object else { throw LegacyRefusal("a record is not a JSON object") }
    var members: [(String, Cell)] = []
    record.forEachMember { key, value in members.append(((try? key.string()) ?? "", Self.cell(value))) }
    add(members)
  }

  /// Adds a row of a CSV file or spreadsheet, whose cells are strings; the words pandas takes for missing values are
  /// empty.
  package mutating func addTableRow(_ row: JSONView) {
    var members: [(String, Cell)] = []
    row.forEachMember { key, value in
      let text = (try? value.unescaped()) ?? []
      let isMissing = text.count <= 8 && Self.missingWords.contains(String(decoding: text, as: UTF8.self))
      members.append(((try? key.string()) ?? "", isMissing ? .missing : .text(text)))
    }
    add(members)
  }

  /// Adds the columns of one object whose members are arrays or objects of cells.
  package mutating func addColumns(of root: JSONView) throws(LegacyRefusal) {
    var table: [(name: String, cells: [Cell])] = []
    root.forEachMember { key, value in
      var cells: [Cell] = []
      value.forEachElement { cells.append(Self.cell($0)) }
      value.forEachMember { _, cell in cells.append(Self.cell(cell)) }
      if value.kind == .array || value.kind == .object { table.append(((try? key.string()) ?? "", cells)) }
    }
    guard table.count == root.count, let length = table.first?.cells.count,
      table.allSatisfy({ $0.cells.count == length })
    else { throw LegacyRefusal("the file is one JSON object and no table") }
    for row in 0..<length { add(table.map { ($0.name, $0.cells[row]) }) }
  }

  private mutating func add(_ members: [(String, Cell)]) {
    for (name, cell) in members {
      let index: Int
      if let known = columns.firstIndex(where: { $0.name == name }) {
        index = known
      } else {
        // Only the names of other columns matter.
        columns.append(Column(name: name, cells: isNeeded(name) ? Array(repeating: .missing, count: rowCount) : []))
        index = columns.count - 1
      }
      guard isNeeded(name) else { continue }
      // A key that comes twice: the last value counts.
      if columns[index].cells.count > rowCount { columns[index].cells.removeLast() }
      columns[index].cells.append(cell)
    }
    rowCount += 1
    for index in columns.indices where isNeeded(columns[index].name) && columns[index].cells.count < rowCount {
      columns[index].cells.append(.missing)
    }
  }

  private func isNeeded(_ name: String) -> Bool { ["prompt", "completion"].contains(name.lowercased()) }

  /// The table.
  ///
  /// - Throws: ``LegacyRefusal`` when there is no column for prompts or completions.
  package func table() throws(LegacyRefusal) -> LegacyTable {
    var table = LegacyTable()
    let prompts = try column("prompt", &table.notes)
    let completions = try column("completion", &table.notes)
    let extra = columns.map(\.name).filter { $0 != prompts.name && $0 != completions.name }
    if !extra.isEmpty { table.notes.append("dropped the keys \(extra.joined(separator: ", "))") }
    table.rows = zip(prompts.cells, completions.cells).map { LegacyTable.Row(prompt: $0, completion: $1) }
    return table
  }

  private func column(_ name: String, _ notes: inout [String]) throws(LegacyRefusal) -> (name: String, cells: [[UInt8]])
  {
    if let exact = columns.first(where: { $0.name == name }) { return (name, texts(exact)) }
    guard let other = columns.first(where: { $0.name.lowercased() == name }) else {
      throw LegacyRefusal("the key \"\(name)\" is missing")
    }
    notes.append("called the key \(other.name) \(name)")
    return (other.name, texts(other))
  }

  private func texts(_ column: Column) -> [[UInt8]] {
    let isNumeric = column.cells.allSatisfy {
      if case .text = $0 { false } else if case .other = $0 { false } else { true }
    }
    let hasGap = column.cells.contains { if case .integer = $0 { false } else { true } }
    return column.cells.map { cell in
      switch cell {
      case .missing: []
      case .text(let text), .other(let text): text
      case .integer(let digits): isNumeric && hasGap ? digits + Array(".0".utf8) : digits
      case .real(let value): Array("\(value)".utf8)
      }
    }
  }

  private static func cell(_ value: JSONView) -> Cell {
    switch value.kind {
    case .null: .missing
    case .string: .text((try? value.unescaped()) ?? [])
    case .bool: .other(Array((value.bool == true ? "True" : "False").utf8))
    case .number:
      value.text.contains { ".eE".utf8.contains($0) }
        ? value.double.map { .real($0) } ?? .missing : .integer(value.text)
    case .array, .object: .other(PythonText.representation(of: value))
    }
  }
}
