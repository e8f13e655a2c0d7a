import PrepDiagnostics
import PrepRecords
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

  /// The law of places: every value of a record stands, by its line, its column and its offset, where it is found.
  @Test(arguments: 1...TestData.rounds(30))
  func `values stand in the input where their places say`(seed: Int) throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    let isArray = Bool.random(using: &chance)
    var text = Bool.random(using: &chance) ? "\u{FEFF}" : ""
    var wanted: [String] = []
    func blank() -> String {
      (0..<Int.random(in: 0...3, using: &chance)).map { _ in
        [" ", "\n", "\r\n", "\t", "  \n\n"].randomElement(using: &chance)!
      }
      .joined()
    }
    let count = Int.random(in: 1...40, using: &chance)
    text += blank() + (isArray ? "[" : "")
    for number in 0..<count {
      if isArray, number > 0 { text += blank() + "," }
      let value = "\"\(number)é\u{1F600}\(Int.random(in: 0...9, using: &chance))\""
      wanted.append(value)
      text +=
        blank() + "{" + blank() + "\"k\"" + blank() + ":" + blank() + "[\(number)," + blank() + value + blank() + "]"
      text += blank() + "}"
    }
    text += blank() + (isArray ? "]" : "") + blank()
    let bytes = Array(text.utf8)
    var importer = InputImporter()
    importer.container = isArray ? .jsonArray : .jsonValues
    let reader = JSONLinesReader(
      sources: {
        defer { importer.container = nil }
        return importer.container == nil
          ? nil : try importer.open(ChoppedByteSource(bytes, sizes: [7, 64, 1], name: "input"))
      }, chunkSize: 64)
    var met = 0
    while let batch = try reader.next() {
      for case .record(let record) in batch {
        var value: JSONView?
        record.root["k"]?.forEachElement { value = $0 }
        let place = record.location(of: value)
        let offset = try #require(place.offset)
        #expect(bytes[offset...].starts(with: wanted[met].utf8))
        let before = bytes[..<offset]
        #expect(place.line == before.count { $0 == 0x0A } + 1)
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? (text.hasPrefix("\u{FEFF}") ? 3 : 0)
        #expect(place.column == offset - start + 1)
        met += 1
      }
    }
    #expect(met == count)
  }

  @Test func `an empty array has no lines`() throws { #expect(try imported("[ ]").lines.isEmpty) }

  @Test func `a hundred thousand open brackets stay cheap`() throws {
    let text = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: Diagnostic.self) { try imported(text) }
  }
}
