import PrepBytes
import TestSupport
import Testing

@Suite struct DecimalDigitsTests {
  private static let borders: [Int] = {
    var numbers = [0, Int.max, Int.min, Int.max - 1, Int.min + 1]
    var power = 1
    while power < Int.max / 10 {
      power *= 10
      numbers += [power - 1, power, power + 1, -power, 1 - power, -power - 1]
    }
    return numbers
  }()

  @Test func `numbers are written as Swift writes them`() {
    for number in Self.borders {
      var bytes: [UInt8] = [0x78]
      bytes.append(decimal: number)
      #expect(String(decoding: bytes, as: UTF8.self) == "x\(number)")
    }
  }

  @Test(arguments: [0, 1, 63, 64, 65, 200])
  func `lists are written with what stands between`(count: Int) {
    var chance = SeededGenerator(seed: UInt64(count))
    let numbers = (0..<count).map { _ in Self.borders.randomElement(using: &chance) ?? 0 }
    let patterns = numbers.map { UInt64(bitPattern: Int64($0)) }
    var (signed, unsigned): ([UInt8], [UInt8]) = ([], [])
    patterns.withUnsafeBufferPointer {
      signed.append(decimals: $0, areSigned: true, separator: ", ")
      unsigned.append(decimals: $0, areSigned: false, separator: " ")
    }
    #expect(String(decoding: signed, as: UTF8.self) == numbers.map { "\($0)" }.joined(separator: ", "))
    #expect(String(decoding: unsigned, as: UTF8.self) == patterns.map { "\($0)" }.joined(separator: " "))
  }
}
