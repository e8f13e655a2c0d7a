import PrepBytes
import PrepDiagnostics

/// The values of a JSON array, or JSON values one after the other, each on a line of its own.
///
/// The values are cut out, not checked: whoever reads the lines validates them. Blanks between tokens that would break
/// a line become spaces; everything else stays as it was, byte for byte.
struct JSONValueProducer: RecordProducer {
  private enum State { case between, container, scalar }

  private let reader: PieceReader
  private let file: String
  private let maximumValue: Int
  /// Whether the values are the elements of one array; nil is what the first byte says.
  private var isArray: Bool?
  private var arrayIsOpen = false
  private var arrayIsClosed = false
  private var needsComma = false
  private var state = State.between
  private var depth = 0
  private var inString = false
  private var escaped = false
  private var value: [UInt8] = []
  private var valueLine = 1
  private var valueColumn = 1
  private var valueOffset = 0
  /// How many bytes of the value stand before each of its lines but the first.
  private var breaks: [Int] = []
  private var line = 1
  private var offset = 0
  private var column = 0
  private var ended = false
  private var atStart = true
  private let slips: JSONSlips?
  private var comments: CommentSkipper?
  /// The quote that closes the string at hand.
  private var quote = UInt8(ascii: "\"")

  /// - Parameter slips: What is got over; nil takes JSON alone.
  init(_ source: any ByteSource, isArray: Bool?, maximumValue: Int, slips: JSONSlips? = nil) {
    self.slips = slips
    comments = slips?.tolerated.contains(.comments) ?? false ? CommentSkipper() : nil
    reader = PieceReader(source)
    file = source.name
    self.isArray = isArray
    self.maximumValue = maximumValue
  }

  mutating func produce(into lines: inout ProducedLines) throws -> Bool {
    if ended { return false }
    var copy = self
    let more: Void? = try reader.next { try copy.take($0, &lines) }
    self = copy
    if value.count > maximumValue {
      throw fault(
        "line-too-long", "the value is longer than \(maximumValue) bytes; --max-line raises the bound", line: valueLine)
    }
    if more != nil { return true }
    ended = true
    if state == .scalar, isArray != true { endValue(&lines) }
    if state != .between {
      throw fault("invalid-json", "the file ends inside the value that begins on line \(valueLine)", line: line)
    }
    // What the array has is read: a bracket that is missing takes nothing from it.
    if isArray == true, !arrayIsClosed {
      lines.reject(fault("invalid-json", "the file ends before the array does", line: line), [])
    }
    return true
  }

