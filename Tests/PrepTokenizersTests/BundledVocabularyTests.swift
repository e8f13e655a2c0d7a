import Foundation
import PrepDigests
import TestSupport
import Testing

@testable import PrepTokenizers

/// Holds `vocab/catalog.json` against the vocabularies.
@Suite struct BundledVocabularyTests {
  struct Catalog: Decodable {
    struct Vocabulary: Decodable {
      var name: String
      var file: String
      var sha256: String
      var fingerprint: String
      var pattern: String
      var vocabularySize: Int
      var specialTokens: [String]
    }
    var vocabularies: [Vocabulary]
  }

  @Test func `the catalog says what the vocabularies are`() throws {
    let folder = TestData.packageFolder.appendingPathComponent("vocab")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let catalog = try decoder.decode(
      Catalog.self, from: Data(contentsOf: folder.appendingPathComponent("catalog.json")))
    #expect(catalog.vocabularies.map(\.name) == BundledVocabulary.names)
    for entry in catalog.vocabularies {
      let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(entry.file)))
      #expect(SHA256Digest.hex(of: bytes) == entry.sha256)
      let tokenizer = try Tokenizer.named(entry.name)
      #expect(try tokenizer.tokenizerJSON() == bytes)
      let read = try Tokenizer(tokenizerJSON: bytes, name: entry.name)
      #expect(read.fingerprint == entry.fingerprint)
      #expect(tokenizer.fingerprint == entry.fingerprint)
      #expect(tokenizer.patternDescription == entry.pattern)
      #expect(tokenizer.vocabularySize == entry.vocabularySize)
      #expect(tokenizer.specialTokens.entries.map(\.name) == entry.specialTokens)
      #expect(tokenizer.specialTokens.endOfText == 0)
      #expect(tokenizer.specialTokens.pad == 1)
    }
  }
}
