package import PrepBytePairEncoding

/// Holds a tokenizer against itself: what it encodes must decode to the same, whichever way it is encoded.
package struct TokenizerCheck: Sendable {
  /// Something that is not as it should be.
  package struct Fault: Sendable, Hashable {
    /// A stable name of the kind of fault.
    package let code: String
    package let message: String
  }

  private let tokenizer: Tokenizer
  private let reference: ReferenceEncoder?
  private let changesText: Bool

  package init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    changesText = tokenizer.storage.preparation?.changesPlainText ?? false
    let isPlain =
      !changesText && tokenizer.storage.subwords == nil && !tokenizer.storage.table.marksWordEnds
      && !tokenizer.storage.table.index.byteTokens.contains(TokenIndex.none)
    reference = isPlain ? ReferenceEncoder(tokenizer.storage) : nil
  }

  // MARK: The vocabulary

  /// The tokens no text is ever encoded to, because their own bytes become other tokens.
  ///
  /// Of models other than byte pairs none are told: what their tokens become depends on where in a word they stand.
  package func unreachableTokens() -> [Token] {
    if tokenizer.storage.subwords != nil { return [] }
    let encoder = tokenizer.makeEncoder()
    var found: [Token] = []
    var tokens: [Token] = []
    let index = tokenizer.storage.table.index.tokens
    for id in 0..<Token(index.count) where !tokenizer.isSpecial(id) {
      guard let bytes = index.bytes(of: id) else { continue }
      tokens.removeAll(keepingCapacity: true)
      encoder.encode(piece: bytes, into: &tokens)
      if tokens != [id] { found.append(id) }
    }
    return found
  }

  /// What is wrong with the vocabulary itself.
  package func vocabularyFaults() -> [Fault] {
    var faults: [Fault] = []
    let index = tokenizer.storage.table.index
    for byte in UInt8.min...UInt8.max
    where tokenizer.storage.subwords == nil && !index.hasSingle(byte) && !tokenizer.storage.table.marksWordEnds {
      faults.append(
        Fault(code: "byte-without-token", message: "the byte 0x\(String(byte, radix: 16)) has no token"))
    }
    for entry in tokenizer.specialTokens.entries {
      let tokens = try? tokenizer.encode(entry.name, specialTokens: .allowAll)
      if tokens != [entry.id] {
        faults.append(
          Fault(
            code: "special-token",
            message: "the special token \(entry.name) is encoded to \(tokens ?? []), not to its id \(entry.id)"))
      }
      if tokenizer.decode(entry.id) != Array(entry.name.utf8) {
        faults.append(
          Fault(code: "special-token", message: "the id \(entry.id) is not decoded to the special token \(entry.name)"))
      }
    }
    return faults
  }

  // MARK: Texts

  /// Encodes a text in every way there is and compares; gives the number of its tokens and the first fault.
  package func check(_ text: UnsafeBufferPointer<UInt8>, _ encoder: Encoder) -> (tokens: Int, fault: Fault?) {
    var tokens: [Token] = []
    var placed: [Token] = []
    var ends: [Int] = []
    do { try encoder.encode(text, into: &tokens) } catch {
      return (0, Fault(code: "not-encoded", message: "\(error)"))
    }
    encoder.encode(text, into: &placed, ends: &ends)
    if placed != tokens || ends.count != tokens.count {
      return (tokens.count, fault("offsets", "ids differ when offsets are asked for"))
    }
    if encoder.count(text) != tokens.count {
      return (tokens.count, fault("count", "the count is not the number of ids"))
    }
    // Other models give back what their decoder makes of tokens, which need not be a text with the same ones.
    if tokenizer.storage.subwords != nil { return (tokens.count, placement(text, ends)) }
    let bytes = tokenizer.decodeBytes(tokens)
    if let fault = changesText ? stability(of: tokens, bytes, encoder) : equality(of: bytes, text, tokens, ends) {
      return (tokens.count, fault)
    }
    if let expected = reference?.encode(text), let place = Self.firstDifference(expected, tokens) {
      return (tokens.count, fault("reference", "id \(place + 1) is not what the merges give one by one"))
    }
    return (tokens.count, nil)
  }

  private func equality(of bytes: [UInt8], _ text: UnsafeBufferPointer<UInt8>, _ tokens: [Token], _ ends: [Int])
    -> Fault?
  {
    if let place = Self.firstDifference(bytes, text) {
      return fault("round-trip", "decoding gives another text from byte \(place) on")
    }
    var start = 0
    for (token, end) in zip(tokens, ends) {
      guard end > start, end <= text.count, let own = tokenizer.decode(token), own.elementsEqual(text[start..<end])
      else {
        return fault("offsets", "the bytes \(start)..<\(end) are not those of their token")
      }
      start = end
    }
    return start == text.count ? nil : fault("offsets", "the tokens end at byte \(start) of \(text.count)")
  }

  /// Whether tokens end in order and inside the text.
  private func placement(_ text: UnsafeBufferPointer<UInt8>, _ ends: [Int]) -> Fault? {
    zip([0] + ends, ends + [text.count]).contains { $0 > $1 }
      ? fault("offsets", "the ends of tokens are not in order") : nil
  }

  /// Where a text is normalized, what comes back must at least stay as it is.
  private func stability(of tokens: [Token], _ bytes: [UInt8], _ encoder: Encoder) -> Fault? {
    var again: [Token] = []
    try? bytes.withUnsafeBufferPointer { try encoder.encode($0, into: &again) }
    let returned = tokenizer.decodeBytes(again)
    return returned == bytes
      ? nil : fault("round-trip", "what comes back is not stable: encoded again it decodes to another text")
  }

  private func fault(_ code: String, _ message: String) -> Fault { Fault(code: code, message: message) }

  private static func firstDifference<Element: Equatable>(_ a: [Element], _ b: some RandomAccessCollection<Element>)
    -> Int?
  {
    if a.count == b.count, a.elementsEqual(b) { return nil }
    return zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(a.count, b.count)
  }
}
