extension Tokenizer {
  /// The same tokenizer with the added tokens that a chat template speaks of taken for control tokens, though its file
  /// lists them as plain: the roles of DeepSeek, `<think>` and `<tool_call>` of Qwen. Then no text of a message becomes
  /// one.
  ///
  /// - Parameter source: The template as text.
  package func reserving(tokensIn source: [UInt8]) -> Tokenizer {
    guard let preparation = storage.preparation else { return self }
    let all = preparation.rawTokens.plainTokens + preparation.normalizedTokens.plainTokens
    let matcher = SpecialTokenMatcher(
      all.enumerated().map { SpecialTokenMatcher.Name(bytes: $1.name, id: $1.id, ordinal: $0) })
    let named = source.withUnsafeBufferPointer { matcher.ordinals(in: $0) }
    let plain = all.indices.filter { named.contains($0) && all[$0].name.contains { $0 > 0x20 } }.map { all[$0] }
    if plain.isEmpty { return self }
    var tokenizer = Tokenizer(name: name, storage: storage.reserving(plain))
    tokenizer.remarks = remarks
    return tokenizer
  }
}
