import PrepBytes
import PrepConverting
import PrepDiagnostics
import PrepRecords
import PrepShapes
import PrepValidating
import TestSupport
import Testing

@testable import PrepJobs

/// Nothing is written for a target that it refuses by a rule about one record.
@Suite struct TargetLawTests {
  /// Records of every shape, some of which a target refuses: a bad last turn, neighbours of one role, calls with ids of
  /// many forms, keys and parts that not all know.
  private static let records: [String] = {
    let user = #"{"role":"user","content":"q"}"#
    let answer = #"{"role":"assistant","content":"a"}"#
    let call =
      #"{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]}"#
    let result = #"{"role":"tool","tool_call_id":"call_1","content":"2"}"#
    let tools =
      #""tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"x":{"type":"integer"}}}}}]"#
    let image =
      #"{"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}"#
    let audio = #"{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA","format":"wav"}}]}"#
    let chats = [
      [user], [user, answer, user], [user, user, answer], [answer, user, answer], [user, answer, answer],
      [#"{"role":"system","content":"s"}"#, user, answer], [user, #"{"role":"system","content":"s"}"#, answer],
      [#"{"role":"developer","content":"s"}"#, user, answer], [image, answer], [audio, answer],
      [user, #"{"role":"assistant","content":"a","weight":0.5}"#], [user, #"{"role":"assistant","content":""}"#],
      [#"{"role":"user","content":"q","name":"Ada Lovelace","round":1}"#, answer], [user, call],
      [user, call, result, answer], [user, result, answer], [user, call, answer],
    ].map { "{\"messages\":[\($0.joined(separator: ","))]" }
    return RecordShape.allCases.map(\.sample) + chats.map { $0 + "}" } + chats.map { $0 + "," + tools + "}" }
  }()

  @Test(arguments: TargetForm.all.map(\.name)) func `what is written for a target, it takes`(name: String) throws {
    guard let profile = try TargetProfiles.all().first(where: { $0.name == name }) else { return }
    let memory = Memory()
    var options = ConvertJob.Options()
    options.form = TargetForm(name)
    options.invalid.policy = .skip
    options.takesEachShape = true
    options.omitted = [
      "rejected", "completion", "label", "tools", "weight", "reasoning", "name", "turns", "output", "content", "system",
    ]
    let text = Self.records.joined(separator: "\n") + "\n"
    let summary = try run(ConvertJob(options, inputs: [input(text)], output: memory.output))
    #expect(summary.examples > 0 && summary.invalid > 0, "\(name)")
    var errors: [String] = []
    let validation = Validation(
      profiles: [profile], areNamed: true, selection: try RuleSelection(), options: ValidationOptions()
    ) { step in
      errors += step.findings.filter { $0.severity == .error && !RecordJudge.others.contains($0.about.id) }.map {
        "\($0.about.id) \($0.location): \($0.message)"
      }
    }
    var inputs = [
      ValidationInput(
        source: MemoryByteSource(memory.bytes, name: "\(name).jsonl"),
        facts: FileFacts(name: "\(name).jsonl", container: "jsonl", storedBytes: memory.bytes.count))
    ][...]
    _ = try validation.run { inputs.popFirst() }
    #expect(errors.isEmpty, "\(name): \(errors)")
  }
}
