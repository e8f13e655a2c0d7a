import Foundation
import TestSupport
import Testing

@Suite struct ArticleTests {
  @Test func `every line of code in the article stands in its test`() throws {
    func text(_ path: String) throws -> String {
      try String(contentsOf: TestData.packageFolder.appendingPathComponent(path), encoding: .utf8)
    }
    let tested = try text("Tests/PrepTokenizersTests/ArticleSamples.swift").split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let article = try text("Sources/PrepTokenizers/PrepTokenizers.docc/EncodingText.md")
    let blocks = article.matches(of: /(?s)```swift\n(.*?)```/).map(\.output.1)
    #expect(blocks.count > 5)
    for block in blocks {
      let lines = block.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      let start = tested.indices.first { Array(tested[$0...].prefix(lines.count)) == lines }
      #expect(start != nil, "\(block)")
    }
  }
}
