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
}
