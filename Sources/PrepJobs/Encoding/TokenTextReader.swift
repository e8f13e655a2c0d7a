import PrepBytes
import PrepDiagnostics

/// Reads token ids as text: integers separated by blanks, commas or brackets, a sequence a line.
///
/// A long line is handed out in parts where that is asked for, so memory stays bounded.
struct TokenTextReader {
  /// A size of parts that costs little memory.
  static let usualPart = 1 << 16

  private let source: any ByteSource
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var filled = 0
  private var position = 0
  private var line = 1
  private var column = 0
  private var offset = 0
  private var taken = 0
  private let largestPart: Int
  /// Where the ids handed out last stand, as bytes of the input; and their line, with the byte it begins at.
  private var places: [Int] = []
  private var placesLine = (number: 1, start: 0)

  /// - Parameter largestPart: How many ids of a line are handed out at a time at most.
  init(source: any ByteSource, largestPart: Int) {
    self.source = source
    self.largestPart = largestPart
  }

  /// Some ids in order: those of a line, or a part of a long one; nil at the end. Lines without ids are passed over.
  ///
  /// - Throws: A `Diagnostic` for anything that is no id.
  mutating func next() throws -> [UInt32]? {
    var tokens: [UInt32] = []
    places.removeAll(keepingCapacity: true)
    var number: UInt64?
    while true {
      if position == filled {
        filled = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
        position = 0
        taken += filled
        if filled == 0 {
          if let number { tokens.append(UInt32(number)) }
          return tokens.isEmpty ? nil : tokens
        }
      }
      let byte = buffer[position]
      position += 1
      column += 1
      offset += 1
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if number == nil {
          places.append(offset - 1)
          placesLine = (line, offset - column)
        }
        let value = (number ?? 0) * 10 + UInt64(byte - UInt8(ascii: "0"))
        guard value <= UInt32.max else {
          throw wrong("invalid-token", "the number is larger than any token id", at: places[places.count - 1])
        }
        number = value
      case 0x20, 0x09, 0x0D, 0x0A, UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"):
        if let value = number {
          tokens.append(UInt32(value))
          number = nil
        }
        if byte == 0x0A {
          line += 1
          column = 0
          if !tokens.isEmpty { return tokens }
        } else if tokens.count >= largestPart {
          return tokens
        }
      default:
        placesLine = (line, offset - column)
        throw wrong("invalid-token", "token ids are integers separated by blanks, commas or brackets", at: offset - 1)
      }
    }
  }

  /// The bytes read since the last call.
  mutating func takeByteCount() -> Int {
    defer { taken = 0 }
    return taken
  }

  /// The finding for an id of the last sequence that the vocabulary does not have.
  func unknownToken(_ token: UInt32, at index: Int, _ tokenizer: String) -> Diagnostic {
    wrong("unknown-token", "\(tokenizer) has no token \(token)", at: places[index])
  }

  private func wrong(_ code: Diagnostic.Code, _ message: String, at byte: Int) -> Diagnostic {
    Diagnostic(
      code, message,
      at: SourceLocation(
        file: source.name, line: placesLine.number, column: byte - placesLine.start + 1, offset: byte))
  }
}
