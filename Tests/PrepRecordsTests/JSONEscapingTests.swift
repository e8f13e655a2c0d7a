import PrepRecords
import TestSupport
import Testing

@Suite struct JSONEscapingTests {
  /// A string as JSON text, a byte at a time.
  private static func plain(_ text: [UInt8]) -> [UInt8] {
    let short: [UInt8: Character] = [8: "b", 9: "t", 10: "n", 12: "f", 13: "r", 0x22: "\"", 0x5C: "\\"]
    var result: [UInt8] = [0x22]
    for byte in text {
      if let letter = short[byte] {
        result += "\\\(letter)".utf8
      } else if byte < 0x20 {
        result += "\\u00\(byte < 16 ? "0" : "1")\(String(byte % 16, radix: 16))".utf8
      } else {
        result.append(byte)
      }
    }
    return result + [0x22]
  }

  @Test func `what must be escaped is, at every place of a text of any length`() {
    var random = SeededGenerator(seed: 11)
    let rich: [UInt8] = [
      0x00, 0x08, 0x09, 0x0A, 0x0B, 0x0D, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0x9F, 0xA0, 0xA2,
      0xDC, 0xFF,
    ]
    for length in 0..<100 {
      for share in [0, 1, 10] {
        let text = (0..<length).map { _ in
          Int.random(in: 0..<10, using: &random) < share
            ? rich[Int.random(in: 0..<rich.count, using: &random)] : UInt8.random(in: 0x23...0x5B, using: &random)
        }
        var written: [UInt8] = [0x41]
        text.withUnsafeBytes { JSONEscaping.appendString($0, to: &written) }
        #expect(written == [0x41] + Self.plain(text), "\(text)")
      }
    }
    for place in 0..<17 {
      for byte in UInt8.min...UInt8.max {
        var text = [UInt8](repeating: 0x61, count: 17)
        text[place] = byte
        var written: [UInt8] = []
        text.withUnsafeBytes { JSONEscaping.appendString($0, to: &written) }
        #expect(written == Self.plain(text))
      }
    }
  }
}
