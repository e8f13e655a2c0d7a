import PrepBytes
import PrepDiagnostics

/// The bytes of an XML file, read piece by piece, and the small parts its grammar is made of.
struct XMLBytes {
  private let source: any ByteSource
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var filled = 0
  private var position = 0
  private var line = 1

  /// The longest name of an element, and value of an attribute; those of worksheets have a few dozen bytes.
  private static let (longestName, longestValue) = (1024, 1 << 20)

  init(_ source: any ByteSource) { self.source = source }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  /// The failure for a file that is not well-formed at this place.
  func malformed() -> IOFailure { IOFailure(.damaged, "is not well-formed XML (line \(line))", path: source.name) }

  /// The failure for a text, a name or a value that is longer than is taken.
  func tooLong(_ limit: Int) -> IOFailure {
    IOFailure(
      .damaged, "has a text of more than \(Counted(limit, "byte")) (line \(line)); --max-line raises the bound",
      path: source.name)
  }

  /// The next byte, or nil at the end.
  mutating func next() throws -> UInt8? {
    guard let byte = try peek() else { return nil }
    position += 1
    if byte == 0x0A { line += 1 }
    return byte
  }

  /// The next byte, which stays; nil at the end.
  mutating func peek() throws -> UInt8? {
    if position == filled {
      filled = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      position = 0
      if filled == 0 { return nil }
    }
    return buffer[position]
  }

  mutating func skipByteOrderMark() throws {
    switch try peek() {
    case 0xEF: guard try take([0xEF, 0xBB, 0xBF]) else { throw malformed() }
    case 0xFE, 0xFF:
      throw IOFailure(.damaged, "is XML in UTF-16, which is not read; save the workbook anew", path: source.name)
    default: break
    }
  }

  /// Takes exactly these bytes, or nothing when others stand there.
  mutating func take(_ text: StaticString) throws -> Bool {
    try take(text.withUTF8Buffer { Array($0) })
  }

  private mutating func take(_ wanted: [UInt8]) throws -> Bool {
    // Make sure that all of it is in the buffer, so that a difference takes nothing.
    if filled - position < wanted.count {
      buffer.replaceSubrange(0..<filled - position, with: Array(buffer[position..<filled]))
      filled -= position
      position = 0
      while filled < wanted.count {
        let start = filled
        let read = try buffer.withUnsafeMutableBytes {
          try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
        }
        if read == 0 { return false }
        filled += read
      }
    }
    guard buffer[position..<position + wanted.count].elementsEqual(wanted) else { return false }
    position += wanted.count
    return true
  }

  @discardableResult mutating func skipBlanks() throws -> Bool {
    var found = false
    while let byte = try peek(), Self.isBlank(byte) {
      _ = try next()
      found = true
    }
    return found
  }

  mutating func skip(through end: StaticString) throws {
    var ignored: [UInt8] = []
    try copy(through: end, into: &ignored, keeps: false)
  }

  /// Copies what stands before `end`, and passes over it.
  mutating func copy(through end: StaticString, into bytes: inout [UInt8], keeps: Bool = true, longest: Int = .max)
    throws
  {
    let wanted = end.withUTF8Buffer { Array($0) }
    while let byte = try peek() {
      if byte == wanted[0], try take(wanted) { return }
      _ = try next()
      if keeps { try character(byte, into: &bytes) }
      if bytes.count > longest { throw tooLong(longest) }
    }
    throw malformed()
  }

  /// A name of an element or attribute, its prefix included.
  mutating func name() throws -> [UInt8] {
    var name: [UInt8] = []
    while let byte = try peek(), !Self.isBlank(byte), !"=/><\"'&".utf8.contains(byte) {
      name.append(byte)
      position += 1
      if name.count > Self.longestName { throw tooLong(Self.longestName) }
    }
    guard let first = name.first, !(0x30...0x39).contains(first), first != UInt8(ascii: "-") else { throw malformed() }
    return name
  }

  /// An attribute: its name as written, and its value.
  mutating func attribute() throws -> (String, String) {
    let name = try self.name()
    try skipBlanks()
    guard try next() == UInt8(ascii: "=") else { throw malformed() }
    try skipBlanks()
    guard let quote = try next(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw malformed() }
    var value: [UInt8] = []
    while let byte = try next() {
      switch byte {
      case quote: return (try string(name), try string(value))
      case UInt8(ascii: "&"): try reference(into: &value)
      case UInt8(ascii: "<"): throw malformed()
      case 0x09, 0x0A: value.append(0x20)
      case 0x0D:
        if try peek() == 0x0A { _ = try next() }
        value.append(0x20)
      default: value.append(byte)
      }
      if value.count > Self.longestValue { throw tooLong(Self.longestValue) }
    }
    throw malformed()
  }

  /// Appends a byte of text; a carriage return, alone or before a line feed, is a line feed.
  mutating func character(_ byte: UInt8, into bytes: inout [UInt8]) throws {
    guard byte == 0x0D else { return bytes.append(byte) }
    if try peek() != 0x0A { bytes.append(0x0A) }
  }

  /// Appends what an entity or character reference stands for; its `&` has been read.
  mutating func reference(into bytes: inout [UInt8]) throws {
    var name: [UInt8] = []
    while let byte = try next(), byte != UInt8(ascii: ";") {
      name.append(byte)
      if name.count > 12 { throw malformed() }
    }
    switch String(decoding: name, as: UTF8.self) {
    case "amp": bytes.append(UInt8(ascii: "&"))
    case "lt": bytes.append(UInt8(ascii: "<"))
    case "gt": bytes.append(UInt8(ascii: ">"))
    case "quot": bytes.append(UInt8(ascii: "\""))
    case "apos": bytes.append(UInt8(ascii: "'"))
    case let reference where reference.hasPrefix("#"):
      let isHexadecimal = reference.hasPrefix("#x")
      guard let value = UInt32(reference.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10),
        let scalar = Unicode.Scalar(value), value >= 0x20 || Self.isBlank(UInt8(value))
      else { throw malformed() }
      bytes.append(contentsOf: Array(Character(scalar).utf8))
    default: throw malformed()
    }
  }

  /// The text of some bytes.
  func string(_ bytes: [UInt8]) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw IOFailure(.damaged, "is not UTF-8 (line \(line))", path: source.name)
    }
    return text
  }
}
