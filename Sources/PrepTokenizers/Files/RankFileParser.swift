internal import PrepBytePairEncoding

/// Takes the lines of a rank file apart.
struct RankFileParser {
  let bytes: UnsafeBufferPointer<UInt8>
  let digits: UnsafePointer<UInt32>
  /// Where the bytes of the tokens go.
  let text: UnsafeMutableBufferPointer<UInt8>
  /// How many are there.
  private(set) var count = 0
  private var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>, digits: UnsafePointer<UInt32>, text: UnsafeMutableBufferPointer<UInt8>) {
    self.bytes = bytes
    self.digits = digits
    self.text = text
  }

  /// Places all tokens; says what is wrong with the first line that has none.
  mutating func parse(into builder: inout TokenBytesBuilder) -> RankFile.Fault? {
    var line = 0
    while position < bytes.count {
      line += 1
      if skipLineEnd() { continue }
      let start = count
      if !decodeShortToken(), let objection = decodeToken() { return RankFile.Fault(line: line, message: objection) }
      let rank = number()
      if let rank, rank >= Self.rankLimit { return RankFile.Fault(line: line, message: "the rank is too large") }
      guard let rank, position == bytes.count || skipLineEnd() else {
        return RankFile.Fault(line: line, message: "the rank is not a number")
      }
      if !builder.place(Token(rank), from: start, to: count) {
        return RankFile.Fault(line: line, message: "the rank \(rank) is taken by another token")
      }
    }
    return nil
  }

  private static let rankLimit = 1 << 24

  private mutating func skipLineEnd() -> Bool {
    if bytes[position] == 0x0A {
      position += 1
      return true
    }
    guard bytes[position] == 0x0D, position + 1 == bytes.count || bytes[position + 1] == 0x0A else { return false }
    position = min(position + 2, bytes.count)
    return true
  }

  /// Decodes a token of at most 16 digits and passes over the space behind it; false, and nothing is done, where
  /// anything is unusual.
  ///
  /// How many digits and how many `=` there are, is chance, so no branch stands for it.
  @inline(__always)
  private mutating func decodeShortToken() -> Bool {
    guard position &+ 17 <= bytes.count, count &+ 16 <= text.count else { return false }
    // SAFETY: seventeen bytes are left to read and sixteen to write, so that both buffers have an address.
    let line = bytes.baseAddress.unsafelyUnwrapped + position
    let spaces = Self.spaces(line)
    let size = (spaces != 0 ? spaces : Self.spaces(line + 8)).trailingZeroBitCount >> 3 &+ (spaces != 0 ? 0 : 8)
    guard size & 3 == 0, size > 0, line[size] == 0x20 else { return false }
    let last = size &- 4
    let output = UnsafeMutableRawPointer(text.baseAddress.unsafelyUnwrapped + count)
    var seen: UInt32 = 0
    for group in 0..<3 {
      let digit = line + 4 &* group
      let value =
        digits[Int(digit[0])] | digits[256 &+ Int(digit[1])] | digits[512 &+ Int(digit[2])]
        | digits[768 &+ Int(digit[3])]
      output.storeBytes(of: value.littleEndian, toByteOffset: 3 &* group, as: UInt32.self)
      seen |= 4 &* group < last ? value : 0
    }
    let third = line[last &+ 2]
    let fourth = line[last &+ 3]
    let value =
      digits[Int(line[last])] | digits[256 &+ Int(line[last &+ 1])] | digits[1024 &+ Int(third)]
      | digits[1280 &+ Int(fourth)]
    output.storeBytes(of: value.littleEndian, toByteOffset: 3 &* (last >> 2), as: UInt32.self)
    let missing = (third == Self.equals ? 1 : 0) &+ (fourth == Self.equals ? 1 : 0)
    if (seen | value) & Base64Digits.invalid != 0 || third == Self.equals && fourth != Self.equals { return false }
    count &+= 3 &* (size >> 2) &- missing
    position &+= size &+ 1
    return true
  }

  private static let equals = UInt8(ascii: "=")

  /// The top bits of those of eight bytes that are spaces.
  ///
  /// SAFETY: who calls has eight readable bytes there.
  @inline(__always)
  private static func spaces(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    let word = UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)) ^ 0x2020_2020_2020_2020
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((word & low) &+ low) | word | low)
  }

  /// Decodes up to the space before the rank and passes over it; says what is wrong if something is.
  private mutating func decodeToken() -> String? {
    while position + 4 <= bytes.count {
      let group =
        digits[Int(bytes[position])] | digits[256 + Int(bytes[position + 1])]
        | digits[512 + Int(bytes[position + 2])] | digits[768 + Int(bytes[position + 3])]
      if group & Base64Digits.invalid != 0 { break }
      UnsafeMutableRawPointer(text.baseAddress! + count).storeBytes(of: group.littleEndian, as: UInt32.self)
      count += 3
      position += 4
    }
    if position < bytes.count, bytes[position] != 0x20, let objection = decodeLastGroup() { return objection }
    guard position < bytes.count else { return Self.noSpace }
    guard bytes[position] == 0x20 else {
      let isLineEnd = bytes[position] == 0x0A || bytes[position] == 0x0D
      return isLineEnd ? Self.noSpace : Self.notBase64
    }
    position += 1
    return nil
  }

  /// A group that has fewer than four digits, and `=` instead of those that are missing.
  private mutating func decodeLastGroup() -> String? {
    var group: UInt32 = 0
    var held = 0
    while position < bytes.count, held < 4 {
      let digit = digits[256 * held + Int(bytes[position])]
      if digit & Base64Digits.invalid != 0 { break }
      group |= digit
      held += 1
      position += 1
    }
    if held == 0, position < bytes.count, bytes[position] != UInt8(ascii: "=") { return nil }
    var padding = 0
    while position < bytes.count, bytes[position] == UInt8(ascii: "=") {
      padding += 1
      position += 1
    }
    if position < bytes.count, digits[Int(bytes[position])] & Base64Digits.invalid == 0 {
      let isRank = padding > 0 && held + padding == 4 && bytes[position] >= 0x30 && bytes[position] <= 0x39
      return isRank ? Self.noSpace : Self.notBase64
    }
    guard position < bytes.count, bytes[position] == 0x20 else { return nil }
    // Nothing but padding is the empty text, as Python reads it.
    if held == 0 { return padding > 4 ? Self.notBase64 : nil }
    guard held + padding == 4, held == 2 || held == 3 else {
      return "the token is not base64: its length is not a multiple of four"
    }
    for byte in 0..<held - 1 { text[count + byte] = UInt8(truncatingIfNeeded: group >> UInt32(8 * byte)) }
    count += held - 1
    return nil
  }

  private static let noSpace = "there is no space between token and rank"
  private static let notBase64 = "the token is not base64"

  /// The number that comes next, or so much of it that it is too large; nil when there is none.
  @inline(__always)
  private mutating func number() -> Int? {
    var value = 0
    let first = position
    while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39, value < Self.rankLimit {
      value = value * 10 + Int(bytes[position] - 0x30)
      position += 1
    }
    return position == first ? nil : value
  }
}
