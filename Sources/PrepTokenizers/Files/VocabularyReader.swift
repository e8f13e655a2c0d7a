internal import PrepBytePairEncoding
import PrepRecords

/// Reads a JSON object from tokens, written in the byte alphabet, to ids.
struct VocabularyReader {
  let path: String
  /// What ends the last token of a word; not part of its bytes.
  let suffix: [UInt8]
  /// Whether the texts of the tokens are wanted too.
  let keepsTexts: Bool

  struct Vocabulary {
    var builder: TokenBytesBuilder
    /// The tokens as they are written, where they are wanted so.
    var texts: TokenBytesBuilder?
    /// How many tokens there are.
    var count = 0
    /// Tokens written with characters outside the byte alphabet: no text ever merges into one.
    var foreign: [(text: [UInt8], id: Token)] = []
  }

  func read(_ object: JSONView) throws(TokenizerFailure) -> Vocabulary {
    guard object.kind == .object else {
      throw TokenizerFailure(
        .unsupported, "the vocabulary is not an object from token to id: not a BPE model", path: path)
    }
    var vocabulary = Vocabulary(builder: TokenBytesBuilder(tokenCapacity: 1 << 16, textCapacity: 1 << 20))
    if keepsTexts { vocabulary.texts = TokenBytesBuilder(tokenCapacity: 1 << 16, textCapacity: 1 << 20) }
    var scratch: [UInt8] = []
    var fault: String?
    object.forEachMember { key, value in
      guard fault == nil else { return }
      scratch.removeAll(keepingCapacity: true)
      do throws(JSONError) { try key.appendUnescaped(to: &scratch) } catch {
        fault = "a token of the vocabulary has a lone surrogate"
        return
      }
      guard let id = value.int, id >= 0, id < 1 << 24 else {
        fault = "the id of the token \(String(decoding: scratch, as: UTF8.self)) is not a number from 0 to 2^24"
        return
      }
      vocabulary.count += 1
      if keepsTexts { _ = vocabulary.texts?.add(Token(id), scratch) }
      if !suffix.isEmpty, scratch.count > suffix.count, scratch.suffix(suffix.count).elementsEqual(suffix) {
        scratch.removeLast(suffix.count)
      }
      let start = vocabulary.builder.text.count
      let isByteLevel = scratch.withUnsafeBufferPointer {
        ByteAlphabet.appendBytes(of: $0, to: &vocabulary.builder.text)
      }
      if !isByteLevel {
        vocabulary.builder.text.removeLast(vocabulary.builder.text.count - start)
        vocabulary.foreign.append((scratch, Token(id)))
        return
      }
      if vocabulary.builder.text.count == start { return }
      if !vocabulary.builder.place(Token(id), from: start) { fault = "the id \(id) appears twice in the vocabulary" }
    }
    if let fault { throw TokenizerFailure(.damaged, fault, path: path) }
    return vocabulary
  }
}
