import PrepDiagnostics
import PrepRecords
import TestSupport
import Testing

@testable import PrepExamples

/// The record of one line.
func record(_ line: String) throws -> Record {
  var lines: [UInt8]? = Array(line.utf8)
  let reader = JSONLinesReader(sources: { lines.take().map { ChoppedByteSource($0, sizes: [1 << 16]) } })
  let batch = try #require(try reader.next())
  guard case .record(let record)? = batch.items.first else {
    throw Diagnostic("no-record", line, at: .init(file: "test"))
  }
  return record
}

@Suite struct ExampleReaderTests {
  @Test(arguments: UInt64(1)...8) func `what is written is read, whatever the shape`(seed: UInt64) throws {
    var examples = ExampleGenerator(seed: seed)
    for shape in ExampleShape.allCases {
      for _ in 0..<40 {
        let example = examples.next(shape)
        var writer = JSONWriter()
        ExampleWriter.write(example, to: &writer)
        let record = try record(String(decoding: writer.bytes, as: UTF8.self))
        #expect(try ExampleReader(shape: shape).read(record) == example)
      }
    }
  }

  @Test(arguments: [
    (ExampleShape.text, "[]", "not-an-object", 1),
    (.text, #"{"text": 1}"#, "wrong-type", 10),
    (.text, #"{"a": "b"}"#, "missing-field", 1),
    (.text, #"{"text": "b", "text": "c"}"#, "duplicate-key", 15),
    (.text, #"{"text": "a\ud800"}"#, "lone-surrogate", 10),
    (.promptCompletion, #"{"prompt": "p"}"#, "missing-field", 1),
    (.promptCompletion, #"{"prompt": null, "completion": "c"}"#, "wrong-type", 12),
    (.chat, #"{"messages": {}}"#, "wrong-type", 14),
    (.chat, #"{"messages": ["hi"]}"#, "wrong-type", 15),
    (.chat, #"{"messages": [{"content": "hi"}]}"#, "missing-field", 15),
    (.chat, #"{"messages": [{"role": "user", "role": "user"}]}"#, "duplicate-key", 32),
    (.chat, #"{"messages": [{"role": "user", "content": 3}]}"#, "wrong-type", 43),
    (.chat, #"{"messages": [{"role": "user", "weight": "x"}]}"#, "wrong-type", 42),
    (.preference, #"{"prompt": "p", "chosen": "c"}"#, "missing-field", 1),
    (.preference, #"{"input": {}, "preferred_output": [], "non_preferred_output": []}"#, "missing-field", 11),
    (.unpairedPreference, #"{"prompt": "p", "completion": "c", "label": 2}"#, "wrong-type", 45),
    (.classification, #"{"text": "t", "label": []}"#, "wrong-type", 24),
    (.unpairedPreference, #"{"messages": [], "label": true}"#, "last-turn", 14),
    (.promptCompletion, #"{"prompt": "p", "completion": "c", "images": ["i"]}"#, "lost-field", 46),
    (.classification, #"{"text_a": "t", "label": "l"}"#, "missing-field", 1),
  ])
  func `a fault is told with its place`(shape: ExampleShape, line: String, code: String, column: Int) throws {
    let record = try record(line)
    let finding = #expect(throws: Diagnostic.self) { try ExampleReader(shape: shape).read(record) }
    #expect(finding?.code.rawValue == code)
    #expect(finding?.location.column == column)
    #expect(finding?.location.pointer != nil)
  }

  @Test(arguments: [
    (#"{"text": "a"}"#, ExampleShape.text), (#"{"text": "a", "label": "b"}"#, .classification),
    (#"{"text_a": "a", "text_b": "b", "label": 1}"#, .classification), (#"{"prompt": "a"}"#, .promptOnly),
    (#"{"prompt": "a", "completion": "b"}"#, .promptCompletion),
    (#"{"prompt": "a", "completion": "b", "label": "x"}"#, .promptCompletion),
    (#"{"prompt": "a", "completion": "b", "label": true}"#, .unpairedPreference),
    (#"{"messages": []}"#, .chat), (#"{"prompt": "a", "chosen": "b", "rejected": "c"}"#, .preference),
    (#"{"input": {}, "preferred_output": [], "non_preferred_output": []}"#, .preference),
    (#"{"chosen": "a"}"#, .preference),
    (#"{"prompt": "a", "response": "b"}"#, .promptCompletion),
    (#"{"prompt": "a", "completion": "b", "label": "1"}"#, .unpairedPreference),
  ])
  func `the fields tell the shape`(line: String, shape: ExampleShape) throws {
    #expect(try ExampleShape(detecting: record(line).root) == shape)
  }

  @Test(arguments: ["{}", "[]", "3", #"{"other": "a"}"#, #"{"input_ids": []}"#]) func `other fields tell none`(
    line: String
  ) throws {
    #expect(try ExampleShape(detecting: record(line).root) == nil)
  }

  @Test func `OpenAI's names of a preference are known`() throws {
    let line =
      #"{"input": {"messages": [{"role": "user", "content": "q"}], "tools": [{"type":"function","function":{"name":"f"}}]}, "#
      + #""preferred_output": [{"role": "assistant", "content": "a"}], "non_preferred_output": [{"role": "assistant", "content": "b"}]}"#
    let example = try ExampleReader(shape: .preference).read(record(line))
    #expect(
      example
        == .preference(
          Preference(
            prompt: .messages([Message(role: "user", "q")]), chosen: .messages([Message(role: "assistant", "a")]),
            rejected: .messages([Message(role: "assistant", "b")]),
            tools: Array(#"[{"type":"function","function":{"name":"f"}}]"#.utf8))))
  }

  @Test func `fields are read by the names they are mapped to`() throws {
    let mapping = try FieldMapping(parsing: "prompt=question,completion=final answer")
    let record = try record(#"{"question": "q", "final answer": "a", "prompt": 3}"#)
    #expect(ExampleShape(detecting: record.root, mapping: mapping) == .promptCompletion)
    #expect(
      try ExampleReader(shape: .promptCompletion, mapping: mapping).read(record)
        == .promptCompletion(prompt: .text(Array("q".utf8)), completion: .text(Array("a".utf8))))
  }
}