  private mutating func take(_ piece: UnsafeRawBufferPointer, _ lines: inout ProducedLines) throws {
    var place = 0
    while place < piece.count {
      if state == .container, comments == nil {
        let plain = plainBytes(UnsafeRawBufferPointer(rebasing: piece[place...]))
        if plain > 0 {
          value.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[place..<place + plain]))
          offset += plain
          column += plain
          place += plain
          continue
        }
      }
      let byte = piece[place]
      place += 1
      offset += 1
      column += 1
      if byte == 0x0A {
        line += 1
        column = 0
      }
      if comments != nil, !inString {
        switch comments?.take(byte) {
        case .inside?: continue
        case .opened?:
          slips?.count(.comments)
          continue
        // What might have begun a comment and did not.
        case .slashBefore?: try take(UInt8(ascii: "/"), &lines)
        case .outside?, nil: break
        }
      }
      try take(byte, &lines)
    }
  }

  /// How many of the first bytes are taken as they are, whatever they are: inside a string up to what could end it or
  /// escape something, else up to a string or a bracket; line ends are looked at one by one.
  private func plainBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
    if escaped { return 0 }
    var count = 0
    if inString {
      let quote = quote
      while count < bytes.count {
        let byte = bytes[count]
        if byte == quote || byte == UInt8(ascii: "\\") || byte == 0x0A || byte == 0x0D { break }
        count += 1
      }
    } else {
      while count < bytes.count {
        let byte = bytes[count]
        // Both brackets and braces are one bit apart.
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte | 0x20 == UInt8(ascii: "{")
          || byte | 0x20 == UInt8(ascii: "}") || byte == 0x0A || byte == 0x0D
        {
          break
        }
        count += 1
      }
    }
    return count
  }

  private mutating func take(_ byte: UInt8, _ lines: inout ProducedLines) throws {
    switch state {
    case .between: try begin(byte, &lines)
    case .scalar:
      if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
        endValue(&lines)
      } else if isArray == true, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") {
        endValue(&lines)
        try begin(byte, &lines)
      } else {
        value.append(byte)
      }
    case .container: try inContainer(byte, &lines)
    }
  }

  /// Whether a slip is got over, which is counted then.
  private func getsOver(_ slip: JSONSlip) -> Bool {
    guard let slips, slips.tolerated.contains(slip) else { return false }
    slips.count(slip)
    return true
  }

  /// A byte outside every value.
  private mutating func begin(_ byte: UInt8, _ lines: inout ProducedLines) throws {
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D: return
    case 0xEF where offset == 1, 0xBB where offset == 2, 0xBF where offset == 3: return
    case 0xEF where getsOver(.byteOrderMark): return
    case 0xBB where slips?.tolerated.contains(.byteOrderMark) ?? false: return
    case 0xBF where slips?.tolerated.contains(.byteOrderMark) ?? false: return
    default: break
    }
    if arrayIsClosed, byte == UInt8(ascii: "["), getsOver(.concatenatedValues) {
      (arrayIsOpen, arrayIsClosed, needsComma, atStart) = (false, false, false, true)
    }
    if arrayIsClosed { throw fault("invalid-json", "there is more after the end of the array", line: line) }
    if isArray == nil { isArray = byte == UInt8(ascii: "[") }
    if isArray == true, !arrayIsOpen {
      guard byte == UInt8(ascii: "[") else { throw fault("invalid-json", "an array is expected here", line: line) }
      arrayIsOpen = true
      return
    }
    if isArray == true {
      if byte == UInt8(ascii: "]") {
        if !needsComma, !atStart, !getsOver(.trailingCommas) {
          lines.reject(fault("invalid-json", "there is a comma before the closing bracket", line: line), [0x2C])
        }
        arrayIsClosed = true
        return
      }
      if needsComma {
        needsComma = false
        if byte == UInt8(ascii: ",") { return }
        guard Self.beginsText(byte), getsOver(.concatenatedValues) else {
          throw fault("invalid-json", "a comma or ] is expected here", line: line)
        }
      }
    } else if byte == UInt8(ascii: ","), !atStart, getsOver(.trailingCommas) {
      return
    }
    atStart = false
    (valueLine, valueColumn, valueOffset) = (line, column, offset - 1)
    value.append(byte)
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      depth = 1
      state = .container
    case UInt8(ascii: "\""),
      UInt8(ascii: "'") where takesSingleQuotes:
      depth = 0
      (inString, quote) = (true, byte)
      state = .container
    default: state = .scalar
    }
  }

  private var takesSingleQuotes: Bool { slips?.tolerated.contains(.singleQuotes) ?? false }

  private static func beginsText(_ byte: UInt8) -> Bool {
    byte | 0x20 == UInt8(ascii: "{") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }

  /// A byte of an object, an array or a string.
  private mutating func inContainer(_ byte: UInt8, _ lines: inout ProducedLines) throws {
    if inString {
      if byte == 0x0A || byte == 0x0D {
        if getsOver(.controlCharacters) {
          let letter = byte == 0x0A ? UInt8(ascii: "n") : UInt8(ascii: "r")
          value.append(contentsOf: escaped ? [letter] : [UInt8(ascii: "\\"), letter])
          escaped = false
          return
        }
        throw fault(
          "invalid-json", "a line ends inside a string; it must be written as \\n", line: byte == 0x0A ? line - 1 : line
        )
      }
      value.append(byte)
      if escaped {
        escaped = false
      } else if byte == UInt8(ascii: "\\") {
        escaped = true
      } else if byte == quote {
        inString = false
        if depth == 0 { endValue(&lines) }
      }
      return
    }
    value.append(byte == 0x0A || byte == 0x0D ? 0x20 : byte)
    if byte == 0x0A { breaks.append(value.count) }
    switch byte {
    case UInt8(ascii: "\""),
      UInt8(ascii: "'") where takesSingleQuotes:
      (inString, quote) = (true, byte)
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      if depth == 0 { endValue(&lines) }
    default: break
    }
  }

  private mutating func endValue(_ lines: inout ProducedLines) {
    // An array nobody closed wrongly would end at the wrong bracket: the reader of the line sees that.
    lines.bytes.append(contentsOf: value)
    if slips == nil {
      lines.endValue(line: valueLine, column: valueColumn, offset: valueOffset, breaks: breaks)
    } else {
      lines.endLine(origin: valueLine)
    }
    breaks.removeAll(keepingCapacity: true)
    value.removeAll(keepingCapacity: value.count < 1 << 20)
    state = .between
    needsComma = true
  }

  private func fault(_ code: Diagnostic.Code, _ message: String, line: Int) -> Diagnostic {
    Diagnostic(
      code, message, at: SourceLocation(file: file, line: line, column: max(1, column), offset: max(0, offset - 1)))
  }
}
