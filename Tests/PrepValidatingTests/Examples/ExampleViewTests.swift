import PrepDiagnostics
import PrepShapes
import PrepValidating
import Testing

/// What a validation takes records for.
@Suite struct ExampleViewTests {
  private func run(_ lines: [String], targets: [String] = []) throws -> (codes: [String], result: ValidationResult) {
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    let (findings, result) = try Validating.run(text, targets: targets, select: ["S", "J", "D"])
    return (findings.map { "\($0.about.id) \(Validating.place($0))" }, result)
  }

  @Test(
    "fields are found under the names that others give them",
    arguments: [
      (#"{"question":"a","answer":"b"}"#, RecordShape?.some(.promptCompletion)),
      (#"{"review":"a","category":"b"}"#, .classification),
      (#"{"text":"a","category":"b"}"#, .classification), (#"{"text":"a","source":"b"}"#, .text),
      (#"{"question":"a","response_j":"b","response_k":"c"}"#, .preference),
      (#"{"question1":"a","question2":"b","label":1}"#, .classification), (#"{"question":"a"}"#, .promptOnly),
      (#"{"prompt":"q","pos":"a","neg":"b"}"#, .retrieval), (#"{"query":"q","pos":["a"]}"#, .retrieval),
      (#"{"prompt":"q","pos":"NOUN"}"#, .promptOnly),
      (#"{"claim":"a","evidence":"b"}"#, nil),
    ])
  func otherNames(_ record: String, _ shape: RecordShape?) throws {
    let (codes, result) = try run([record])
    #expect(result.shapes == [shape?.rawValue ?? "unknown": 1])
    #expect(codes.contains { $0.hasPrefix("S01") } == (shape == nil))
  }

  @Test func `a target takes its own names alone`() throws {
    #expect(try run([#"{"question":"a","answer":"b"}"#], targets: ["together"]).codes.contains("S01 1:1 "))
  }

  @Test func `a name in capitals is found and is still a fault`() throws {
    let (codes, result) = try run([#"{"Text":"a","Label":"b"}"#])
    #expect(result.shapes == ["classification": 1])
    #expect(codes.filter { $0.hasPrefix("S02") } == ["S02 1:2 /Text", "S02 1:13 /Label"])
  }

  @Test func `a value that is no object is one finding, and takes part in no comparison`() throws {
    let (codes, result) = try run(["1", "1", #"{"text":"a"}"#, "[1e999]", #"{"text":"a"}"#])
    #expect(codes == ["J03 1:1 ", "J03 2:1 ", "J03 4:1 ", "J06 4:2 /0", "D01 5:1 "])
    #expect(result.records == 5)
  }
}
