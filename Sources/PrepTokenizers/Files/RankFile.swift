internal import PrepBytePairEncoding

/// Reads the rank files of tiktoken (`.tiktoken`, `.model`): a line for each token, its bytes in base64, a space, its
/// rank.
///
/// Line ends may be LF or CR LF; blank lines are passed over. The order of lines does not matter.
enum RankFile {
  /// Whether the first line with something in it is a word and a number, as those of such files are.
  static func recognizes(_ bytes: [UInt8]) -> Bool {
    guard let start = bytes.firstIndex(where: { $0 > 0x20 }) else { return false }
    let line = bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }
    let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[1].isEmpty && parts[1].allSatisfy { (0x30...0x39).contains($0) }
  }

  static func read(_ bytes: [UInt8], path: String) throws(TokenizerFailure) -> TokenBytesBuilder {
    var fault: Fault?
    let lines = bytes.count / 16
    var builder = TokenBytesBuilder(tokenCapacity: lines, textCapacity: 0)
    // Four digits are three bytes, and the last group writes a fourth.
    builder.text = [UInt8](unsafeUninitializedCapacity: bytes.count / 4 * 3 + 8) { text, count in
      bytes.withUnsafeBufferPointer { bytes in
        Base64Digits.shared.withUnsafePointer { digits in
          var parser = RankFileParser(bytes: bytes, digits: digits, text: text)
          fault = parser.parse(into: &builder)
          count = parser.count
        }
      }
    }
    if let fault {
      throw TokenizerFailure(.damaged, "line \(fault.line): \(fault.message)", path: path)
    }
    if builder.text.isEmpty { throw TokenizerFailure(.damaged, "has no tokens", path: path) }
    return builder
  }

  /// What is wrong with a line.
  struct Fault {
    var line: Int
    var message: String
  }
}
