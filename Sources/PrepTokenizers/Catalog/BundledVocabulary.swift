import CBundledVocabulary
import PrepRecords

/// The vocabularies inside the library itself.
enum BundledVocabulary {
  /// The one used when none is named.
  static let defaultName = "prep-32k"
  /// The names of all.
  static let names = ["prep-8k", "prep-32k"]

  /// The bytes of the `tokenizer.json` with that name.
  static func bytes(_ name: String) -> UnsafeRawBufferPointer? {
    switch name {
    case "prep-8k": UnsafeRawBufferPointer(start: prep_vocabulary_8k(), count: prep_vocabulary_8k_size())
    case "prep-32k": UnsafeRawBufferPointer(start: prep_vocabulary_32k(), count: prep_vocabulary_32k_size())
    default: nil
    }
  }

  /// The bundled tokenizer with that name; nil when there is none.
  static func tokenizer(_ name: String) throws(TokenizerFailure) -> Tokenizer? {
    guard let bytes = bytes(name) else { return nil }
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(bytes) } catch {
      throw TokenizerFailure(.damaged, "the bundled vocabulary is not valid JSON: \(error)", path: name)
    }
    return try TokenizerJSONReader(path: name, name: name, pattern: nil, specialTokens: nil).read(document.root)
  }
}
