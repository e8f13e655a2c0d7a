extension OptionSyntax where Value == Int {
  /// The largest number that is taken where an option does not set a limit of its own: sums and products of a few such
  /// numbers cannot overflow.
  package static var largestQuantity: Int { 1 << 48 }

  /// A number with an optional factor: `8192`, `64Ki`, `1M`.
  ///
  /// - Parameter range: What is taken.
  package static func quantity(in range: ClosedRange<Int> = 0...largestQuantity) -> OptionSyntax {
    OptionSyntax(
      wanted: NumberText.wanted(range),
      read: { (text) throws(ValueProblem) in
        if let value = NumberText.quantity(text), range.contains(value) { return value }
        if range.upperBound == largestQuantity, NumberText.isLarge(text) {
          throw ValueProblem("'\(OptionFailure.shown(text))' is too large; the most is \(largestQuantity)")
        }
        throw ValueProblem()
      }, write: NumberText.text)
  }

  /// As ``quantity(in:)``, without an upper limit of its own.
  ///
  /// - Parameter range: What is taken; numbers end at ``largestQuantity``.
  package static func quantity(in range: PartialRangeFrom<Int>) -> OptionSyntax {
    quantity(in: range.lowerBound...max(range.lowerBound, largestQuantity))
  }
}

extension OptionSyntax where Value: FixedWidthInteger & Sendable {
  /// Digits and nothing else: a seed, an id.
  package static var digits: OptionSyntax {
    .reading(
      "a whole number from 0 to \(Value.max)",
      { text in
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Value(text)
      }, write: { "\($0)" })
  }
}

extension OptionSyntax where Value: BinaryFloatingPoint & LosslessStringConvertible & Sendable {
  /// A finite number, a fraction or not.
  ///
  /// - Parameter range: What is taken.
  package static func number(in range: ClosedRange<Value>) -> OptionSyntax {
    .reading(
      "a number from \(NumberText.text(range.lowerBound)) to \(NumberText.text(range.upperBound))",
      { text in
        Value(text).flatMap { $0.isFinite && range.contains($0) ? $0 : nil }
      }, write: { NumberText.text($0) })
  }

  /// A finite number, a fraction or not, below zero or above.
  package static var number: OptionSyntax {
    .reading("a number", { text in Value(text).flatMap { $0.isFinite ? $0 : nil } }, write: { NumberText.text($0) })
  }
}

/// Numbers as options write them.
package enum NumberText {
  /// Digits, then nothing or one of K, Ki, M, Mi, G, Gi, in either case; nil for anything else and for what does not fit.
  package static func quantity(_ text: String) -> Int? {
    let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
    guard let number = Int(Substring(digits)), let factor = factor(text.utf8.dropFirst(digits.count)) else {
      return nil
    }
    let (value, overflows) = number.multipliedReportingOverflow(by: factor)
    return overflows ? nil : value
  }

  /// Whether a text is a quantity that is larger than any that is taken.
  static func isLarge(_ text: String) -> Bool {
    let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty, factor(text.utf8.dropFirst(digits.count)) != nil else { return false }
    return quantity(text).map { $0 > OptionSyntax<Int>.largestQuantity } ?? true
  }

  /// The shortest way to write a quantity.
  package static func text(_ value: Int) -> String {
    for (suffix, shift) in [("Gi", 30), ("Mi", 20), ("Ki", 10)] where value > 0 && value % (1 << shift) == 0 {
      return "\(value >> shift)\(suffix)"
    }
    return "\(value)"
  }

  /// A fraction without a useless point: `0`, `0.01`.
  package static func text<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ value: Number) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static func wanted(_ range: ClosedRange<Int>) -> String {
    if range.upperBound < OptionSyntax<Int>.largestQuantity {
      return "a number from \(range.lowerBound) to \(range.upperBound)"
    }
    return range.lowerBound == 0 ? "a number such as 2048 or 64Ki" : "a number of at least \(text(range.lowerBound))"
  }

  private static func factor(_ suffix: Substring.UTF8View) -> Int? {
    switch String(Substring(suffix)).lowercased() {
    case "": 1
    case "k": 1000
    case "ki": 1 << 10
    case "m": 1_000_000
    case "mi": 1 << 20
    case "g": 1_000_000_000
    case "gi": 1 << 30
    default: nil
    }
  }
}
