import PrepRecords
import TestSupport
import Testing

@testable import PrepShapes

/// What is remembered of a set of keys is what looking through the table of shapes tells, for any keys and values.
@Suite struct KeySetTests {
  /// The shape of a record, told in the obvious way: the rows of the table one after the other, each name looked up.
  private static func reference(_ root: JSONView, _ names: FieldNames) -> (shape: RecordShape, isWhole: Bool)? {
    func node(_ field: RecordField) -> [JSONView] { names.mapping.names(of: field).compactMap { root[$0] } }
    func holds(_ need: RecordShape.Need) -> Bool {
      let values = node(need.field)
      switch need {
      case .has: return !values.isEmpty
      case .hasBut(let field, let name):
        return names.mapping.names(of: field).contains { $0 != name && root[$0] != nil }
      case .alone(let field, let name):
        guard names.mapping.names(of: field).contains(name) else { return false }
        return root[name]?.kind == .string && root.count == 1
      case .listing(_, let member):
        return values.contains { Self.elements($0).first?["\(member)"] != nil }
      case .plain: return values.contains { Self.elements($0).first?.kind != .object }
      case .spanned:
        return values.contains { list in
          guard list.kind == .array else { return false }
          guard let first = Self.elements(list).first else { return true }
          if first.kind == .object { return first["start"] != nil || first["start_offset"] != nil }
          return Self.elements(first).first?.kind == .number
        }
      case .answered: return values.contains { $0.kind == .array && !Self.asks($0) }
      case .marked:
        guard let value = values.first, value.kind == .string, let text = try? value.string() else { return false }
        return text.contains("\u{43A}\u{438}")
      case .ours(let field): return names.mapping.names(of: field).first.flatMap { root[$0] } != nil
      case .list: return values.contains { $0.kind == .array }
      case .object: return values.first?.kind == .object
      case .holding(_, let member): return values.first?.kind == .object && values.first?["\(member)"] != nil
      case .spoken:
        guard let value = values.first, value.kind == .string, let name = try? value.string() else { return false }
        return RoleKind(name) != .other
      case .verdict: return values.first.flatMap { Verdict($0) } != nil
      case .transcript: return values.first.map { $0.withBorrowed { Transcript.begins($0) } } ?? false
      }
    }
    func isWeak(_ row: RecordShape.Row) -> Bool { row.shape == .text || row.shape == .promptOnly }
    func first(_ rows: [RecordShape.Row], _ isLooked: ([RecordShape.Need]) -> Bool = { _ in true }) -> RecordShape? {
      rows.first { row in row.forms.contains { isLooked($0) && $0.allSatisfy(holds) } }?.shape
    }
    if let shape = first(RecordShape.table.filter { !isWeak($0) }) { return (shape, true) }
    if let row = RecordShape.table.first(where: { row in row.signs.contains { $0.allSatisfy(holds) } }) {
      return (row.shape, false)
    }
    let weak = RecordShape.table.filter(isWeak)
    if let shape = first(weak, { $0.count > 1 }) ?? first(weak, { $0.count == 1 }) { return (shape, true) }
    return RecordShape.lastSigns.first { $0.needs.allSatisfy(holds) }.map { ($0.shape, false) }
  }

  private static func elements(_ view: JSONView) -> [JSONView] { view.kind == .array ? Array(view.elements) : [] }

  private static func asks(_ list: JSONView) -> Bool {
    guard let role = elements(list).last?["role"], let name = try? role.string() else { return false }
    return RoleKind(name) == .user
  }

  private static let values = [
    #""a""#, "null", "1", "0", "true", #""false""#, "[]", #"[{"role":"user","content":"q"}]"#, "{}", #"{"replies":[]}"#,
    #""\n\nHuman: q\n\nAssistant: a""#, #"[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"#,
    #"[{"answer":"a","rank":1}]"#, #"[[0,1,"L"]]"#, #"[{"start":0,"end":1,"label":"L"}]"#, #"["L"]"#,
    #"{"text":["a"],"answer_start":[0]}"#, #"{"input":"q"}"#, #""q Step 1: a \u043a\u0438""#,
  ]

  private static func object(_ keys: [String], _ random: inout SeededGenerator) -> String {
    "{" + keys.map { "\"\($0)\":\(values.randomElement(using: &random) ?? "1")" }.joined(separator: ",") + "}"
  }

  /// All names in the table and some that mean nothing.
  private static let allNames =
    Array(Set(RecordField.allCases.flatMap(\.names))).sorted() + ["x", "answer_b", "", "z z"]

  @Test(arguments: 0..<8) func `shape and fields are those of the table`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    // More sets of keys than the table has places for, most of them small.
    let names = FieldNames(
      FieldMapping(seed % 2 == 0 ? [:] : [.completion: "x"], known: seed % 4 < 2 ? .usual : .exact))
    let slots = KeySlots(names)
    for _ in 0..<600 {
      let count = Int.random(in: 0...(Bool.random(using: &random) ? 4 : 30), using: &random)
      let keys = Array(Self.allNames.shuffled(using: &random).prefix(count))
      for _ in 0..<2 {
        let text = Self.object(keys, &random)
        let root = try JSONDocument(Array(text.utf8)).root
        let wanted = Self.reference(root, names)
        let known = KnownKeys(root, names)
        let told = known.detect(root)
        #expect(told?.shape == wanted?.shape && told?.isWhole == wanted?.isWhole, "\(text)")
        for field in RecordField.allCases {
          let name = names.mapping.names(of: field).first { root[$0] != nil }
          let found = known.find(field, of: root)
          #expect(found?.name == name && found?.value.offset == name.flatMap { root[$0]?.offset }, "\(field) \(text)")
        }
        let borrowed = root.borrowed
        slots.removeAll()
        borrowed.forEachMember { _ = slots.add($0, $1) }
        var others: Set<RecordField> = []
        let same = slots.detect(borrowed) { field, _ in others.insert(field) }
        #expect(same?.shape == wanted?.shape && same?.isWhole == wanted?.isWhole, "\(text)")
        for field in RecordField.allCases where others.isEmpty {
          let node = known.find(field, of: root)?.value.borrowed.node ?? -1
          #expect(slots.find(field) == node, "\(field) \(text)")
        }
      }
    }
  }

  @Test func `many threads find the same sets`() async throws {
    let names = FieldNames(FieldMapping())
    let texts = (0..<200).map { number in
      var random = SeededGenerator(seed: UInt64(number) + 99)
      return Self.object(Array(Self.allNames.shuffled(using: &random).prefix(5)), &random)
    }
    func shapes() throws -> [RecordShape?] {
      try texts.map { names.detect(try JSONDocument(Array($0.utf8)).root)?.shape }
    }
    let wanted = try shapes()
    try await withThrowingTaskGroup(of: [RecordShape?].self) { group in
      for _ in 0..<4 { group.addTask { try shapes() } }
      for try await found in group { #expect(found == wanted) }
    }
  }
}
