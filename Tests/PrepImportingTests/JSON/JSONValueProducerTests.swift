import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepImporting

@Suite struct JSONValueProducerTests {
  @Test(arguments: [[1], [2], [5], [100]])
  func `an array's elements become lines with their places`(sizes: [Int]) throws {
    let result = try imported("\u{FEFF} [\n {\"a\": [1,\n \"]}\\\"\"]},\n\n 7 , \"x\"\n,null]\n", sizes: sizes)
    #expect(result.lines == ["\u{FEFF}" + #"{"a": [1,  "]}\""]}"#, "7", #""x""#, "null"])
    #expect(result.origins == [2, 5, 5, 6])
  }

  @Test(arguments: [[1], [3], [100]])
  func `objects over several lines become lines`(sizes: [Int]) throws {
    let result = try imported("{\n \"a\": 1\n}\n{\"b\":\n2}{\"c\":3}\n", sizes: sizes)
    #expect(result.lines == [#"{  "a": 1 }"#, "{\"b\": 2}", #"{"c":3}"#])
    #expect(result.origins == [1, 4, 5])
  }

  @Test(arguments: ["[{\"a\":1}]]", "[1 2]", "[{\"a\":\"\n\"}]", "[{"])
  func `a broken array is an error`(text: String) {
    #expect(throws: Diagnostic.self) {
      var importer = InputImporter()
      importer.container = .jsonArray
      return try imported(text, importer)
    }
  }

  @Test func `an empty array has no lines`() throws { #expect(try imported("[ ]").lines.isEmpty) }

  @Test func `a hundred thousand open brackets stay cheap`() throws {
    let text = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: Diagnostic.self) { try imported(text) }
  }
}
