internal import PrepBytePairEncoding

/// The characters GPT-2's vocabularies write bytes with: printable bytes stand for themselves, the others for U+0100
/// and up.
package enum ByteAlphabet {
  /// The code point that stands for each byte.
  package static let codePoints: [UInt32] = {
    var points = [UInt32](repeating: 0, count: 256)
    var next: UInt32 = 256
    for byte in UInt32(0)..<256 {
      let isPrintable = (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte)
      points[Int(byte)] = isPrintable ? byte : next
      if !isPrintable { next += 1 }
    }
    return points
  }()

  /// The byte each code point below 324 stands for, or 256.
  static let bytes: [UInt16] = {
    var bytes = [UInt16](repeating: 256, count: 324)
    for (byte, point) in codePoints.enumerated() { bytes[Int(point)] = UInt16(byte) }
    return bytes
  }()

  /// Appends the bytes that some characters stand for. Text with any other character is appended as it is, and false
  /// returned.
  static func appendBytes(of text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Bool {
    let start = output.count
    return bytes.withUnsafeBufferPointer { table in
      var position = 0
      while position < text.count {
        let lead = text[position]
        var point = Int(lead)
        var width = 1
        if lead >= 0x80 {
          guard lead >= 0xC2, lead < 0xE0, position + 1 < text.count else { break }
          point = (Int(lead) & 0x1F) << 6 | Int(text[position + 1]) & 0x3F
          width = 2
        }
        guard point < table.count, table[point] < 256 else { break }
        output.append(UInt8(truncatingIfNeeded: table[point]))
        position += width
      }
      if position == text.count { return true }
      output.removeLast(output.count - start)
      output.append(contentsOf: text)
      return false
    }
  }

  /// The characters that stand for some bytes, as UTF-8.
  package static func text(of bytes: some Sequence<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    for byte in bytes {
      let point = codePoints[Int(byte)]
      if point < 0x80 {
        text.append(UInt8(point))
      } else {
        text.append(UInt8(0xC0 | point >> 6))
        text.append(UInt8(0x80 | point & 0x3F))
      }
    }
    return text
  }

  /// Writes a text in the alphabet; all that a character becomes counts as of it.
  static func write(_ editor: inout TextEditor) {
    let bytes = editor.source
    var position = 0
    while position < bytes.count {
      let width = CharacterText.at(bytes, position)?.1 ?? 1
      if width > 1 || codePoints[Int(bytes[position])] != UInt32(bytes[position]) {
        editor.keep(upTo: position)
        editor.replace(upTo: position + width, with: text(of: bytes[position..<position + width]))
      }
      position += width
    }
  }

  /// Writes what characters of the alphabet stand for, and leaves others as they are.
  static func read(_ editor: inout TextEditor) {
    let text = editor.source
    var position = 0
    while position < text.count {
      let width = CharacterText.at(text, position)?.1 ?? 1
      var bytes: [UInt8] = []
      if width == 2, appendBytes(of: UnsafeBufferPointer(rebasing: text[position..<position + 2]), to: &bytes) {
        editor.keep(upTo: position)
        editor.replace(upTo: position + 2, with: bytes)
      }
      position += width
    }
  }

  /// The bytes that some characters stand for; nil when one of them stands for none.
  package static func bytes(of text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    return Array(text.utf8).withUnsafeBufferPointer { appendBytes(of: $0, to: &bytes) } ? bytes : nil
  }
}
