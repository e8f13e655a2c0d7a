/// The names of files as text. A name is bytes, and text that is UTF-8 stands for itself; a byte that is no part of
/// UTF-8 is a character of its own, at the end of the last private area (U+10FF80 to U+10FFFF for the bytes 0x80 to
/// 0xFF).
///
/// A name that holds one of these characters in UTF-8 has each of its four bytes escaped, so that every name has
/// exactly one text, and ``bytes(of:)`` gives back what ``text(of:)`` took. Names therefore go through the program as
/// strings and open the file they came from.
package enum PathText {
  private static let base: UInt32 = 0x10FF00

  /// The text for a name.
  package static func text(of name: UnsafeRawBufferPointer) -> String {
    if String(validating: name, as: UTF8.self)?.unicodeScalars.allSatisfy({ !isEscape($0) }) == true {
      return String(decoding: name, as: UTF8.self)
    }
    var scalars = String.UnicodeScalarView()
    var rest = name[...]
    while let byte = rest.first {
      let length = length(ofCharacterBeginningWith: byte)
      let character = UnsafeRawBufferPointer(rebasing: rest.prefix(length))
      if character.count == length, let scalar = String(validating: character, as: UTF8.self)?.unicodeScalars.first,
        !isEscape(scalar)
      {
        scalars.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        if let escape = Unicode.Scalar(base + UInt32(byte)) { scalars.append(escape) }
        rest = rest.dropFirst()
      }
    }
    return String(scalars)
  }

  /// The text for a word of the command line, which may be a name or not: as it is where it is UTF-8, so that no text
  /// is changed on its way. (A file that somebody has given one of the characters that stand for bytes can then not be
  /// named, only found in its directory.)
  package static func word(ofCString word: UnsafePointer<CChar>) -> String {
    String(validatingCString: word) ?? text(ofCString: word)
  }

  /// The text for a name in memory that ends in a zero byte.
  package static func text(ofCString name: UnsafePointer<CChar>) -> String {
    var count = 0
    while name[count] != 0 { count += 1 }
    return text(of: UnsafeRawBufferPointer(start: name, count: count))
  }

  /// The name that a text stands for.
  package static func bytes(of text: String) -> [UInt8] {
    var text = text
    // The escapes begin with the byte 0xF4, which names have hardly ever.
    if !text.utf8.contains(0xF4) { return text.withUTF8 { Array($0) } }
    return text.unicodeScalars.flatMap {
      isEscape($0) ? [UInt8(truncatingIfNeeded: $0.value)] : Array(UTF8.encode($0) ?? .init())
    }
  }

  /// As it is shown to people: bytes that are not UTF-8 as `\\xE9`.
  package static func shown(_ text: String) -> String {
    guard text.utf8.contains(0xF4) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isEscape(scalar) {
        shown += "\\x" + String(scalar.value - base, radix: 16, uppercase: true)
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// Calls a closure with the name as the system takes it.
  ///
  /// - Throws: ``SystemError/invalidName`` for a text with a zero byte, behind which the system would read no further.
  static func withName<R>(
    _ text: String, _ body: (UnsafePointer<CChar>) throws(SystemError) -> R
  ) throws(SystemError) -> R {
    let name = bytes(of: text).map { CChar(bitPattern: $0) } + [0]
    guard name.firstIndex(of: 0) == name.count - 1 else { throw .invalidName }
    return try name.withUnsafeBufferPointer { buffer throws(SystemError) in
      guard let base = buffer.baseAddress else { throw .invalidName }
      return try body(base)
    }
  }

  private static func isEscape(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= base + 0x80 }

  private static func length(ofCharacterBeginningWith byte: UInt8) -> Int {
    switch byte {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }
}
