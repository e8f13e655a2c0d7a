import CICU

/// A guess of the character set of some bytes.
package struct CharacterSetGuess: Sendable, Hashable {
  /// The IANA name.
  package var name: String
  /// How sure the guess is, from 0 to 100.
  package var confidence: Int
}

/// Character sets: what bytes may be written in.
package enum CharacterSets {
  /// The character sets that some bytes may be written in, the surest first; a few kilobytes of text are enough.
  package static func guesses(_ bytes: [UInt8], limit: Int = 3) -> [CharacterSetGuess] {
    var names = [UnsafePointer<CChar>?](repeating: nil, count: limit)
    var confidences = [Int32](repeating: 0, count: limit)
    let count = bytes.withUnsafeBytes { raw -> Int32 in
      guard let base = raw.baseAddress else { return 0 }
      // SAFETY: characters of C are bytes, as many as there are.
      return prep_charset_detect(
        base.assumingMemoryBound(to: CChar.self), Int32(clamping: raw.count), &names, &confidences, Int32(limit))
    }
    return (0..<Int(count)).compactMap { index in
      names[index].map { CharacterSetGuess(name: String(cString: $0), confidence: Int(confidences[index])) }
    }
  }

  /// The versions of ICU and of the Unicode it knows.
  package static var versions: (icu: String, unicode: String) {
    var icu = [CChar](repeating: 0, count: 32)
    var unicode = icu
    prep_icu_versions(&icu, &unicode, icu.count)
    func text(_ characters: [CChar]) -> String {
      String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return (text(icu), text(unicode))
  }
}

/// Turns bytes of a character set into UTF-8, piece by piece. For one thread at a time.
package final class CharacterSetDecoder {
  /// Bytes that mean nothing in the character set.
  package struct BadBytes: Error, Sendable, Hashable {
    /// Where they begin, counted from the start of all bytes given so far.
    package var offset: Int
  }

  /// The name ICU gives the character set.
  package let name: String
  private let charset: OpaquePointer
  private var units = [UInt16](repeating: 0, count: 4096)
  private var places = [Int32](repeating: 0, count: 4096)
  /// The first half of a pair of surrogates, and where it stood.
  private var pending: (high: UInt16, offset: Int)?
  private var consumed = 0

  /// nil when the character set is not known.
  package init?(_ name: String) {
    guard let charset = prep_charset_open(name) else { return nil }
    self.charset = charset
    self.name = String(cString: prep_charset_name(charset))
  }

  deinit { prep_charset_close(charset) }

  /// Appends the text of more bytes as UTF-8. A character cut at the end is kept for the next call.
  ///
  /// - Parameters:
  ///   - isLast: Whether no more bytes follow; a cut character is bad then.
  ///   - onBadBytes: Called for bytes that mean nothing: throws to stop, returns to put U+FFFD in their place.
  package func decode(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, into text: inout [UInt8], onBadBytes: (BadBytes) throws -> Void
  ) rethrows {
    var position = 0
    var empty: CChar = 0
    func replace(_ offset: Int) throws {
      try onBadBytes(BadBytes(offset: max(0, offset)))
      text.append(contentsOf: UTF8.encodedReplacementCharacter)
    }
    func replacePending() throws {
      guard let (_, offset) = pending.take() else { return }
      try replace(offset)
    }
    while true {
      var filled = 0
      var bad: Int32 = 0
      let start = consumed + position
      let status = withUnsafePointer(to: &empty) { empty in
        // SAFETY: characters of C are bytes, and ICU reads no further than the count says.
        let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? empty
        return prep_charset_decode(
          charset, base, bytes.count, &position, isLast ? 1 : 0, &units, units.count, &places, &filled, &bad)
      }
      for index in 0..<filled {
        let unit = units[index]
        if let (high, _) = pending, unit & 0xFC00 == 0xDC00 {
          pending = nil
          append(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) & 0x3FF), to: &text)
          continue
        }
        // Some character sets can spell halves of pairs on their own, and the converter lets them.
        try replacePending()
        switch unit & 0xFC00 {
        case 0xD800: pending = (unit, start + Int(places[index]))
        case 0xDC00: try replace(start + Int(places[index]))
        default: append(UInt32(unit), to: &text)
        }
      }
      if status == 2 || (status == 0 && isLast) { try replacePending() }
      if status == 0 { break }
      if status == 2 { try replace(consumed + position - Int(bad)) }
    }
    consumed += bytes.count
  }

  private func append(_ value: UInt32, to text: inout [UInt8]) {
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
