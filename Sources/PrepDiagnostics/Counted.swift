/// A number with its noun, for people: `1 record`, `7,473 records`, `2 entries`. The one place that makes plurals.
package struct Counted: Sendable, CustomStringConvertible {
  /// The number.
  package let count: Int
  /// The noun in the singular.
  package let noun: String

  /// A number with its noun in the singular.
  package init(_ count: Int, _ noun: String) {
    self.count = count
    self.noun = noun
  }

  /// The number and the noun that goes with it.
  package var description: String { "\(Self.grouped(count)) \(count == 1 ? noun : Self.plural(noun))" }

  /// The number, the noun and a verb that agrees: `1 token spans`, `2 tokens span`.
  ///
  /// - Parameters:
  ///   - one: The verb after one thing: `is`, `spans`.
  ///   - several: The verb after several, or none: `are`, `span`.
  package func with(_ one: String, _ several: String) -> String { "\(self) \(count == 1 ? one : several)" }

  /// The digits in groups of three.
  package static func grouped(_ number: Int) -> String {
    var result = ""
    for (index, digit) in "\(number.magnitude)".reversed().enumerated() {
      if index > 0, index % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return (number < 0 ? "-" : "") + String(result.reversed())
  }

  /// The plural of a noun, of which the last word takes the ending: `empty rows`, `batches`, `entries`.
  static func plural(_ noun: String) -> String {
    if ["index", "suffix", "prefix"].contains(where: noun.hasSuffix) || noun.hasSuffix("s") || noun.hasSuffix("tch")
      || noun.hasSuffix("sh")
    {
      return noun + "es"
    }
    guard noun.hasSuffix("y"), let before = noun.dropLast().last, !"aeiou".contains(before) else { return noun + "s" }
    return noun.dropLast() + "ies"
  }
}
