import Foundation
import PrepBytes
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct PathPatternTests {
  @Test func `stars and question marks`() {
    let cases: [(String, String, Bool)] = [
      ("a.jsonl", "*.jsonl", true), ("a.jsonl", "?.jsonl", true), ("ab.jsonl", "?.jsonl", false), ("", "*", true),
      ("aXbXc", "a*b*c", true), ("abcbc", "a*bc", true), ("ab", "a*b*c", false), ("ab", "ab**", true),
      ("ab", "", false),
    ]
    for (name, pattern, matches) in cases {
      #expect(PathPattern.matches(Array(name.utf8), Array(pattern.utf8)) == matches, "\(name) \(pattern)")
    }
    // Linear for each star, whatever the name is.
    let long = [UInt8](repeating: 0x61, count: 20_000)
    #expect(!PathPattern.matches(long, Array("*a*a*a*b".utf8)))
  }

  @Test func `files in the order of their names`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("x1"), withIntermediateDirectories: true)
    for name in ["b.jsonl", "a.jsonl", ".c.jsonl", "x1/d.jsonl", "s*r"] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    func expand(_ pattern: String) throws -> [String] {
      try PathPattern.expand(folder.path + "/" + pattern).map { String($0.dropFirst(folder.path.count + 1)) }
    }
    #expect(try expand("*.jsonl") == ["a.jsonl", "b.jsonl"])
    #expect(try expand("x?/*") == ["x1/d.jsonl"])
    #expect(try expand("s*r") == ["s*r"] && expand("none") == ["none"])
    #expect(throws: IOFailure.self) { try expand("*.csv") }
  }
}
