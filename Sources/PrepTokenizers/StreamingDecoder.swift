public import PrepBytePairEncoding

/// Turns tokens into text as they come, and holds the bytes of a character back until it is whole.
public struct StreamingDecoder: Sendable {
  private let tokenizer: Tokenizer
  private let skipsSpecialTokens: Bool
  private var held: [UInt8] = []
  /// With models whose tokens are not bytes: the last tokens that were shown, on which the text of the next depends,
  /// then those that were not.
  private var window: [Token] = []
  private var shown = 0

  init(_ tokenizer: Tokenizer, skipsSpecialTokens: Bool) {
    self.tokenizer = tokenizer
    self.skipsSpecialTokens = skipsSpecialTokens
  }

  /// The text that a further token completes; bytes that can be no part of a character become U+FFFD.
  public mutating func append(_ token: Token) -> String {
    if skipsSpecialTokens, tokenizer.isSpecial(token) { return "" }
    if !tokenizer.decodesTokensApart {
      window.append(token)
      return show(isLast: false)
    }
    held.append(contentsOf: tokenizer.decode(token) ?? [])
    let whole = held.count - unfinishedLength
    let text = String(decoding: held[..<whole], as: UTF8.self)
    held.removeFirst(whole)
    return text
  }

  /// The rest: an unfinished character becomes U+FFFD.
  public mutating func finish() -> String {
    defer { held = [] }
    return tokenizer.decodesTokensApart ? String(decoding: held, as: UTF8.self) : show(isLast: true)
  }

  /// What the tokens of the window add to those that were shown. A character that bytes may still complete is not
  /// shown.
  private mutating func show(isLast: Bool) -> String {
    let before = tokenizer.decodeBytes(Array(window[..<shown]))
    let now = tokenizer.decodeBytes(window)
    let isOpen =
      !isLast && window.last.flatMap { tokenizer.decode($0) }.map { TextDecoder.byte($0) != nil } ?? false
      && now.suffix(3).elementsEqual([0xEF, 0xBF, 0xBD])
    if isOpen { return "" }
    // A byte that spoils the run of bytes before it changes nothing of what was shown of them.
    let added = now.starts(with: before) ? now[before.count...] : tokenizer.decodeBytes(Array(window[shown...]))[...]
    guard !added.isEmpty else { return "" }
    window.removeFirst(shown)
    shown = window.count
    return String(decoding: added, as: UTF8.self)
  }

  /// How many bytes at the end are the beginning of a character that may still be completed.
  private var unfinishedLength: Int {
    for length in 1...3 where length <= held.count {
      let byte = held[held.count - length]
      if byte & 0xC0 == 0x80 { continue }
      let width = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1
      return byte < 0xF5 && width > length ? length : 0
    }
    return 0
  }
}

extension Tokenizer {
  /// A decoder for tokens that come one by one.
  public func makeStreamingDecoder(skipSpecialTokens: Bool = false) -> StreamingDecoder {
    StreamingDecoder(self, skipsSpecialTokens: skipSpecialTokens)
  }

  /// Whether the text of tokens is that of each, one after the other.
  var decodesTokensApart: Bool { storage.subwords == nil }
}
