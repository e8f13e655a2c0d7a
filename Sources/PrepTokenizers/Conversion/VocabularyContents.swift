package import PrepBytePairEncoding
import PrepRecords

/// A vocabulary as a trainer makes it: bytes of each token, the merges, the pattern and the special tokens.
package struct VocabularyContents: Sendable {
  /// The bytes of token `id` at index `id`; none for an id that only a special token has.
  package var tokens: [[UInt8]]
  /// The pairs of ids that merge, in order; each makes a token of `tokens`.
  package var merges: [(left: Token, right: Token)]
  /// The name of the split pattern, or a regular expression.
  package var pattern: String
  /// The special tokens by name.
  package var specialTokens: [(name: String, id: Token)]
  /// The added tokens as a file lists them: what the special ones are like, and those that are text.
  var addedTokens: [AddedToken] = []
  /// The added tokens that are text like other text, but found before anything is cut.
  package var plainTokens: [(name: String, id: Token)] {
    addedTokens.filter { !$0.isSpecial }.map { (String(decoding: $0.name, as: UTF8.self), $0.id) }
  }
  /// Whether a pre-token found in the vocabulary is emitted without merging (`ignore_merges` in `tokenizer.json`).
  package var takesWholePieces = false
  /// The form texts are normalized to first: `nfc`, `nfd`, `nfkc`, `nfkd`, or nothing.
  package var normalization = ""

  package init(
    tokens: [[UInt8]], merges: [(left: Token, right: Token)], pattern: String,
    specialTokens: [(name: String, id: Token)]
  ) {
    self.tokens = tokens
    self.merges = merges
    self.pattern = pattern
    self.specialTokens = specialTokens
  }

  /// Throws why a pattern cannot stand in a `tokenizer.json`, or go with ranks, before anything is made for it.
  package static func checkPattern(_ pattern: String, forRanks: Bool = false) throws(TokenizerFailure) {
    try OnigurumaPattern.check(pattern, forRanks: forRanks)
  }

  /// The bytes of a `tokenizer.json` that Hugging Face `tokenizers` reads with equal ids.
  ///
  /// - Throws: ``TokenizerFailure`` when the pattern is not known, or a merge names a token that is not there.
  package func writeTokenizerJSON() throws(TokenizerFailure) -> [UInt8] {
    let split = try PatternChoice.pattern(pattern, path: "pattern")
    let expressions = try OnigurumaPattern.expressions(of: split)
    var writer = JSONWriter(indentation: 1)
    writer.beginObject()
    writer.key("version")
    writer.string("1.0")
    writer.key("truncation")
    writer.null()
    writer.key("padding")
    writer.null()
    writer.key("added_tokens")
    AddedTokenReader.write(allAdded, to: &writer)
    writer.key("normalizer")
    writeNormalizer(to: &writer)
    writer.key("pre_tokenizer")
    writePreTokenizer(expressions, to: &writer)
    writer.key("post_processor")
    writeByteLevel(usesPattern: false, to: &writer)
    writer.key("decoder")
    writeByteLevel(usesPattern: false, to: &writer)
    writer.key("model")
    try writeModel(to: &writer)
    writer.endObject()
    return writer.take() + [0x0A]
  }

  private func writeNormalizer(to writer: inout JSONWriter) {
    if normalization.isEmpty { return writer.null() }
    writer.beginObject()
    writer.key("type")
    writer.string(normalization.uppercased())
    writer.endObject()
  }

  /// Whether the special tokens after all others have to stand in the model's vocabulary too, to have the ids they
  /// have.
  ///
  /// Hugging Face `tokenizers` does not read the ids of added tokens: one that is not in the vocabulary follows the
  /// largest id in use, the number of tokens being taken for that of the vocabulary.
  private var needsLaterSpecialTokensInModel: Bool {
    let named = Set(allAdded.map { Int($0.id) })
    let size = tokens.indices.count { !tokens[$0].isEmpty || named.contains($0) }
    return size != tokens.count || laterSpecialTokens.enumerated().contains { Int($1.id) != size + $0 }
  }

  /// The special tokens whose ids follow those of all other tokens, by id.
  private var laterSpecialTokens: [(name: String, id: Token)] {
    allAdded.filter { $0.id >= tokens.count }.map { (String(decoding: $0.name, as: UTF8.self), $0.id) }
  }

  /// The special tokens and the added ones that are text, by id.
  private var allAdded: [AddedToken] {
    let known = Dictionary(addedTokens.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let special = specialTokens.map { entry in
      let name = Array(entry.name.utf8)
      var token = known[name] ?? AddedToken(name: name, id: entry.id)
      token.id = entry.id
      token.isSpecial = true
      return token
    }
    return (special + addedTokens.filter { !$0.isSpecial }).sorted { $0.id < $1.id }
  }

  private func writePreTokenizer(_ expressions: [String], to writer: inout JSONWriter) {
    // GPT-2's pattern is what ByteLevel does by itself.
    if expressions.isEmpty {
      writeByteLevel(usesPattern: true, to: &writer)
      return
    }
    writer.beginObject()
    writer.key("type")
    writer.string("Sequence")
    writer.key("pretokenizers")
    writer.beginArray()
    for expression in expressions {
      writer.beginObject()
      writer.key("type")
      writer.string("Split")
      writer.key("pattern")
      writer.beginObject()
      writer.key("Regex")
      writer.string(expression)
      writer.endObject()
      writer.key("behavior")
      writer.string("Isolated")
      writer.key("invert")
      writer.bool(false)
      writer.endObject()
    }
    writeByteLevel(usesPattern: false, to: &writer)
    writer.endArray()
    writer.endObject()
  }

  private func writeByteLevel(usesPattern: Bool, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("type")
    writer.string("ByteLevel")
    writer.key("add_prefix_space")
    writer.bool(false)
    writer.key("trim_offsets")
    writer.bool(true)
    writer.key("use_regex")
    writer.bool(usesPattern)
    writer.endObject()
  }

  private func writeModel(to writer: inout JSONWriter) throws(TokenizerFailure) {
    writer.beginObject()
    writer.key("type")
    writer.string("BPE")
    for key in ["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"] {
      writer.key(key)
      writer.null()
    }
    writer.key("fuse_unk")
    writer.bool(false)
    writer.key("byte_fallback")
    writer.bool(false)
    writer.key("ignore_merges")
    writer.bool(takesWholePieces)
    writer.key("vocab")
    writer.beginObject()
    let names = Dictionary(
      allAdded.map { (Int($0.id), String(decoding: $0.name, as: UTF8.self)) }, uniquingKeysWith: { first, _ in first })
    for (id, token) in tokens.enumerated() {
      // A special token among the others has to be in the vocabulary, or readers give it another id.
      if token.isEmpty {
        guard let name = names[id] else { continue }
        writer.key(name)
      } else {
        ByteAlphabet.text(of: token).withUnsafeBytes { writer.key($0) }
      }
      writer.int(id)
    }
    if needsLaterSpecialTokensInModel { try writeLaterSpecialTokens(to: &writer) }
    writer.endObject()
    writer.key("merges")
    writer.beginArray()
    for merge in merges {
      guard Int(merge.left) < tokens.count, Int(merge.right) < tokens.count else {
        throw TokenizerFailure(
          .usage, "a merge names the token \(max(merge.left, merge.right)), which is not in the vocabulary")
      }
      writer.string(
        ByteAlphabet.text(of: tokens[Int(merge.left)]) + [0x20] + ByteAlphabet.text(of: tokens[Int(merge.right)]))
    }
    writer.endArray()
    writer.endObject()
  }

  private func writeLaterSpecialTokens(to writer: inout JSONWriter) throws(TokenizerFailure) {
    let texts = Set(tokens.lazy.filter { !$0.isEmpty }.map { ByteAlphabet.text(of: $0) })
    for special in laterSpecialTokens {
      if texts.contains(Array(special.name.utf8)) {
        throw TokenizerFailure(
          .unsupported,
          "the special token \(special.name) is written like another token, which a tokenizer.json cannot tell apart")
      }
      writer.key(special.name)
      writer.int(special.id)
    }
  }

  /// The bytes of a `.tiktoken` file: each token in base64 with its rank. Special tokens and pattern are not part of
  /// that form.
  package func writeTiktoken() throws(TokenizerFailure) -> [UInt8] {
    var output: [UInt8] = []
    for (id, token) in tokens.enumerated() where !token.isEmpty {
      Self.appendBase64(token, to: &output)
      output.append(0x20)
      output.append(contentsOf: "\(id)".utf8)
      output.append(0x0A)
    }
    return output
  }

  private static let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func appendBase64(_ bytes: [UInt8], to output: inout [UInt8]) {
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let held = min(3, bytes.count - start)
      var bits: UInt32 = 0
      for offset in 0..<3 { bits = bits << 8 | (offset < held ? UInt32(bytes[start + offset]) : 0) }
      for digit in 0..<4 {
        output.append(digit <= held ? base64[Int(bits >> (18 - 6 * UInt32(digit))) & 63] : UInt8(ascii: "="))
      }
    }
  }
}
