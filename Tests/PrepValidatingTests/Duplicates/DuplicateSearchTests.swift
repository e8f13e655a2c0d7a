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
    var first: [Int: Int] = [:]
    var expected: [String] = []
    for line in 1...900 {
      let (prompt, answer) = (Int.random(in: 0..<500, using: &random), Int.random(in: 0..<2, using: &random))
      text += Self.record(shape, line, prompt, answer) + "\n"
      if let known = first[prompt] {
        expected.append("\(line) \(known == answer ? "D02" : shape == 3 ? "P15" : "D03")")
      } else {
        first[prompt] = answer
      }
    }
    let found = try Validating.findings(Array(text.utf8), select: ["D02", "D03", "P15"], memory: memory)
      .map { "\($0.location.line) \($0.about.id)" }
    #expect(found.sorted() == expected.sorted())
  }
}
