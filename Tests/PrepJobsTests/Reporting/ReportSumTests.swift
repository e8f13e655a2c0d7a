import PrepRecords
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct ReportSumTests {
  private func sum(_ reports: [String]) throws -> String {
    var sum = ReportSum()
    for report in reports { try sum.add(try JSONDocument(Array(report.utf8)).root) }
    return String(decoding: sum.json, as: UTF8.self)
  }

  private func code(_ reports: [String]) throws -> String {
    do { return "sum \(try sum(reports))" } catch let refusal as ReportSum.Refusal { return "\(refusal.code)" }
  }

  @Test func `members are added by what their names say`() throws {
    #expect(
      try sum([
        #"{"part":"0/3","records":2,"longest_line":7,"min_tokens":3,"seed":"9","rules":{"P01":1},"share":0.5}"#,
        #"{"part":"2/3","records":5,"longest_line":4,"min_tokens":1,"seed":"9","rules":{"P02":4,"P01":2},"share":1}"#,
      ])
        == #"{"part":"0,2/3","records":7,"longest_line":7,"min_tokens":1,"seed":"9","rules":{"P01":3,"P02":4},"share":1.5}"#
    )
    #expect(try sum([]) == "{}")
    #expect(try sum([#"{"a":{}}"#, #"{"a":{"b":[1]},"c":null}"#]) == #"{"a":{"b":[1]},"c":null}"#)
  }

  @Test func `what does not go together is refused`() throws {
    #expect(try code([#"{"part":"1/3"}"#, #"{"part":"1/3"}"#]) == "double-part")
    #expect(try code([#"{"part":"0-1/3"}"#, #"{"part":"1-2/3"}"#]) == "double-part")
    #expect(try code([#"{"part":"1/3"}"#, #"{"part":"2/4"}"#]) == "other-part")
    #expect(try code([#"{"seed":"1"}"#, #"{"seed":"2"}"#]) == "other-options")
    #expect(try code([#"{"vocabulary_size":1}"#, #"{"vocabulary_size":2}"#]) == "other-options")
    #expect(try code([#"{"a":1}"#, #"{"a":{"b":1}}"#]) == "other-options")
    #expect(try code([#"{"shard":{"finished_by_another":1}}"#]) == "no-counts")
    for report in ["[]", "3", #"{"part":3}"#, #"{"part":"3/3"}"#, #"{"part":"2-1/3"}"#, #"{"part":"1"}"#] {
      #expect(try code([report]) == "not-a-report", "\(report)")
    }
  }

  /// Any tree over reports in their order gives the sum of all, and no part is lost or doubled.
  @Test func `sums add like reports`() throws {
    var random = SeededGenerator(seed: 24)
    for _ in 0..<200 {
      let count = Int.random(in: 1...12, using: &random)
      let reports = (0..<count).map { part in
        var members = ["\"part\":\"\(part)/\(count)\""]
        for name in ["records", "longest_line", "min_tokens", "a", "b"] where Bool.random(using: &random) {
          members.append("\"\(name)\":\(Int.random(in: 0...9, using: &random))")
        }
        if Bool.random(using: &random) { members.append("\"in\":{\"\(Bool.random(using: &random) ? "x" : "y")\":1}") }
        return "{" + members.joined(separator: ",") + "}"
      }
      let all = try sum(reports)
      var tree = reports
      while tree.count > 1 {
        let first = Int.random(in: 0..<tree.count - 1, using: &random)
        let last = Int.random(in: first + 1..<tree.count, using: &random)
        tree.replaceSubrange(first...last, with: [try sum(Array(tree[first...last]))])
      }
      #expect(try sum(tree) == all)
      #expect(all.hasPrefix(count == 1 ? #"{"part":"0/1""# : #"{"part":"0-\#(count - 1)/\#(count)""#))
      var total = ReportSum()
      for report in reports.shuffled(using: &random) { try total.add(try JSONDocument(Array(report.utf8)).root) }
      #expect(total.missingParts == nil)
      if count > 2 {
        var some = ReportSum()
        for report in reports.dropFirst().dropLast() { try some.add(try JSONDocument(Array(report.utf8)).root) }
        #expect(some.missingParts == "0,\(count - 1)/\(count)")
      }
    }
  }
}
