import PrepUnicode

/// Runs any other pattern through ICU's regular expressions.
///
/// The text is turned into UTF-16 once, when its first piece is asked for. A byte that is not well-formed UTF-8 becomes a
/// noncharacter, which is in no class.
final class GeneralScanner {
  /// U+FDD0: a code point that is never assigned.
  static let noCharacter: UInt16 = 0xFDD0

  private let expression: RegularExpression
  /// The text that is being cut, and up to where it has been.
  private var base: UnsafePointer<UInt8>?
  private var count = 0
  private var bytePosition = 0
  private var unitPosition = 0
  private var unitCount = 0
  /// Ends found but not yet handed out, in units.
  private var pending: [Int] = []

  /// - Precondition: ``check(_:dialect:)`` accepts the expression.
  init(_ source: String, dialect: SplitPattern.Dialect) {
    do { expression = try Self.compile(source, dialect) } catch {
      preconditionFailure("patterns are checked before they are used: \(error)")
    }
  }

  /// Throws what is wrong with an expression.
  static func check(_ source: String, dialect: SplitPattern.Dialect) throws(SplitPatternFailure) {
    _ = try compile(source, dialect)
  }

  static func compile(_ source: String, _ dialect: SplitPattern.Dialect) throws(SplitPatternFailure) -> RegularExpression {
    do throws(RegularExpressionFailure) {
      return try RegularExpression(PatternTranslation.translate(source, dialect: dialect))
    } catch {
      throw SplitPatternFailure(source: source, message: "no regular expression: \(error.reason)")
    }
  }

  /// As `TextSplitter.fill`.
  func fill(_ text: UnsafeBufferPointer<UInt8>, from: Int, into ends: UnsafeMutableBufferPointer<UInt32>) -> Int {
    guard let start = text.baseAddress else { return 0 }
    let continues = start == base && text.count == count && from == bytePosition && unitPosition < unitCount
    if from == 0 || !continues { load(text, from: from) }
    var written = 0
    while written < ends.count, let end = nextEnd() {
      advance(to: end, in: text)
      ends[written] = UInt32(truncatingIfNeeded: bytePosition)
      written += 1
    }
    return written
  }

  /// Where the next piece ends, in units: where a match begins or ends, or where the text does.
  private func nextEnd() -> Int? {
    while pending.isEmpty {
      if unitPosition == unitCount { return nil }
      if let match = expression.next() {
        if match.lowerBound > unitPosition { pending.append(match.lowerBound) }
        if match.upperBound > max(unitPosition, match.lowerBound) { pending.append(match.upperBound) }
      } else {
        pending.append(unitCount)
      }
    }
    return pending.removeFirst()
  }

  private func load(_ text: UnsafeBufferPointer<UInt8>, from: Int) {
    base = text.baseAddress
    count = text.count
    bytePosition = from
    unitPosition = 0
    pending.removeAll()
    var units: [UInt16] = []
    units.reserveCapacity(text.count - from)
    var position = from
    while position < text.count, units.count < RegularExpression.longestText - 1 {
      let (value, width) = Self.character(text, position)
      position += width
      if let value, value >= 0x10000 {
        units.append(UInt16(0xD800 + (value - 0x10000) >> 10))
        units.append(UInt16(0xDC00 + (value - 0x10000) & 0x3FF))
      } else {
        units.append(value.map { UInt16(truncatingIfNeeded: $0) } ?? Self.noCharacter)
      }
    }
    unitCount = units.count
    expression.search(units)
  }

  private func advance(to end: Int, in text: UnsafeBufferPointer<UInt8>) {
    while unitPosition < end {
      let (value, width) = Self.character(text, bytePosition)
      bytePosition += width
      unitPosition += (value ?? 0) >= 0x10000 ? 2 : 1
    }
  }

  /// The code point at a position and its bytes; nil for one byte that is not well-formed.
  static func character(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> (value: UInt32?, width: Int) {
    let lead = UInt32(text[position])
    if lead < 0x80 { return (lead, 1) }
    let width = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, lead <= 0xF4, position + width <= text.count else { return (nil, 1) }
    var value = lead & (0x7F >> UInt32(width))
    for index in 1..<width {
      let byte = UInt32(text[position + index])
      guard byte & 0xC0 == 0x80 else { return (nil, 1) }
      value = value << 6 | byte & 0x3F
    }
    let smallest: UInt32 = width == 2 ? 0x80 : width == 3 ? 0x800 : 0x10000
    guard value >= smallest, value <= 0x10FFFF, value & 0xFFFFF800 != 0xD800 else { return (nil, 1) }
    return (value, width)
  }
}
