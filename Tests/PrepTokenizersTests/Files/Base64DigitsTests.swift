import Foundation
import Testing

@testable import PrepTokenizers

@Suite struct Base64DigitsTests {
  @Test func `four digits mean the three bytes that Foundation decodes`() throws {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for number in stride(from: 0, to: 1 << 24, by: 997) {
      let group = (0..<4).map { alphabet[number >> (18 - 6 * $0) & 63] }
      let value = Base64Digits.shared.withUnsafePointer { digits in
        (0..<4).reduce(UInt32(0)) { $0 | digits[$1 * 256 + Int(group[$1])] }
      }
      let decoded = try #require(Data(base64Encoded: Data(group)))
      #expect((0..<3).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) } == Array(decoded))
      #expect(value < 1 << 24)
    }
  }

  @Test func `nothing else is a digit`() {
    let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    Base64Digits.shared.withUnsafePointer { digits in
      for byte in UInt8.min...UInt8.max {
        for place in 0..<4 {
          #expect((digits[place * 256 + Int(byte)] & Base64Digits.invalid == 0) == alphabet.contains(byte))
        }
      }
    }
  }
}
