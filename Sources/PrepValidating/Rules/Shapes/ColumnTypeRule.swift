import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S10: a key holds values of different kinds, or is there only now and then.
enum ColumnTypeRule: SetRule {
  static let about = RuleDescription(
    "S10", "column-type", .warning, "a key holds values of different kinds, or is missing in some records",
    reason:
      "Readers that make columns of the records, as Arrow does, fail to cast the values or fill the gaps with nulls, which depends on the order of the records.",
    remedy: "Give every record the same keys with values of one kind; write what varies as a string of JSON.",
    example: RuleExample(
      #"{"text":"a","meta":{"n":1}}"# + "\n" + #"{"text":"b","meta":"none"}"#, at: "2:1 ",
      good: #"{"text":"a","meta":"some"}"# + "\n" + #"{"text":"b","meta":"none"}"#))

  static func makeTally() -> any SetTally { Tally() }

  private final class Tally: SetTally {
    /// More keys than these are not followed.
    private static let most = 256

    private struct Column {
      var count = 0
      /// For each kind of value the first record that has it; null comes first.
      var firsts = [RecordPlace?](repeating: nil, count: 6)

      mutating func add(_ kind: Int, _ place: RecordPlace) {
        count += 1
        if firsts[kind] == nil { firsts[kind] = place }
      }

      mutating func join(_ later: Column) {
        count += later.count
        for kind in firsts.indices where firsts[kind] == nil { firsts[kind] = later.firsts[kind] }
      }

      /// The records in which a kind of value is new, null left out.
      var changes: [RecordPlace] {
        firsts.dropFirst().compactMap { $0 }.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
      }
    }

    private var known = [Column?](repeating: nil, count: RecordField.count)
    private var others: [[UInt8]: Column] = [:]
    /// What stands inside the messages and tools, by the way to each: loaders make columns of it too.
    private var nested: [[UInt8]: Column] = [:]
    private static let content = Array("messages/content".utf8)
    private static let arguments = Array("tool_calls/function/arguments".utf8)
    private static let tools = Array("tools".utf8)
    /// Whether a content that is a string was seen.
    private var hasText = false
    /// The tools looked at last: most records of a set have the same.
    private var lastTools = ContentHash(low: 0, high: 0)
    private var records = 0

    func observe(_ example: ExampleView, _ place: RecordPlace) {
      guard example.root.isObject else { return }
      records += 1
      for member in example.members {
        let kind = Self.kind(member.value)
        if let key = member.key {
          if known[key.ordinal] == nil { known[key.ordinal] = Column() }
          known[key.ordinal]?.add(kind, place)
        } else {
          let name = Array(member.name.text)
          if others[name] != nil || others.count < Self.most { others[name, default: Column()].add(kind, place) }
        }
      }
      if !hasText, let content = example.turns.first(where: { $0.content?.isString ?? false })?.content {
        note(content, Self.content, depth: Self.deepest, place)
        hasText = true
      }
      for turn in example.richTurns {
        if let content = turn.content, content.isArray { note(content, Self.content, depth: Self.deepest, place) }
        turn.toolCalls?.forEachElement { call in
          guard let value = call.member("function")?.member("arguments") else { return }
          note(value, Self.arguments, depth: 0, place)
        }
      }
      if let tools = example[.tools], tools.isArray {
        let hash = ContentHash(tools.raw)
        if hash != lastTools { tools.forEachElement { note($0, Self.tools, depth: 0, place) } }
        lastTools = hash
      }
    }

    private static let deepest = 12

    /// Notes the kind of a value, and of those inside of it.
    private func note(_ value: BorrowedJSON, _ path: [UInt8], depth: Int, _ place: RecordPlace) {
      guard nested[path] != nil || nested.count < Self.most else { return }
      nested[path, default: Column()].add(Self.kind(value), place)
      guard depth < Self.deepest else { return }
      if value.isObject {
        value.forEachMember { key, member in
          note(member, path + [UInt8(ascii: "/")] + Array(key.text), depth: depth + 1, place)
        }
      } else if value.isArray {
        value.forEachElement { note($0, path + Array("/*".utf8), depth: depth + 1, place) }
      }
    }

    func join(_ later: any SetTally) {
      guard let later = later as? Tally else { return }
      records += later.records
      for slot in known.indices {
        guard let column = later.known[slot] else { continue }
        if known[slot] == nil { known[slot] = column } else { known[slot]?.join(column) }
      }
      for (name, column) in later.others.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
      where others[name] != nil || others.count < Self.most {
        if others[name] == nil { others[name] = column } else { others[name]?.join(column) }
      }
      for (path, column) in later.nested.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
      where nested[path] != nil || nested.count < Self.most {
        if nested[path] == nil { nested[path] = column } else { nested[path]?.join(column) }
      }
    }

    func conclude(_ report: Reporter) {
      var columns = RecordField.allCases.compactMap { key in known[key.ordinal].map { (key.name, $0) } }
      columns += others.map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
      for (name, column) in columns.sorted(by: { $0.0 < $1.0 }) {
        let changes = column.changes
        if changes.count > 1 {
          report.report(at: report.location(of: changes[1])) {
            "\"\(name)\" holds \(Self.names(column)) in different records"
          }
        } else if column.count < records, let first = changes.first {
          report.report(at: report.location(of: first)) {
            "\"\(name)\" is in \(column.count) of \(Counted(records, "record"))"
          }
        }
      }
      concludeNested(report)
    }

    private func concludeNested(_ report: Reporter) {
      for (path, column) in nested.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        let changes = column.changes
        guard changes.count > 1 else { continue }
        let (place, remedy) =
          if path.starts(with: Self.arguments) {
            ("calls", "prep convert --tool-arguments string writes arguments as strings of JSON")
          } else if path == Self.content {
            ("messages", "prep convert --to chat writes contents that are texts alone as strings")
          } else {
            ("tools", "a list of tools may be a string of JSON")
          }
        report.report(at: report.location(of: changes[1])) {
          "\"\(String(decoding: path, as: UTF8.self))\" holds \(Self.names(column)) in different \(place); \(remedy)"
        }
      }
    }

    private static func kind(_ value: BorrowedJSON) -> Int {
      if value.isNull { return 0 }
      if value.isString { return 1 }
      if value.isObject { return 2 }
      if value.isArray { return 3 }
      return value.isBool ? 4 : 5
    }

    private static func names(_ column: Column) -> String {
      let names = ["nulls", "strings", "objects", "lists", "truth values", "numbers"]
      return names.indices.dropFirst().filter { column.firsts[$0] != nil }.map { names[$0] }.joined(separator: " and ")
    }
  }
}
