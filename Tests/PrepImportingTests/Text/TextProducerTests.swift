import PrepDiagnostics
import Testing

@testable import PrepImporting

@Suite struct TextProducerTests {
  private func text(_ text: String, _ unit: TextUnit, sizes: [Int]) throws -> [String] {
    var importer = InputImporter()
    importer.container = .text
    importer.textUnit = unit
    importer.textField = "t"
    return try imported(text, importer, sizes: sizes).lines
  }

  @Test(arguments: [[1], [2], [50]])
  func `text is cut into lines, paragraphs or the whole file`(sizes: [Int]) throws {
    let sample = "one\r\ntwo \rhalf\n\n\nthree\n"
    #expect(try text(sample, .line, sizes: sizes) == [#"{"t":"one"}"#, #"{"t":"two \rhalf"}"#, #"{"t":"three"}"#])
    #expect(try text(sample, .paragraph, sizes: sizes) == [#"{"t":"one\ntwo \rhalf"}"#, #"{"t":"three"}"#])
    #expect(try text(sample, .file, sizes: sizes) == [#"{"t":"one\r\ntwo \rhalf\n\n\nthree\n"}"#])
  }

  @Test(arguments: [[1], [3], [50]])
  func `bytes that are not UTF-8 are found where they stand in the file`(sizes: [Int]) throws {
    var importer = InputImporter()
    importer.container = .text
    let (lines, origins, findings) = try imported(
      Array("one\n\ncaf".utf8) + [0xE9] + Array("\nthree\n".utf8), importer, sizes: sizes)
    #expect(lines == [#"{"text":"one"}"#, #"{"text":"three"}"#])
    #expect(origins == [1, 4])
    #expect(findings.map { "\($0.code) \($0.location) \($0.location.offset ?? -1)" } == ["invalid-utf8 input:3:4 8"])
  }
}
