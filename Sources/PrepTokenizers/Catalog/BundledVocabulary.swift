import CBundledVocabulary
internal import PrepBytePairEncoding

/// The vocabularies inside the library itself.
///
/// The library holds their merges alone, four bytes each: which tokens there are follows from them, and so does the
/// `tokenizer.json` beside them in the folder `vocab`, byte for byte.
enum BundledVocabulary {
  /// The one used when none is named.
  static let defaultName = "prep-32k-v2"
  /// The names of all.
  static let names = (0..<prep_bundled_vocabulary_count()).map { String(cString: entry($0).name) }
  /// How all of them cut texts.
  private static let pattern = "o200k"
  /// The special tokens of all of them, by id.
  private static let specialTokens =
    ["<|endoftext|>", "<|pad|>", "<|im_start|>", "<|im_end|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"]
    + (0..<16).map { "<|reserved_\($0)|>" }

  private static func entry(_ index: Int) -> prep_bundled_vocabulary {
    // SAFETY: the function gives the address of an element of a constant array for every index below the count.
    prep_bundled_vocabulary_at(index)!.pointee
  }

  /// The bundled tokenizer with that name; nil when there is none.
  static func tokenizer(_ name: String) throws(TokenizerFailure) -> Tokenizer? {
    guard let place = names.firstIndex(of: name) else { return nil }
    let entry = entry(place)
    let packed = UnsafeRawBufferPointer(start: entry.merges, count: entry.size)
    let count = packed.count / 4
    let firstMerge = specialTokens.count + 256
    var builder = TokenBytesBuilder(tokenCapacity: firstMerge + count, textCapacity: 8 * (firstMerge + count))
    for (id, name) in specialTokens.enumerated() { _ = builder.add(Token(id), name.utf8) }
    let bytes = (UInt8.min...UInt8.max).sorted { ByteAlphabet.codePoints[Int($0)] < ByteAlphabet.codePoints[Int($1)] }
    for (place, byte) in bytes.enumerated() { _ = builder.add(Token(specialTokens.count + place), [byte]) }
    var merges: [(left: Token, right: Token, token: Token)] = []
    merges.reserveCapacity(count)
    for number in 0..<count {
      func id(_ offset: Int) -> Token {
        // SAFETY: number < count and offset ≤ 2, so both bytes are among the 4 × count that the entry has.
        Token(UInt16(littleEndian: packed.loadUnaligned(fromByteOffset: 4 * number + offset, as: UInt16.self)))
      }
      let merge = (left: id(0), right: id(2), token: Token(firstMerge + number))
      builder.join(merge.left, merge.right, as: merge.token)
      merges.append(merge)
    }
    let index = TokenIndex(builder.build())
    for id in specialTokens.indices { _ = builder.markSpecial(Token(id)) }
    let added = specialTokens.enumerated().map { AddedToken(name: Array($1.utf8), id: Token($0), isSpecial: true) }
    let preparation = TextPreparation(addedTokens: added)
    let template = TextTemplate()
    return Tokenizer(
      name: name,
      storage: TokenizerStorage(
        table: MergeTable(
          list: merges, index: index, takesWholePieces: false, firstTokens: index.byteTokens, lastTokens: nil),
        tokens: builder.build(), pattern: try PatternChoice.pattern(pattern, path: name), patternDescription: pattern,
        specialTokens: SpecialTokens(added, template), preparation: preparation.isTrivial ? nil : preparation,
        template: template))
  }
}
