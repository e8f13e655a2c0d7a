/// Logarithms and what goes with them, by sums and products alone, so that they are the same on every machine.
enum Logarithm {
  private static let ofTwo = 0.6931471805599453
  private static let ofTwoHigh = 6.93147180369123816490e-01
  private static let ofTwoLow = 1.90821492927058770002e-10

  /// The natural logarithm of a positive number.
  static func of(_ number: Double) -> Double {
    var exponent = Double(number.exponent)
    var significand = number.significand
    if significand > 1.4142135623730951 {
      significand *= 0.5
      exponent += 1
    }
    // ln m = 2 artanh s
    let s = (significand - 1) / (significand + 1)
    let square = s * s
    var sum = 0.0
    for term in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(term) }
    return exponent * ofTwoHigh + (2 * s * sum + exponent * ofTwoLow)
  }

  /// The power of e.
  static func exponential(_ number: Double) -> Double {
    if number < -745 { return 0 }
    let twos = (number / ofTwo).rounded()
    let rest = (number - twos * ofTwoHigh) - twos * ofTwoLow
    var sum = 1.0
    for term in (1...16).reversed() { sum = 1 + sum * rest / Double(term) }
    return sum * Double(sign: .plus, exponent: Int(twos), significand: 1)
  }

  /// The derivative of the logarithm of the gamma function, of a positive number.
  static func digamma(_ number: Double) -> Double {
    var x = number
    var result = 0.0
    while x < 7 {
      result -= 1 / x
      x += 1
    }
    x -= 0.5
    let inverse = 1 / (x * x)
    return result + of(x) + inverse
      * (1.0 / 24 - inverse * (7.0 / 960 - inverse * (31.0 / 8064 - inverse * (127.0 / 30720))))
  }
}
