import PrepDiagnostics
import Synchronization

/// What texts had that a vocabulary has no token for, and that was left out of the tokens therefore.
package struct LostText: Sendable, Hashable {
  fileprivate private(set) var bytes = SIMD4<UInt64>()
  fileprivate private(set) var leastCharacter = UInt32.max

  package init() {}

  fileprivate init(bytes: SIMD4<UInt64>, leastCharacter: UInt32) {
    self.bytes = bytes
    self.leastCharacter = leastCharacter
  }

  /// Whether nothing was left out.
  package var isEmpty: Bool { bytes == SIMD4() && leastCharacter == .max }

  /// Whether a byte was left out.
  package func has(_ byte: UInt8) -> Bool { bytes[Int(byte) >> 6] >> UInt64(byte & 63) & 1 == 1 }

  mutating func add(_ byte: UInt8) { bytes[Int(byte) >> 6] |= 1 << UInt64(byte & 63) }

  mutating func add(character: UInt32) { leastCharacter = min(leastCharacter, character) }

  mutating func formUnion(_ other: LostText) {
    bytes |= other.bytes
    leastCharacter = min(leastCharacter, other.leastCharacter)
  }

  /// What has no token, in words: `the bytes 0x0A and 0x0D`, `characters such as U+4E00`.
  package var words: String {
    func digits(_ number: UInt32, _ width: Int) -> String {
      let text = String(number, radix: 16, uppercase: true)
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    let all = (UInt8.min...UInt8.max).filter(has).map { "0x" + digits(UInt32($0), 2) }
    var parts: [String] = []
    if all.count == 1 { parts.append("the byte \(all[0])") }
    if all.count > 1, all.count <= 8 {
      parts.append("the bytes \(all.dropLast().joined(separator: ", ")) and \(all[all.count - 1])")
    }
    if all.count > 8 { parts.append("\(Counted(all.count, "byte")) such as \(all[0])") }
    if leastCharacter != .max { parts.append("characters such as U+\(digits(leastCharacter, 4))") }
    return parts.joined(separator: " and ")
  }
}

/// The sum of what the encoders of a tokenizer left out, which its copies share.
final class LostTextSum: Sendable {
  private let bytes: InlineArray<4, Atomic<UInt64>> = InlineArray { _ in Atomic(0) }
  private let leastCharacter = Atomic<UInt32>(.max)

  var value: LostText {
    var words = SIMD4<UInt64>()
    for index in 0..<4 { words[index] = bytes[index].load(ordering: .relaxed) }
    return LostText(bytes: words, leastCharacter: leastCharacter.load(ordering: .relaxed))
  }

  func add(_ lost: LostText) {
    for index in 0..<4 { bytes[index].bitwiseOr(lost.bytes[index], ordering: .relaxed) }
    // `Atomic.min` compares as if numbers had a sign (Swift 6.3.1).
    var known = leastCharacter.load(ordering: .relaxed)
    while lost.leastCharacter < known {
      let (isExchanged, other) = leastCharacter.compareExchange(
        expected: known, desired: lost.leastCharacter, ordering: .relaxed)
      if isExchanged { break }
      known = other
    }
  }
}

extension Tokenizer {
  /// What all encoders left out so far because the vocabulary has no token for it. It depends on the texts alone.
  package var lostText: LostText { storage.lostText.value }
}

extension Encoder {
  /// Whether something was left out since ``takeLostText()`` was called.
  package var hasLostText: Bool { !core.lost.isEmpty }

  /// What was left out since the last call.
  package func takeLostText() -> LostText {
    defer { core.lost = LostText() }
    return core.lost
  }

  /// What of a text has no token; nil when all has.
  package func lostText(of text: UnsafeBufferPointer<UInt8>, allowsSpecialTokens: Bool = false) -> LostText? {
    core.lost = LostText()
    var tokens: [UInt32] = []
    try? core.encode(text, specialTokens: allowsSpecialTokens ? .allowAll : .asText, into: &tokens)
    let lost = takeLostText()
    return lost.isEmpty ? nil : lost
  }
}
