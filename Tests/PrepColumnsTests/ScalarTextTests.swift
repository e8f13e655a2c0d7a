import Foundation
import TestSupport
import Testing

@testable import PrepColumns

@Suite struct ScalarTextTests {
  private func text(_ write: (inout [UInt8]) throws -> Void) rethrows -> String {
    var bytes: [UInt8] = []
    try write(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("days are those of the calendar of Foundation") func days() {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
    var chance = SeededGenerator(seed: 1)
    // Foundation goes over to the Julian calendar before 1582-10-15.
    for days in [-141_427, -1, 0, 58, 59, 60, 10_956, 11_016, 19_782]
      + (0..<2000).map({ _ in Int.random(in: -141_427...2_900_000, using: &chance) })
    {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(days) * 86_400))
      let wanted = String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
      #expect(text { CalendarText.writeDate(days, to: &$0) } == wanted)
    }
    // The calendar goes on before it was made.
    #expect(text { CalendarText.writeDate(-719_468, to: &$0) } == "0000-03-01")
    #expect(text { CalendarText.writeDate(-719_529, to: &$0) } == "-001-12-31")
  }

  @Test("instants before 1970 have times of day that count forward") func instants() throws {
    #expect(text { CalendarText.writeTimestamp(-1, .milliseconds, isUTC: true, to: &$0) } == "1969-12-31T23:59:59.999Z")
    #expect(text { CalendarText.writeTimestamp(0, .seconds, isUTC: false, to: &$0) } == "1970-01-01T00:00:00")
    #expect(
      text { CalendarText.writeTimestamp(.max, .nanoseconds, isUTC: false, to: &$0) } == "2262-04-11T23:47:16.854775807"
    )
    for unit in [TimeUnit.seconds, .milliseconds, .microseconds, .nanoseconds] {
      for value in [Int.min, .max] {
        #expect(!text { CalendarText.writeTimestamp(value, unit, isUTC: true, to: &$0) }.isEmpty)
      }
    }
    #expect(try text { try CalendarText.writeTime(3_723_456, .milliseconds, to: &$0) } == "01:02:03.456")
    #expect(throws: ColumnFault.self) { try text { try CalendarText.writeTime(86_400_000, .milliseconds, to: &$0) } }
    #expect(throws: ColumnFault.self) { try text { try CalendarText.writeTime(-1, .nanoseconds, to: &$0) } }
  }

  @Test("decimals of bytes are those of numbers, whatever their sign, point and length") func decimals() {
    var chance = SeededGenerator(seed: 2)
    for round in 0..<500 {
      let value =
        round < 4
        ? [0, -1, Int.max, Int.min][round]
        : Int(truncatingIfNeeded: chance.next()) >> Int.random(in: 0..<63, using: &chance)
      let scale = Int.random(in: -3...25, using: &chance)
      let wanted = text { DecimalText.write(value, scale: scale, to: &$0) }
      let padding = [UInt8](repeating: value < 0 ? 0xFF : 0, count: Int.random(in: 0...24, using: &chance))
      let little = withUnsafeBytes(of: value.littleEndian) { Array($0) } + padding
      #expect(
        little.withUnsafeBytes { bytes in text { DecimalText.write(bytes, isBigEndian: false, scale: scale, to: &$0) } }
          == wanted)
      #expect(
        Array(little.reversed()).withUnsafeBytes { bytes in
          text { DecimalText.write(bytes, isBigEndian: true, scale: scale, to: &$0) }
        } == wanted)
    }
    #expect(text { DecimalText.write(-5, scale: 3, to: &$0) } == "-0.005")
    #expect(text { DecimalText.write(120, scale: 2, to: &$0) } == "1.20")
    #expect(text { DecimalText.write(12, scale: -2, to: &$0) } == "1200")
  }

  @Test("Base64 is Foundation's, and comes back; other texts are none") func base64() {
    var chance = SeededGenerator(seed: 3)
    for count in 0..<50 {
      let bytes = chance.bytes(count: count)
      let encoded = bytes.withUnsafeBytes { Base64Text.encode($0) }
      #expect(String(decoding: encoded, as: UTF8.self) == Data(bytes).base64EncodedString())
      #expect(Base64Text.decode(encoded) == bytes)
    }
    for wrong in ["A", "AB", "ABC", "AB=C", "A===", "AB==AB==", "AB=\n", "AC==", "ABD=", "===="] {
      #expect(Base64Text.decode(Array(wrong.utf8)) == nil, "\(wrong)")
    }
  }

  @Test("halves are the floats of 16 bits") func halves() {
    #expect(Float(half: 0x3C00) == 1)
    #expect(Float(half: 0xC000) == -2)
    #expect(Float(half: 0x7BFF) == 65504)
    #expect(Float(half: 1) == 0x1p-24)
    #expect(Float(half: 0x8001) == -0x1p-24)
    #expect(Float(half: 0x7C00) == .infinity)
    #expect(Float(half: 0x7E00).isNaN)
    #expect(Float(half: 0x8000).sign == .minus)
  }
}
