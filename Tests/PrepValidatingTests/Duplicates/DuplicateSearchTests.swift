import PrepDiagnostics
import PrepValidating
import TestSupport
import Testing

/// What is said of two records with one prompt is true of their answers, in every shape and with hardly any memory.
@Suite struct DuplicateSearchTests {
  private static func record(_ shape: Int, _ id: Int, _ prompt: Int, _ answer: Int) -> String {
    let (asked, said) = ("What is number \(prompt)?", "It is the number \(answer), of course.")
    return switch shape {
    case 0: "{\"id\":\(id),\"prompt\":\"\(asked)\",\"completion\":\" \(said)\"}"
    case 1: "{\"id\":\(id),\"instruction\":\"\(asked)\",\"input\":\"\",\"output\":\"\(said)\"}"
    case 2:
      "{\"messages\":[{\"role\":\"user\",\"content\":\"\(asked)\"},{\"role\":\"assistant\",\"content\":\"\(said)\"}],\"id\":\(id)}"
    case 3: "{\"id\":\(id),\"text\":\"\(asked)\",\"label\":\"class\(answer)\"}"
    case 4: "{\"id\":\(id),\"prompt\":\"\(asked)\",\"chosen\":\"\(said)\",\"rejected\":\"No number.\"}"
    case 5:
      "{\"id\":\(id),\"prompt\":[{\"role\":\"user\",\"content\":\"\(asked)\"}],\"chosen\":[{\"role\":\"assistant\",\"content\":\"\(said)\"}],\"rejected\":[{\"role\":\"assistant\",\"content\":\"No number.\"}]}"
    default:
      "{\"id\":\(id),\"messages\":[{\"role\":\"user\",\"content\":\"\(asked)\"},{\"role\":\"assistant\",\"content\":\"\(said)\"}],\"rejected\":\"No number.\"}"
    }
  }

  @Test(arguments: 0..<7, [96 << 20, 1 << 10]) func `equal answers are never called others`(shape: Int, memory: Int)
    throws
  {
    var random = SeededGenerator(seed: UInt64(shape) + 11)
    var text = ""
    var known: [Int: Set<Int>] = [:]
    var expected: [String] = []
    for line in 1...900 {
      let (prompt, answer) = (Int.random(in: 0..<500, using: &random), Int.random(in: 0..<3, using: &random))
      text += Self.record(shape, line, prompt, answer) + "\n"
      if let answers = known[prompt] {
        expected.append("\(line) \(answers.contains(answer) ? "D02" : shape == 3 ? "P15" : "D03")")
      }
      known[prompt, default: []].insert(answer)
    }
    let found = try Validating.findings(Array(text.utf8), select: ["D02", "D03", "P15"], memory: memory)
      .map { "\($0.location.line) \($0.about.id)" }
    #expect(found.sorted() == expected.sorted())
  }

  /// Two answers to a question, the first of which is the better, as sets of preferences have them; of one answer whether
  /// it was liked.
  private static func judgment(_ form: Int, _ better: String, _ worse: String) -> String {
    let asked = #"{"role":"user","content":"q"}"#
    let (left, right) = (answer(better), answer(worse))
    switch form {
    case 0: return #"{"prompt":"q","chosen":"\#(better)","rejected":"\#(worse)"}"#
    case 1: return #"{"prompt":[\#(asked)],"chosen":[\#(left)],"rejected":[\#(right)]}"#
    case 2: return #"{"prompt":[\#(asked)],"chosen":"\#(better)","rejected":"\#(worse)"}"#
    case 3: return #"{"messages":[\#(asked),\#(left)],"rejected":"\#(worse)"}"#
    case 4:
      return
        #"{"conversations":[{"from":"human","value":"q"}],"chosen":{"from":"gpt","value":"\#(better)"},"rejected":{"from":"gpt","value":"\#(worse)"}}"#
    case 5:
      return #"{"input":{"messages":[\#(asked)]},"preferred_output":[\#(left)],"non_preferred_output":[\#(right)]}"#
    case 6: return #"{"prompt":"q","completion":"a","label":\#(better == "a")}"#
    default: return #"{"messages":[\#(asked),\#(answer("a"))],"label":\#(better == "a")}"#
    }
  }

  private static func answer(_ text: String) -> String { #"{"role":"assistant","content":"\#(text)"}"# }

  @Test(arguments: 0..<8) func `what is judged both ways is a contradiction, however it is written`(form: Int) throws {
    let lines = [("a", "b"), ("b", "a"), ("a", "b")].map { Self.judgment(form, $0.0, $0.1) + "\n" }
    let text = lines.joined()
    let found = try Validating.findings(Array(text.utf8), select: ["D", "G08"], ignore: ["D07"])
      .map { "\($0.location.line) \($0.about.id)" }
    #expect(found == ["2 G08", "3 D01"])
  }

  @Test func `a text and a message of it are the same answer`() throws {
    let text = Self.judgment(1, "a", "b") + "\n" + Self.judgment(2, "b", "a") + "\n"
    let found = try Validating.findings(Array(text.utf8), select: ["G08"]).map { "\($0.location.line) \($0.about.id)" }
    #expect(found == ["2 G08"])
  }

  /// Records without a prompt, or with nothing before the answer.
  private static let promptless: [@Sendable (Int) -> String] = [
    { #""text":"The text with the number \#($0) in it.""# },
    { #""prompt":"What is number \#($0)?""# },
    { #""messages":[{"role":"assistant","content":"I say \#($0)."}]"# },
    {
      #""chosen":[{"role":"user","content":"q\#($0)"},{"role":"assistant","content":"a"}],"rejected":[{"role":"user","content":"q\#($0)"},{"role":"assistant","content":"b"}]"#
    },
    { #""input_ids":[1,2,\#($0)],"labels":[1,2,\#($0)]"# },
  ]

  @Test(arguments: 0..<5, [96 << 20, 1 << 10]) func `records that differ in an id alone are the same`(
    shape: Int, memory: Int
  ) throws {
    var random = SeededGenerator(seed: UInt64(shape) + 71)
    var text = ""
    var known: Set<Int> = []
    var expected: [String] = []
    for line in 1...600 {
      let number = Int.random(in: 0..<400, using: &random)
      let fields = Self.promptless[shape](number)
      text += Bool.random(using: &random) ? "{\"id\":\(line),\(fields)}\n" : "{\(fields), \"id\": \"n\(line)\"}\n"
      if !known.insert(number).inserted { expected.append("\(line) D02") }
    }
    let found = try Validating.findings(Array(text.utf8), select: ["D01", "D02", "D03", "P15"], memory: memory)
      .map { "\($0.location.line) \($0.about.id)" }
    #expect(found.sorted() == expected.sorted())
  }
}
