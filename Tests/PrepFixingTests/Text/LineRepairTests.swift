import PrepRecords
import TestSupport
import Testing

@testable import PrepFixing

@Suite struct LineRepairTests {
  private func repaired(_ line: String, _ repairs: Repair...) -> [String]? {
    guard case .repaired(let values, _) = LineRepair.repair(Array(line.utf8), enabled: Set(repairs)) else { return nil }
    return values.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `each repair mends its fault and nothing else`() {
    #expect(repaired(#"{"a": [1, 2, ], }"#, .trailingCommas) == [#"{"a": [1, 2 ] }"#])
    #expect(repaired(#"{"a": 1,}"#, .comments) == nil)
    #expect(repaired(#"{"a": NaN, "b": -Infinity}"#, .nonFiniteNumbers) == [#"{"a": null, "b": null}"#])
    #expect(repaired(#"{"a": True, "b": None}"#, .pythonLiterals) == [#"{"a": true, "b": null}"#])
    #expect(repaired(#"{'a': 'it\'s "x"'}"#, .singleQuotes) == [#"{"a": "it's \"x\""}"#])
    #expect(repaired(#"{a: 1, b_2: 2}"#, .unquotedKeys) == [#"{"a": 1, "b_2": 2}"#])
    #expect(repaired("{\"a\": \"x\ty\"}", .controlCharacters) == [#"{"a": "x\ty"}"#])
    #expect(repaired(#"{"a": "C:\dir"}"#, .invalidEscapes) == [#"{"a": "C:\\dir"}"#])
    #expect(repaired(#"{"a": 1} // note"#, .comments) == [#"{"a": 1}"#])
    #expect(repaired(#"{"a": /* x */ 1}"#, .comments) == [#"{"a":  1}"#])
    #expect(
      repaired(#"{"a": 1}{"b": 2} , {"c": 3}"#, .concatenatedValues) == [#"{"a": 1}"#, #"{"b": 2}"#, #"{"c": 3}"#])
    #expect(repaired("\u{FEFF}{\"a\": 1}", .byteOrderMark) == [#"{"a": 1}"#])
  }

  @Test func `quotes inside strings are escaped where the structure tells them`() {
    #expect(
      repaired(#"{"m": [{"c": ""did you?" "DID YOU?""}]}"#, .innerQuotes) == [
        #"{"m": [{"c": "\"did you?\" \"DID YOU?\""}]}"#
      ])
    #expect(
      repaired(#"{"c": ""Too many," said no one.", "d": "x"}"#, .innerQuotes) == [
        #"{"c": "\"Too many,\" said no one.", "d": "x"}"#
      ])
    #expect(repaired(#"{"c": "a "b", "c" d"}"#, .innerQuotes) == [#"{"c": "a \"b\", \"c\" d"}"#])
  }

  @Test func `what no repair mends is left`() {
    for line in ["Here are 200 more examples:", "{", "{\"a\": }", "", "{\"a\" 1}", "\u{1}"] {
      #expect(LineRepair.repair(Array(line.utf8), enabled: Set(Repair.allCases)) == .beyondRepair, "\(line)")
    }
    #expect(
      LineRepair.repair([UInt8](repeating: UInt8(ascii: "["), count: 100_000), enabled: Set(Repair.allCases))
        == .beyondRepair)
  }

  @Test(arguments: [1 as UInt64, 2])
  func `JSON stays as it is, and damage never gives anything but JSON`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let sample = Array(#"{"a": ["x, \"y\"", 1.5e3, null, {"k": true}], "b": "\u00e9 '"}"#.utf8)
    for _ in 0..<500 {
      var line = sample
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0..<line.count, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: line.remove(at: place)
        case 1: line.insert(Array("\"',:{}[]\\T/#".utf8).randomElement(using: &random) ?? 0, at: place)
        default: line[place] = UInt8.random(in: 0x20...0x7E, using: &random)
        }
      }
      guard case .repaired(let values, let repairs) = LineRepair.repair(line, enabled: Set(Repair.allCases)) else {
        continue
      }
      for value in values { #expect((try? JSONDocument(value)) != nil) }
      if (try? JSONDocument(line)) != nil { #expect(values == [line] && repairs.isEmpty) }
    }
  }

  @Test func `the author's own repair of a published set is reached`() throws {
    guard let bad = try TestData.bytes("broken/latslats.bad-lines.jsonl"),
      let author = try TestData.bytes("broken/latslats.cleaned-by-author.jsonl")
    else { return }
    func lines(_ bytes: [UInt8]) -> [[UInt8]] {
      bytes.split(separator: 0x0A).map(Array.init).filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x0D } }
    }
    var repairedCount = 0
    var lost: [String] = []
    var records = 0
    for line in lines(bad) {
      if (try? JSONDocument(line)) != nil {
        records += 1
        continue
      }
      switch LineRepair.repair(line, enabled: [.innerQuotes]) {
      case .repaired(let values, let repairs):
        #expect(values.count == 1 && repairs == [.innerQuotes])
        repairedCount += 1
        records += 1
      case .beyondRepair: lost.append(String(decoding: line, as: UTF8.self))
      }
    }
    #expect(lost.count == 1 && lost.first?.hasPrefix("Here are 200 more") == true)
    #expect(repairedCount == 11)
    // The author dropped one record that could be mended.
    #expect(records >= lines(author).count)
  }

  @Test func `a comma behind a value goes with the repair of several values`() {
    let line = Array(#"{"a":1}, "#.utf8)
    #expect(
      LineRepair.repair(line, enabled: [.concatenatedValues])
        == .repaired([Array(#"{"a":1}"#.utf8)], by: [.concatenatedValues]))
    #expect(LineRepair.repair(line, enabled: [.comments]) == .beyondRepair)
  }

  /// Two members or records with a sign missing between them: quotes alone do not make a text of what follows.
  @Test func `nothing that looks like another member is swallowed by a text`() {
    let values = [#""a""#, #""it is""#]
    for value in values {
      for line in [
        #"{"m":[{"r":"user","c":\#(value)} {"r":"assistant","c":"b"}]}"#, #"{"m":[["x",\#(value)]["y"]]}"#,
        #"{"p":\#(value) "c":"d"}"#, #"{"p":\#(value)"c" : "d"}"#, #"{"p" \#(value),"c":"b"}"#,
        #"{"p":"a","c":\#(value)}\n{"p":"c","c":"d"}"#, #"{"p":"a","c":[\#(value)]}\r\n{"p":"c","c":"d"}"#,
      ] {
        let outcome = LineRepair.repair(Array(line.utf8), enabled: Set(Repair.allCases))
        if case .repaired(_, let repairs) = outcome { #expect(!repairs.contains(.innerQuotes), "\(line)") }
      }
    }
    #expect(repaired(#"{"t":"say {"a": 1} now"}"#, .innerQuotes) == [#"{"t":"say {\"a\": 1} now"}"#])
    #expect(repaired(#"{"t":"only {"a":"b"} here"}"#, .innerQuotes) == [#"{"t":"only {\"a\":\"b\"} here"}"#])
  }
}
