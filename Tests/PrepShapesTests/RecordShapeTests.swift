import PrepRecords
import Testing

@testable import PrepShapes

@Suite struct RecordShapeTests {
  private static func root(_ text: String) throws -> JSONView { try JSONDocument(Array(text.utf8)).root }

  @Test func `the table has a line for each shape, in the order of the cases`() {
    #expect(RecordShape.table.map(\.shape) == RecordShape.allCases)
    for shape in RecordShape.allCases {
      #expect(RecordShape.allCases[shape.ordinal] == shape)
      #expect(RecordShape(named: shape.rawValue) == shape)
      #expect(shape.example == nil || shape.canonical == nil || shape.example == shape.canonical)
      for name in shape.row.otherNames { #expect(RecordShape(named: name) == shape) }
    }
    for shape in ExampleShape.allCases { #expect(RecordShape(shape).canonical == shape) }
  }

  @Test(arguments: RecordShape.allCases) func `the sample of a shape tells it, under our names alone too`(
    shape: RecordShape
  ) throws {
    for names in [FieldNames.usual, .exact] {
      let detected = try #require(names.detect(try Self.root(shape.sample)))
      #expect(detected.shape == shape)
      #expect(detected.isWhole)
      #expect(detected.layout.row.layout == detected.layout)
    }
  }

  @Test(arguments: [
    (#"{"prompt":"q","response":"a"}"#, RecordShape.promptCompletion, true),
    (#"{"prompt":"q","chosen":"a"}"#, .preference, false), (#"{"completion":"a"}"#, .promptCompletion, false),
    (#"{"messages":"q"}"#, .chat, false), (#"{"messages":[],"label":1}"#, .unpairedPreference, true),
    (#"{"messages":[],"label":true}"#, .unpairedPreference, true),
    (#"{"messages":[],"rejected_response":"a"}"#, .preference, true),
    (#"{"prompt":"q","completion":"a","label":"x"}"#, .promptCompletion, true),
    (#"{"system":"s","messages":[]}"#, .chat, true), (#"{"input":"t"}"#, .text, true),
    (#"{"question":"q"}"#, .promptOnly, true),
  ])
  func `keys tell the shape`(text: String, shape: RecordShape, isWhole: Bool) throws {
    let detected = try #require(FieldNames.usual.detect(try Self.root(text)))
    #expect(detected.shape == shape)
    #expect(detected.isWhole == isWhole)
  }

  @Test(arguments: ["{}", "[]", "3", #"{"other":1}"#]) func `other values tell none`(text: String) throws {
    #expect(FieldNames.usual.detect(try Self.root(text)) == nil)
  }

  @Test func `exact names take no others, and a given name goes before all`() throws {
    let root = try Self.root(#"{"prompt":"q","response":"a","said":"b"}"#)
    #expect(FieldNames.exact.detect(root)?.shape == .promptOnly)
    let names = FieldNames(try FieldMapping(parsing: "completion=said", known: .exact))
    #expect(names.detect(root)?.shape == .promptCompletion)
    #expect(KnownKeys(root, names).find(.completion, of: root)?.name == "said")
    #expect(names.taken.all.isEmpty)
  }

  @Test func `what was taken is told once`() throws {
    let names = FieldNames(FieldMapping())
    for _ in 0..<3 { _ = names.detect(try Self.root(#"{"question":"q","answer":"a"}"#)) }
    #expect(names.taken.all.map(\.name) == ["question", "answer"])
    #expect(names.taken.all.map(\.field) == [.prompt, .completion])
  }

  @Test(arguments: [
    (#"{"text":"a","messages":[]}"#, 2), (#"{"text":"a","label":"b"}"#, 1),
    (#"{"messages":[],"conversations":[],"text":""}"#, 3),
    (#"{"prompt":"q","completion":"a","text":"t"}"#, 2),
    (#"{"prompt":"q","chosen":"a","rejected":"b","messages":[]}"#, 1),
    (#"{"conversations":[],"chosen":{},"rejected":{}}"#, 1),
  ])
  func `shapes that exclude each other are counted`(text: String, count: Int) throws {
    let root = try Self.root(text)
    let slots = KeySlots(.usual)
    root.withBorrowed { root in
      root.forEachMember { _ = slots.add($0, $1) }
      let told = slots.detect(root) { _, _ in }
      #expect(told.map { slots.fitting($0.shape) } == count)
    }
  }
}
