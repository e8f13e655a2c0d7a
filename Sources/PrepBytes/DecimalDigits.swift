/// Integers in decimal digits, as ids and offsets are written: the one place that makes them.
public enum DecimalDigits {
  /// The most bytes an integer of 64 bits takes, with its sign.
  @inlinable package static var most: Int { 20 }

  /// Writes an integer, and says how many bytes it took.
  ///
  /// - Parameter place: Where it begins; ``most`` bytes are there.
  @inlinable @inline(__always)
  package static func write(_ magnitude: UInt64, isNegative: Bool, to place: UnsafeMutablePointer<UInt8>) -> Int {
    var start = 0
    if isNegative {
      place[0] = UInt8(ascii: "-")
      start = 1
    }
    var digits = 1
    var bound: UInt64 = 10
    while magnitude >= bound {
      digits += 1
      // Twenty digits are the most there are, and ten to the twentieth is no number of 64 bits.
      if digits == 20 { break }
      bound &*= 10
    }
    var rest = magnitude
    for index in stride(from: start + digits - 1, through: start, by: -1) {
      place[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return start + digits
  }
}

extension [UInt8] {
  /// Appends a number in decimal digits.
  public mutating func append(decimal number: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecimalDigits.most) { room in
      guard let base = room.baseAddress else { return }
      // SAFETY: the room has the most bytes that a number takes, and those that are counted have been written.
      let count = DecimalDigits.write(UInt64(number.magnitude), isNegative: number < 0, to: base)
      append(contentsOf: UnsafeBufferPointer(start: base, count: count))
    }
  }

  /// Appends numbers in decimal digits, with something between each two.
  ///
  /// - Parameters:
  ///   - numbers: Their bit patterns.
  ///   - areSigned: Whether the patterns are signed numbers.
  ///   - separator: What stands between them; at most four bytes.
  public mutating func append(
    decimals numbers: UnsafeBufferPointer<UInt64>, areSigned: Bool, separator: StaticString
  ) {
    precondition(separator.utf8CodeUnitCount <= 4, "a separator is at most four bytes")
    let width = DecimalDigits.most + 4
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 * width) { room in
      guard let base = room.baseAddress else { return }
      var start = 0
      while start < numbers.count {
        let end = Swift.min(start + 64, numbers.count)
        var count = 0
        for index in start..<end {
          if index > 0 {
            for offset in 0..<separator.utf8CodeUnitCount {
              base[count] = separator.utf8Start[offset]
              count += 1
            }
          }
          let pattern = numbers[index]
          let isNegative = areSigned && Int64(bitPattern: pattern) < 0
          // SAFETY: at most 64 numbers are written before the room is emptied, each in its width.
          count += DecimalDigits.write(isNegative ? 0 &- pattern : pattern, isNegative: isNegative, to: base + count)
        }
        append(contentsOf: UnsafeBufferPointer(start: base, count: count))
        start = end
      }
    }
  }
}
