import PrepCodecs
import PrepColumns
import PrepConverting
import PrepDiagnostics
import PrepImporting
import PrepRecords
import PrepShapes

/// Says what an input looks like: for people, or as a JSON object on a line.
enum SniffReport {
  /// Counts in the order of their size.
  private static func sorted(_ counts: [String: Int]) -> [(name: String, count: Int)] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  static func text(_ input: SniffedInput) -> String {
    var lines = [input.name.printableAtLineStart]
    func add(_ name: String, _ text: String) {
      lines.append("  " + name + String(repeating: " ", count: 11 - name.count) + text.printable)
    }
    add(
      "container",
      "\(container(input)), \(percent(input.containerConfidence)): \(input.containerReasons.joined(separator: "; "))")
    if case .refused(let refused) = input.container {
      add("next", refused.remedy)
      return lines.joined(separator: "\n") + "\n"
    }
    if input.container.isText {
      let mark = input.encoding.hasByteOrderMark ? " with a byte order mark" : ""
      add("encoding", "\(input.encoding.name)\(mark), \(input.encoding.confidence)% sure")
      add("line ends", input.lineEnds)
    }
    if let columns = input.columns {
      let unit = columns.format == "parquet" ? "row group" : "record batch"
      if let rows = columns.rowCount, let groups = columns.groupCount {
        add(
          "rows",
          Counted.grouped(rows) + " in "
            + Counted(groups, unit).description)
      }
      let shown = columns.columns.prefix(50).map { "\($0.name): \($0.type)" }.joined(separator: ", ")
      add("columns", shown + (columns.columns.count > 50 ? ", …" : ""))
      for (column, names) in columns.classLabels {
        add("labels", "\(column): " + names.prefix(50).joined(separator: ", "))
      }
    }
    let extent = input.isWhole ? "all of them" : "the first ones"
    if input.records > 0 {
      add(
        "records",
        "\(Counted.grouped(input.records)) (\(extent)) of \(input.shortest) to \(Counted(input.longest, "byte")), \(input.bytes / input.records) on average"
      )
    } else {
      add("records", "none")
    }
    if input.invalid > 0 {
      add("bad", "\(Counted.grouped(input.invalid)), the first: \(input.firstFinding.map { "\($0)" } ?? "")")
    }
    if let (shape, count) = input.shape {
      add("shape", "\(shape.rawValue), \(count) of \(input.records)")
      for (other, count) in input.shapes.sorted(by: { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) })
      where other != shape {
        add("", "\(other.rawValue), \(count)")
      }
      for (name, count) in sorted(input.dialects) {
        add("written as", "\(name), \(count): prep convert --to chat makes conversations of them")
      }
    } else if input.records > 0 {
      add("shape", "none that is known")
    }
    if !input.roles.isEmpty { add("roles", list(input.roles) + "; at most \(Counted(input.mostMessages, "message"))") }
    if !input.fields.isEmpty { add("fields", list(input.fields)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func list(_ counts: [String: Int]) -> String {
    let all = sorted(counts)
    return all.prefix(20).map { "\($0.name) \($0.count)" }.joined(separator: ", ") + (all.count > 20 ? ", …" : "")
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))% sure" }

  private static func container(_ input: SniffedInput) -> String {
    guard case .delimited(let dialect) = input.container else { return input.container.name }
    let delimiter = dialect.delimiter == 0x09 ? "tabs" : "\"\(Character(Unicode.Scalar(dialect.delimiter)))\""
    return "\(input.container.name) with \(delimiter), \(dialect.hasHeader ? "a header" : "no header")"
  }

  static func json(_ input: SniffedInput) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    func text(_ key: String, _ value: String) {
      writer.key(key)
      writer.string(value)
    }
    func number(_ key: String, _ value: Int) {
      writer.key(key)
      writer.int(value)
    }
    func counts(_ key: String, _ values: [(name: String, count: Int)]) {
      writer.key(key)
      writer.beginObject()
      for (name, count) in values { number(name, count) }
      writer.endObject()
    }
    text("file", input.name)
    text("container", input.container.name)
    writer.key("container_confidence")
    writer.double(input.containerConfidence)
    text("container_reason", input.containerReasons.joined(separator: "; "))
    if case .delimited(let dialect) = input.container {
      text("delimiter", String(Character(Unicode.Scalar(dialect.delimiter))))
      writer.key("header")
      writer.bool(dialect.hasHeader)
    }
    if let columns = input.columns {
      if let rows = columns.rowCount { number("rows", rows) }
      if let groups = columns.groupCount {
        number(columns.format == "parquet" ? "row_groups" : "record_batches", groups)
      }
      writer.key("columns")
      writer.beginObject()
      for (name, type) in columns.columns { text(name, type) }
      writer.endObject()
    }
    if case .refused(let refused) = input.container {
      text("remedy", refused.remedy)
    } else {
      text("encoding", input.encoding.name)
      number("encoding_confidence", input.encoding.confidence)
      writer.key("byte_order_mark")
      writer.bool(input.encoding.hasByteOrderMark)
      text("line_ends", input.lineEnds)
      number("records", input.records)
      number("invalid", input.invalid)
      writer.key("whole")
      writer.bool(input.isWhole)
      if input.records > 0 {
        number("shortest", input.shortest)
        number("longest", input.longest)
        number("bytes", input.bytes)
      }
      writer.key("shape")
      if let shape = input.shape?.shape { writer.string(shape.rawValue) } else { writer.null() }
      counts("shapes", sorted(Dictionary(uniqueKeysWithValues: input.shapes.map { ($0.key.rawValue, $0.value) })))
      counts("dialects", sorted(input.dialects))
      counts("roles", sorted(input.roles))
      counts("fields", sorted(input.fields))
    }
    writer.endObject()
    writer.newline()
    return writer.take()
  }
}
