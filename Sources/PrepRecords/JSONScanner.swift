/// The exact scanner: RFC 8259 with strict UTF-8, one byte after the other, without recursion.
///
/// It decides what is valid and where a fault is. The fast scanner hands it every line that it does not find flawless.
struct JSONScanner {
  private let bytes: UnsafePointer<UInt8>
  private let end: Int
  private var position: Int

  private init(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Validates the one value in a range of bytes and appends its nodes; on a fault the nodes are as before.
  ///
  /// - Returns: The fault, its offset counted from `bytes`; nil when the value is valid.
  static func scan(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, into nodes: inout NodeBuffer) -> JSONError? {
    let before = nodes.count
    var scanner = JSONScanner(bytes, range)
    do {
      try scanner.scanDocument(&nodes)
      return nil
    } catch {
      nodes.count = before
      return error
    }
  }

  private enum Expectation { case value, valueOrClose, keyOrClose, key, separatorOrClose }

  private mutating func scanDocument(_ nodes: inout NodeBuffer) throws(JSONError) {
    var open: [Int] = []  // nodes of the brackets that are open
    var expectation = Expectation.value
    while true {
      skipWhitespace()
      guard position < end else { throw JSONError(.unexpectedEnd, at: end) }
      let byte = bytes[position]
      switch expectation {
      case .keyOrClose where byte == UInt8(ascii: "}"), .valueOrClose where byte == UInt8(ascii: "]"):
        close(&open, &nodes)
        expectation = .separatorOrClose
      case .keyOrClose, .key:
        guard byte == UInt8(ascii: "\"") else {
          throw JSONError(byte == UInt8(ascii: "}") ? .trailingComma : .expectedKey, at: position)
        }
        try scanString(&nodes)
        skipWhitespace()
        guard position < end else { throw JSONError(.unexpectedEnd, at: end) }
        guard bytes[position] == UInt8(ascii: ":") else { throw JSONError(.expectedColon, at: position) }
        position += 1
        expectation = .value
      case .value, .valueOrClose:
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
          guard open.count < JSONLimits.depth else { throw JSONError(.tooDeep, at: position) }
          open.append(nodes.count)
          nodes.append(position, 0)
          position += 1
          expectation = byte == UInt8(ascii: "{") ? .keyOrClose : .valueOrClose
        } else {
          if byte == UInt8(ascii: "]"), !open.isEmpty, precedingByte() == UInt8(ascii: ",") {
            throw JSONError(.trailingComma, at: position)
          }
          try scanScalar(byte, &nodes)
          expectation = .separatorOrClose
        }
      case .separatorOrClose:
        guard let innermost = open.last else { throw JSONError(.trailingContent, at: position) }
        let isObject = bytes[Int(nodes.base[innermost].start)] == UInt8(ascii: "{")
        switch byte {
        case UInt8(ascii: ","):
          position += 1
          expectation = isObject ? .key : .value
        case isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"): close(&open, &nodes)
        default: throw JSONError(isObject ? .expectedCommaOrBrace : .expectedCommaOrBracket, at: position)
        }
      }
      if open.isEmpty, expectation == .separatorOrClose {
        skipWhitespace()
        guard position == end else { throw JSONError(.trailingContent, at: position) }
        return
      }
    }
  }

  private mutating func close(_ open: inout [Int], _ nodes: inout NodeBuffer) {
    let opening = open.removeLast()
    nodes.base[opening].end = UInt32(truncatingIfNeeded: nodes.count)
    nodes.append(position, opening)
    position += 1
  }

  private mutating func skipWhitespace() {
    while position < end, JSONBytes.isWhitespace(bytes[position]) { position += 1 }
  }

  /// The last byte before the position that is not whitespace; there is one when a bracket is open.
  private func precedingByte() -> UInt8 {
    var before = position - 1
    while JSONBytes.isWhitespace(bytes[before]) { before -= 1 }
    return bytes[before]
  }

  private mutating func scanScalar(_ byte: UInt8, _ nodes: inout NodeBuffer) throws(JSONError) {
    switch byte {
    case UInt8(ascii: "\""): try scanString(&nodes)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let start = position
      guard let wordEnd = JSONBytes.endOfNumber(bytes, from: start, to: end) else {
        throw JSONError(.badNumber, at: start)
      }
      position = wordEnd
      nodes.append(start, position)
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      let start = position
      guard let wordEnd = JSONBytes.endOfLiteral(bytes, from: start, to: end) else {
        throw JSONError(.badLiteral, at: start)
      }
      position = wordEnd
      nodes.append(start, position)
    case 0xEF where end - position >= 3 && bytes[position + 1] == 0xBB && bytes[position + 2] == 0xBF:
      throw JSONError(.misplacedByteOrderMark, at: position)
    default:
      guard byte < 0x80 || UTF8Bytes.lengthOfCharacter(bytes, at: position, end: end) > 0 else {
        throw JSONError(.invalidUTF8, at: position)
      }
      throw JSONError(.expectedValue, at: position)
    }
  }

  private mutating func scanString(_ nodes: inout NodeBuffer) throws(JSONError) {
    let start = position
    position += 1
    while position < end {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        nodes.append(start, position)
        position += 1
        return
      case UInt8(ascii: "\\"): try scanEscape(stringStart: start)
      case 0..<0x20: throw JSONError(.controlCharacter, at: position)
      case 0x20..<0x80: position += 1
      default:
        let length = UTF8Bytes.lengthOfCharacter(bytes, at: position, end: end)
        guard length > 0 else { throw JSONError(.invalidUTF8, at: position) }
        position += length
      }
    }
    throw JSONError(.unterminatedString, at: start)
  }

  private mutating func scanEscape(stringStart: Int) throws(JSONError) {
    guard position + 1 < end else { throw JSONError(.unterminatedString, at: stringStart) }
    switch bytes[position + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      guard end - position >= 6, JSONBytes.codeUnit(bytes, at: position + 2) != nil else {
        throw JSONError(.badUnicodeEscape, at: position)
      }
      position += 6
    default: throw JSONError(.badEscape, at: position)
    }
  }
}
