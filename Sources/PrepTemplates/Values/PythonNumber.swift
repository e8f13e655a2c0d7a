/// Writes floating point numbers as Python does.
enum PythonNumber {
  static func text(of value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
    // The shortest digits that read back equal, and the place of the point.
    let parts = "\(value.magnitude)".split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    var digits = mantissa[0] + (mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : "")
    var point = mantissa[0].utf8.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    while digits.utf8.count > 1, digits.first == "0" {
      digits.removeFirst()
      point -= 1
    }
    while digits.utf8.count > 1, digits.last == "0" { digits.removeLast() }
    let sign = value < 0 ? "-" : ""
    let count = digits.utf8.count
    if point > 16 || point < -3 {
      let exponent = point - 1
      let magnitude = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
      let rest = count > 1 ? "." + digits.dropFirst() : ""
      return "\(sign)\(digits.prefix(1))\(rest)e\(exponent < 0 ? "-" : "+")\(magnitude)"
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    if point >= count { return sign + digits + String(repeating: "0", count: point - count) + ".0" }
    return sign + digits.prefix(point) + "." + digits.dropFirst(point)
  }

  // MARK: A number of places

  /// The exact digits of a finite value: those before the point, and all behind it.
  private static func exact(_ magnitude: Double) -> (whole: [UInt8], fraction: [UInt8]) {
    guard magnitude != 0 else { return ([0], []) }
    let exponent = Int(magnitude.exponent) - 52
    let significand = magnitude.significandBitPattern | (magnitude.isNormal ? 1 << 52 : 0)
    let scale = magnitude.isNormal ? exponent : -1074
    // Digits of significand × 2^scale, or × 5^-scale with as many places behind the point; the lowest first, in base
    // 10^9.
    var limbs = [UInt32(significand % 1_000_000_000), UInt32(significand / 1_000_000_000)]
    func multiply(_ factor: UInt64) {
      var carry: UInt64 = 0
      for index in limbs.indices {
        let product = UInt64(limbs[index]) * factor + carry
        limbs[index] = UInt32(product % 1_000_000_000)
        carry = product / 1_000_000_000
      }
      if carry > 0 { limbs.append(UInt32(carry)) }
    }
    for _ in 0..<scale.magnitude { multiply(scale < 0 ? 5 : 2) }
    var digits: [UInt8] = []
    for limb in limbs {
      var rest = limb
      for _ in 0..<9 {
        digits.append(UInt8(rest % 10))
        rest /= 10
      }
    }
    let places = scale < 0 ? -scale : 0
    while digits.count <= places { digits.append(0) }
    var whole = Array(digits[places...].reversed())
    while whole.count > 1, whole[0] == 0 { whole.removeFirst() }
    return (whole, Array(digits[..<places].reversed()))
  }

  /// The digits of a finite value without its sign, rounded half to even at a number of places behind the point.
  static func fixed(_ value: Double, places: Int) -> String {
    var (whole, fraction) = exact(value.magnitude)
    while fraction.count < places { fraction.append(0) }
    let rest = fraction[places...]
    var kept = whole + fraction[..<places]
    let isHalf = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    if (rest.first ?? 0) > 5 || rest.first == 5 && (!isHalf || kept[kept.count - 1] % 2 == 1) {
      var index = kept.count - 1
      while index >= 0 {
        kept[index] += 1
        if kept[index] < 10 { break }
        kept[index] = 0
        index -= 1
      }
      if index < 0 { kept.insert(1, at: 0) }
    }
    whole = Array(kept[..<(kept.count - places)])
    let text = String(decoding: whole.map { $0 + 0x30 }, as: UTF8.self)
    return places == 0
      ? text : text + "." + String(decoding: kept[(kept.count - places)...].map { $0 + 0x30 }, as: UTF8.self)
  }

  /// A finite value without its sign in scientific notation: its digits, and its exponent.
  static func scientific(_ value: Double, places: Int) -> (digits: [UInt8], exponent: Int) {
    let (whole, fraction) = exact(value.magnitude)
    var digits = whole + fraction
    var exponent = whole.count - 1
    guard let lead = digits.firstIndex(where: { $0 != 0 }) else { return ([UInt8](repeating: 0, count: places + 1), 0) }
    digits.removeFirst(lead)
    exponent -= lead
    while digits.count < places + 2 { digits.append(0) }
    let rest = digits[(places + 1)...]
    var kept = Array(digits[...places])
    let isHalf = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    if (rest.first ?? 0) > 5 || rest.first == 5 && (!isHalf || kept[places] % 2 == 1) {
      var index = places
      while index >= 0 {
        kept[index] += 1
        if kept[index] < 10 { break }
        kept[index] = 0
        index -= 1
      }
      if index < 0 {
        kept.insert(1, at: 0)
        kept.removeLast()
        exponent += 1
      }
    }
    return (kept, exponent)
  }

  /// A power, with twice the digits in between so that the last one is right.
  static func power(_ base: Double, _ exponent: Int) -> Double {
    var (high, low) = (1.0, 0.0)
    for _ in 0..<exponent {
      let product = high * base
      low = low * base + (-product).addingProduct(high, base)
      guard product.isFinite else { return product }
      high = product + low
      low -= high - product
    }
    return high
  }

  /// The value rounded to a number of places, half to even in its exact digits.
  static func rounded(_ value: Double, places: Int) -> Double {
    guard value.isFinite, places < 330 else { return value }
    if places >= 0 {
      let magnitude = Double(fixed(value, places: places)) ?? value.magnitude
      return value.sign == .minus ? -magnitude : magnitude
    }
    guard places > -330 else { return 0 }
    var scale = 1.0
    for _ in 0..<(-places) { scale *= 10 }
    return (value / scale).rounded(.toNearestOrEven) * scale
  }
}
