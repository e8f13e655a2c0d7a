extension Tokenizer {
  /// The same tokenizer with the added tokens that a chat template speaks of taken for control tokens, though its file
  /// lists them as plain: the roles of DeepSeek, `<think>` and `<tool_call>` of Qwen. Then no text of a message becomes
  /// one.
  ///
  /// - Parameter source: The template as text.
  package func reserving(tokensIn source: [UInt8]) -> Tokenizer {
    guard let preparation = storage.preparation else { return self }
    let plain = (preparation.rawTokens.plainTokens + preparation.normalizedTokens.plainTokens).filter { token in
      token.name.contains { $0 > 0x20 }
        && source.withUnsafeBufferPointer { source in
          let matcher = SpecialTokenMatcher([SpecialTokenMatcher.Name(bytes: token.name, id: token.id, ordinal: 0)])
          return matcher.first(in: source, from: 0) != nil
        }
    }
    return plain.isEmpty ? self : Tokenizer(name: name, storage: storage.reserving(plain))
  }
}
