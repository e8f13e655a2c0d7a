internal import PrepBytePairEncoding

/// Reads the rank files of tiktoken (`.tiktoken`, `.model`): a line for each token, its bytes in base64, a space, its rank.
///
/// Line ends may be LF or CR LF; blank lines are passed over. The order of lines does not matter.
enum RankFile {
  static func read(_ bytes: [UInt8], path: String) throws(TokenizerFailure) -> TokenBytesBuilder {
    var fault: (line: Int, message: String)?
    let lines = bytes.count / 16
    var builder = TokenBytesBuilder(tokenCapacity: lines, textCapacity: bytes.count)
    bytes.withUnsafeBufferPointer { fault = parse($0, into: &builder) }
    if let fault {
      throw TokenizerFailure(.damaged, "line \(fault.line): \(fault.message)", path: path)
    }
    if builder.text.isEmpty { throw TokenizerFailure(.damaged, "has no tokens", path: path) }
    return builder
  }

  private static let digits: [UInt8] = {
    var table = [UInt8](repeating: 0xFF, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, byte) in alphabet.utf8.enumerated() { table[Int(byte)] = UInt8(value) }
    return table
  }()

  /// Decodes as many groups of four digits as come without a gap, at most so many that a token of ordinary length is done; returns where it
  /// stopped.
  @inline(__always)
  private static func decodeWholeGroups(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ digits: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]
  ) -> Int {
    var position = start
    var decoded = InlineArray<48, UInt8>(repeating: 0)
    var count = 0
    while position + 4 <= bytes.count, count < 48 {
      let first = digits[Int(bytes[position])], second = digits[Int(bytes[position + 1])]
      let third = digits[Int(bytes[position + 2])], fourth = digits[Int(bytes[position + 3])]
      if (first | second | third | fourth) & 0xC0 != 0 { break }
      decoded[count] = first << 2 | second >> 4
      decoded[count + 1] = second << 4 | third >> 2
      decoded[count + 2] = third << 6 | fourth
      count += 3
      position += 4
    }
    decoded.span.withUnsafeBufferPointer { text.append(contentsOf: UnsafeBufferPointer(rebasing: $0[..<count])) }
    return position
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, into builder: inout TokenBytesBuilder)
    -> (line: Int, message: String)?
  {
    let digits = Self.digits
    return digits.withUnsafeBufferPointer { digits in
      var position = 0
      var line = 0
      while position < bytes.count {
        line += 1
        if bytes[position] == 0x0A {
          position += 1
          continue
        }
        if bytes[position] == 0x0D, position + 1 == bytes.count || bytes[position + 1] == 0x0A {
          position += 2
          continue
        }
        let start = builder.text.count
        // Four digits are three bytes.
        position = decodeWholeGroups(bytes, from: position, digits, into: &builder.text)
        var bits: UInt32 = 0
        var held = 0
        var padding = 0
        while position < bytes.count {
          let byte = bytes[position]
          let value = digits[Int(byte)]
          if value == 0xFF {
            if byte != UInt8(ascii: "=") { break }
            padding += 1
            position += 1
            continue
          }
          if padding > 0 {
            let isRank = held + padding == 4 && byte >= 0x30 && byte <= 0x39
            return (line, isRank ? "there is no space between token and rank" : "the token is not base64")
          }
          bits = bits << 6 | UInt32(value)
          held += 1
          if held == 4 {
            builder.text.append(UInt8(truncatingIfNeeded: bits >> 16))
            builder.text.append(UInt8(truncatingIfNeeded: bits >> 8))
            builder.text.append(UInt8(truncatingIfNeeded: bits))
            bits = 0
            held = 0
          }
          position += 1
        }
        if position < bytes.count, bytes[position] != 0x20 {
          let isLineEnd = bytes[position] == 0x0A || bytes[position] == 0x0D
          return (line, isLineEnd ? "there is no space between token and rank" : "the token is not base64")
        }
        if position == bytes.count { return (line, "there is no space between token and rank") }
        switch (held, padding) {
        case (0, 0): break
        case (2, 2): builder.text.append(UInt8(truncatingIfNeeded: bits >> 4))
        case (3, 1):
          builder.text.append(UInt8(truncatingIfNeeded: bits >> 10))
          builder.text.append(UInt8(truncatingIfNeeded: bits >> 2))
        default: return (line, "the token is not base64: its length is no multiple of four")
        }
        if builder.text.count == start { return (line, "the token is empty") }
        position += 1
        var rank = 0
        let first = position
        while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
          rank = rank * 10 + Int(bytes[position] - 0x30)
          if rank >= 1 << 24 { return (line, "the rank is too large") }
          position += 1
        }
        if position == first { return (line, "the rank is not a number") }
        if position < bytes.count, bytes[position] == 0x0D { position += 1 }
        if position < bytes.count {
          if bytes[position] != 0x0A { return (line, "the rank is not a number") }
          position += 1
        }
        if !builder.place(Token(rank), from: start) { return (line, "the rank \(rank) is taken by another token") }
      }
      return nil
    }
  }
}
