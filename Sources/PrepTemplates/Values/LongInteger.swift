/// An integer of any size, as Python's are: a sign, and digits in base 10⁹, the lowest first.
struct LongInteger {
  private var isNegative: Bool
  private var limbs: [UInt32]

  private static let base: UInt64 = 1_000_000_000
  /// Python writes no longer ones.
  static let mostDigits = 4300

  private init(isNegative: Bool, limbs: [UInt32]) {
    var limbs = limbs
    while limbs.last == 0 { limbs.removeLast() }
    self.limbs = limbs
    self.isNegative = isNegative && !limbs.isEmpty
  }

  init(_ value: Int) {
    var rest = UInt64(value.magnitude)
    var limbs: [UInt32] = []
    while rest > 0 {
      limbs.append(UInt32(rest % Self.base))
      rest /= Self.base
    }
    self.init(isNegative: value < 0, limbs: limbs)
  }

  /// Reads decimal digits with a sign or none; nil for anything else.
  init?(digits: [UInt8]) {
    var rest = digits[...]
    let sign = rest.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    guard !rest.isEmpty, rest.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    var limbs: [UInt32] = []
    while !rest.isEmpty {
      limbs.append(rest.suffix(9).reduce(0) { $0 * 10 + UInt32($1 - 0x30) })
      rest.removeLast(min(9, rest.count))
    }
    self.init(isNegative: sign == UInt8(ascii: "-"), limbs: limbs)
  }

  /// The integer that a value is; nil for values of other types.
  init?(_ value: TemplateValue) {
    switch value {
    case .integer(let value): self.init(value)
    case .bool(let value): self.init(value ? 1 : 0)
    case .digits(let digits): self.init(digits: digits)
    default: return nil
    }
  }

  /// As a value: a plain integer where 64 bits hold it.
  var value: TemplateValue {
    let text = digits
    return Int(String(decoding: text, as: UTF8.self)).map { .integer($0) } ?? .digits(text)
  }

  private var digits: [UInt8] {
    guard let highest = limbs.last else { return [0x30] }
    var result = Array((isNegative ? "-" : "").utf8) + Array("\(highest)".utf8)
    for limb in limbs.dropLast().reversed() {
      let part = Array("\(limb)".utf8)
      result += [UInt8](repeating: 0x30, count: 9 - part.count) + part
    }
    return result
  }

  var isZero: Bool { limbs.isEmpty }
  var isTooLong: Bool { limbs.count > Self.mostDigits / 9 + 1 }
  var negated: LongInteger { LongInteger(isNegative: !isNegative, limbs: limbs) }

  // MARK: Order

  private static func order(_ left: [UInt32], _ right: [UInt32]) -> Int {
    if left.count != right.count { return left.count < right.count ? -1 : 1 }
    for index in left.indices.reversed() where left[index] != right[index] {
      return left[index] < right[index] ? -1 : 1
    }
    return 0
  }

  /// Negative, zero or positive.
  static func order(_ left: LongInteger, _ right: LongInteger) -> Int {
    if left.isNegative != right.isNegative { return left.isNegative ? -1 : 1 }
    return left.isNegative ? order(right.limbs, left.limbs) : order(left.limbs, right.limbs)
  }

  // MARK: Arithmetic

  private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var carry: UInt64 = 0
    for index in 0..<max(left.count, right.count) {
      let total =
        carry + UInt64(index < left.count ? left[index] : 0) + UInt64(index < right.count ? right[index] : 0)
      result.append(UInt32(total % base))
      carry = total / base
    }
    return result + [UInt32(carry)]
  }

  /// The difference of which the first is the larger.
  private static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var borrow: Int64 = 0
    for index in left.indices {
      var digit = Int64(left[index]) - borrow - Int64(index < right.count ? right[index] : 0)
      borrow = digit < 0 ? 1 : 0
      if digit < 0 { digit += Int64(base) }
      result.append(UInt32(digit))
    }
    return result
  }

  static func + (left: LongInteger, right: LongInteger) -> LongInteger {
    if left.isNegative == right.isNegative {
      return LongInteger(isNegative: left.isNegative, limbs: sum(left.limbs, right.limbs))
    }
    return order(left.limbs, right.limbs) >= 0
      ? LongInteger(isNegative: left.isNegative, limbs: difference(left.limbs, right.limbs))
      : LongInteger(isNegative: right.isNegative, limbs: difference(right.limbs, left.limbs))
  }

  static func * (left: LongInteger, right: LongInteger) -> LongInteger {
    var result = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count + 1)
    for (place, digit) in left.limbs.enumerated() {
      var carry: UInt64 = 0
      for (index, other) in right.limbs.enumerated() {
        let total = UInt64(result[place + index]) + UInt64(digit) * UInt64(other) + carry
        result[place + index] = UInt32(total % base)
        carry = total / base
      }
      result[place + right.limbs.count] = UInt32(carry)
    }
    return LongInteger(isNegative: left.isNegative != right.isNegative, limbs: result)
  }

  /// The quotient, rounded down, and the remainder, which has the sign of the divisor.
  ///
  /// - Precondition: The divisor is not zero.
  func dividedDown(by divisor: LongInteger) -> (quotient: LongInteger, remainder: LongInteger) {
    var quotient: [UInt32] = []
    var rest = LongInteger(0)
    let magnitude = LongInteger(isNegative: false, limbs: divisor.limbs)
    for limb in limbs.reversed() {
      rest = LongInteger(isNegative: false, limbs: [limb] + rest.limbs)
      // The largest digit whose multiple is not above the rest.
      var low: UInt32 = 0
      var high = UInt32(Self.base - 1)
      while low < high {
        let middle = low + (high - low + 1) / 2
        if Self.order((magnitude * LongInteger(Int(middle))).limbs, rest.limbs) <= 0 {
          low = middle
        } else {
          high = middle - 1
        }
      }
      rest = rest + (magnitude * LongInteger(Int(low))).negated
      quotient.insert(low, at: 0)
    }
    var result = LongInteger(isNegative: isNegative != divisor.isNegative, limbs: quotient)
    if isNegative { rest = rest.negated }
    if !rest.isZero, rest.isNegative != divisor.isNegative {
      result = result + LongInteger(-1)
      rest = rest + divisor
    }
    return (result, rest)
  }
}
