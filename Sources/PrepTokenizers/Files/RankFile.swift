internal import PrepBytePairEncoding

/// Reads the rank files of tiktoken (`.tiktoken`, `.model`): a line for each token, its bytes in base64, a space, its
/// rank.
///
/// Line ends may be LF or CR LF; blank lines are passed over. The order of lines does not matter.
enum RankFile {
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
