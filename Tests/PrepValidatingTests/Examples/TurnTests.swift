import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepValidating

@Suite struct TurnTests {
  private func findings(_ line: String) throws -> [String] {
    try Validating.run(Array((line + "\n").utf8), targets: []).findings.map {
      "\($0.about.id) \($0.location.pointer ?? "")"
    }
  }

  @Test func `messages that are plain are found at fault for the same as those with a member that means nothing`()
    throws
  {
    var random = SeededGenerator(seed: 5)
    var found = 0
    for _ in 0..<TestData.rounds(400) {
      let turns = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        let role = ["user", "assistant", "system", "developer", "tool", "human", "User", ""].randomElement(
          using: &random)!
        let content = [#""q""#, #""""#, #"" \n""#, #"["a"]"#, "null", "1"].randomElement(using: &random)!
        return
          #""role":"\#(Bool.random(using: &random) ? "user" : role)","content":\#(Bool.random(using: &random) ? #""text""# : content)"#
      }
      let plain = try findings(#"{"messages":["# + turns.map { "{\($0)}" }.joined(separator: ",") + "]}")
      let rich = try findings(#"{"messages":["# + turns.map { "{\($0),\"id\":\"x\"}" }.joined(separator: ",") + "]}")
      #expect(plain == rich, "\(turns)")
      found += plain.count
    }
    #expect(found > TestData.rounds(400))
  }
}
