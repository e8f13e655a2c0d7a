import PrepContents

/// When a record goes because another one stays.
package enum NearRule: Sendable, Hashable {
  /// When nothing in it is new; see ``CoverIndex``.
  case covered
  /// When both share so many millionths of the runs of five words that both have (exact Jaccard similarity).
  case similar(millionths: Int)

  /// `covered`, `similar` or `similar:0.8`; nil for anything else, and for shares below 0.5, which samples do not find.
  package init?(_ text: String) {
    switch text {
    case "covered": self = .covered
    case "similar": self = .similar(millionths: 800_000)
    default:
      guard text.hasPrefix("similar:"), let share = Self.millionths(text.dropFirst(8)), share >= 500_000 else {
        return nil
      }
      self = .similar(millionths: share)
    }
  }

  /// As it is written.
  package var text: String {
    switch self {
    case .covered: return "covered"
    case .similar(let millionths):
      if millionths == 1_000_000 { return "similar:1" }
      var digits = "\(1_000_000 + millionths)".dropFirst()
      while digits.last == "0" { digits.removeLast() }
      return "similar:0.\(digits)"
    }
  }

  /// A share from 0 to 1 with six decimals at most.
  private static func millionths(_ text: Substring) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ Int($0) }), whole == 0 || whole == 1, parts[0].count == 1 else {
      return nil
    }
    guard parts.count == 2 else { return whole * 1_000_000 }
    let digits = parts[1]
    guard (1...6).contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let value = Int(digits + String(repeating: "0", count: 6 - digits.count))
    else { return nil }
    let share = whole * 1_000_000 + value
    return share <= 1_000_000 ? share : nil
  }

  /// Two records are looked at when they agree in all values of a band of their sketches. With r values in each of b
  /// bands, two records of similarity s are found with a chance of 1 − (1 − s^r)^b.
  package var bands: (count: Int, rows: Int) {
    switch self {
    // A copy that was cut to six tenths has a similarity of 0.6.
    case .covered: (32, 4)
    case .similar(900_000...): (16, 8)
    case .similar(800_000...): (20, 5)
    case .similar(600_000...): (32, 4)
    case .similar: (42, 3)
    }
  }
}
