/// A number with its noun, for people: `1 record`, `7,473 records`.
package struct Counted: CustomStringConvertible {
  /// The number.
  package let count: Int
  /// The noun in the singular.
  package let noun: String

  /// A number with its noun in the singular.
  package init(_ count: Int, _ noun: String) {
    self.count = count
    self.noun = noun
  }

  package var description: String { "\(Self.grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

  /// The digits in groups of three.
  package static func grouped(_ number: Int) -> String {
    var result = ""
    for (index, digit) in "\(number.magnitude)".reversed().enumerated() {
      if index > 0, index % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return (number < 0 ? "-" : "") + String(result.reversed())
  }
}
