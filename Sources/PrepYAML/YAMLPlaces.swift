import PrepDiagnostics

/// Turns libyaml's counts of characters into lines and columns of bytes. Places are asked for mostly in the order of
/// the file.
///
/// libyaml counts lines of its own: also at U+0085, U+2028 and U+2029, where no editor begins one.
struct YAMLPlaces {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  /// Where the text begins: after a byte order mark.
  let start: Int
  private var character = 0
  private var byte: Int
  private var line = 1
  private var lineStart: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
    self.bytes = bytes
    self.file = file
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    byte = start
    lineStart = start
  }

  /// The place of a character, counted from the start of the text.
  mutating func location(ofCharacter target: Int) -> SourceLocation {
    if target < character { rewind() }
    while character < target, byte < bytes.count { step() }
    return here
  }

  /// The place of a byte, counted from the start of the text.
  mutating func location(ofByte target: Int) -> SourceLocation {
    if start + target < byte { rewind() }
    while byte < min(start + target, bytes.count) { step() }
    return here
  }

  /// The place of the first line that begins with a percent sign.
  var firstDirective: SourceLocation? {
    var copy = self
    copy.rewind()
    while copy.byte < bytes.count {
      if bytes[copy.byte] == UInt8(ascii: "%"), copy.byte == copy.lineStart { return copy.here }
      copy.step()
    }
    return nil
  }

  private var here: SourceLocation {
    SourceLocation(file: file, line: line, column: byte - lineStart + 1, offset: byte)
  }

  private mutating func rewind() {
    (character, byte, line, lineStart) = (0, start, 1, start)
  }

  /// Goes on by one character; the bytes before are well-formed, or the parser would have stopped.
  private mutating func step() {
    let isLineEnd = bytes[byte] == 0x0A || bytes[byte] == 0x0D && !(byte + 1 < bytes.count && bytes[byte + 1] == 0x0A)
    byte += 1
    while byte < bytes.count, bytes[byte] & 0xC0 == 0x80 { byte += 1 }
    character += 1
    if isLineEnd {
      line += 1
      lineStart = byte
    }
  }
}
