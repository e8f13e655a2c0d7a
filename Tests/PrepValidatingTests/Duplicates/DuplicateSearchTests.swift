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
    default: "{\"id\":\(id),\"prompt\":\"\(asked)\",\"chosen\":\"\(said)\",\"rejected\":\"No number.\"}"
    }
  }

  @Test(arguments: 0..<5, [96 << 20, 1 << 10]) func `equal answers are never called others`(shape: Int, memory: Int)
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
