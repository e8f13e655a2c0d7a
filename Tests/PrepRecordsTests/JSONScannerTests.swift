import Foundation
import PrepRecords
import TestSupport
import Testing

/// The verdict of a document on a text: its value, or nil. All kernels must agree.
func verdict(_ text: [UInt8]) -> ReferenceJSON? {
  let verdicts = ScanLevel.available.map { level in
    text.withUnsafeBytes { try? JSONDocument($0, level: level) }.map { ReferenceJSON($0.root) }
  }
  for (level, other) in zip(ScanLevel.available, verdicts) {
    #expect(other == verdicts[0], "\(level): \(String(decoding: text, as: UTF8.self))")
  }
  return verdicts[0]
}

@Suite struct JSONScannerTests {
  @Test func everyTextOfJSONTestSuiteIsJudgedAsItsNameSays() throws {
    let files = try TestData.files(in: "json/JSONTestSuite/test_parsing")
    for file in files {
      let text = [UInt8](try Data(contentsOf: file))
      let accepted = (try? JSONDocument(text)) != nil
      switch file.lastPathComponent.prefix(2) {
      case "y_": #expect(accepted, "\(file.lastPathComponent)")
      case "n_": #expect(!accepted, "\(file.lastPathComponent)")
      default: break
      }
      if text.starts(with: [0xEF, 0xBB, 0xBF]) { continue }
      #expect(verdict(text) == ReferenceJSON.parse(text), "\(file.lastPathComponent)")
    }
  }

  @Test(arguments: ["json/json_org_checker", "json/simdjson_jsonchecker", "json/simdjson_small", "json/json_roundtrip"])
  func publishedExamplesAreJudgedAsTheReferenceJudgesThem(folder: String) throws {
    for file in try TestData.files(in: folder) where file.pathExtension == "json" {
      let text = [UInt8](try Data(contentsOf: file))
      if text.starts(with: [0xEF, 0xBB, 0xBF]) { continue }
      #expect(verdict(text) == ReferenceJSON.parse(text), "\(file.lastPathComponent)")
    }
  }

  @Test(arguments: 0..<8)
  func generatedTextsReadAsTheReferenceReadsThem(seed: UInt64) {
    var generated = GeneratedJSON(seed: seed)
    for _ in 0..<150 {
      let text = generated.line()
      let expected = ReferenceJSON.parse(text)
      #expect(expected != nil)
      #expect(verdict(text) == expected, "\(String(decoding: text, as: UTF8.self))")
      for _ in 0..<4 {
        let damaged = generated.damaged(text)
        #expect(verdict(damaged) == ReferenceJSON.parse(damaged), "\(String(decoding: damaged, as: UTF8.self))")
      }
    }
  }

  /// Each text and where its fault is: the byte that the mark `^` stands before, and its code.
  @Test(arguments: [
    ("^", JSONError.Problem.unexpectedEnd), ("  ^", .unexpectedEnd), ("[1,^", .unexpectedEnd),
    ("{\"a\":^", .unexpectedEnd),
    ("{\"a\": ^nul}", .badLiteral), ("[1,^]", .trailingComma), ("{\"a\":1,^}", .trailingComma),
    ("[^,1]", .expectedValue),
    ("{^a:1}", .expectedKey), ("{\"a\" ^1}", .expectedColon), ("{\"a\":1 ^\"b\":2}", .expectedCommaOrBrace),
    ("[1 ^2]", .expectedCommaOrBracket), ("[1^}", .expectedCommaOrBracket), ("{\"a\":1}^{\"b\":2}", .trailingContent),
    ("1 ^2", .trailingContent), ("[^01]", .badNumber), ("[^1.]", .badNumber), ("[^-]", .badNumber),
    ("[^1e]", .badNumber),
    ("[^.5]", .expectedValue), ("^NaN", .badLiteral), ("^'a'", .expectedValue), ("[^\"abc", .unterminatedString),
    ("[\"a^\tb\"]", .controlCharacter), ("[\"a^\\x\"]", .badEscape), ("[\"^\\u12G4\"]", .badUnicodeEscape),
    ("[^\"a\\\"]", .unterminatedString), ("[^nullx]", .badLiteral), ("[^1a]", .badNumber),
    ("[\"^\\u12", .badUnicodeEscape),
    ("[^\u{FEFF}1]", .misplacedByteOrderMark), ("[1, ^é]", .expectedValue), ("[1^\u{0}]", .expectedCommaOrBracket),
  ])
  func aFaultIsReportedWhereItIs(marked: String, problem: JSONError.Problem) {
    let pieces = marked.utf8.split(separator: UInt8(ascii: "^"), maxSplits: 1, omittingEmptySubsequences: false)
    let text = Array(pieces[0]) + Array(pieces[1])
    #expect(throws: JSONError(problem, at: pieces[0].count)) { try JSONDocument(text) }
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80],
      [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE9, 0x41],
    ] as [[UInt8]])
  func malformedUTF8IsReportedAtItsFirstByte(bad: [UInt8]) {
    let text = Array("[\"ab".utf8) + bad + Array("\"]".utf8)
    #expect(throws: JSONError(.invalidUTF8, at: 4)) { try JSONDocument(text) }
  }

  @Test func nestingIsBoundedAt512() {
    let deepest = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    #expect((try? JSONDocument(Array(deepest.utf8))) != nil)
    #expect(throws: JSONError(.tooDeep, at: 512)) { try JSONDocument(Array("[\(deepest)]".utf8)) }
    #expect(throws: JSONError(.tooDeep, at: 512)) { try JSONDocument([UInt8](repeating: 0x5B, count: 100_000)) }
  }

  @Test func aByteOrderMarkBeforeADocumentIsDropped() throws {
    let document = try JSONDocument(Array("\u{FEFF}{\"a\":1}".utf8))
    #expect(document.root["a"]?.int == 1)
    #expect(document.root.offset == 3)
  }
}
