import PrepDiagnostics
import PrepValidating
import TestSupport
import Testing

/// The search for duplicates finds the same with hardly any memory as with plenty.
@Suite struct DuplicateIndexTests {
  /// Records of which many repeat others.
  static func records(seed: UInt64) -> (text: [UInt8], repeated: [Int]) {
    var generator = SeededGenerator(seed: seed)
    var text = ""
    var seen = Set<Int>()
    var repeated: [Int] = []
    for line in 1...2000 {
      let number = Int.random(in: 0..<3000, using: &generator)
      text += "{\"text\":\"number \(number)\"}\n"
      if !seen.insert(number).inserted { repeated.append(line) }
    }
    return (Array(text.utf8), repeated)
  }

  @Test("what does not fit in memory is compared on the disk", arguments: [96 << 20, 1 << 15, 1 << 10])
  func findsAll(memory: Int) throws {
    let (text, repeated) = Self.records(seed: 5)
    let findings = try Validating.findings(text, select: ["D01"], memory: memory)
    #expect(findings.map(\.location.line).sorted() == repeated)
    for finding in findings {
      let offset = try #require(finding.location.offset)
      #expect(text[..<offset].count { $0 == 0x0A } == finding.location.line - 1)
    }
  }

  @Test("the message names the first record of its kind") func namesTheFirst() throws {
    let text = Array("{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"a\"}\n{\"text\":\"a\"}\n".utf8)
    let findings = try Validating.findings(text, select: ["D01"])
    #expect(findings.map(\.message) == Array(repeating: "the record is the same as that of line 1", count: 2))
  }
}
