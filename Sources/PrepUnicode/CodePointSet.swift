import CUnicodeTables

/// A set of code points, kept as ranges in order that do not touch.
struct CodePointSet: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<UInt32>] = []

  static let last: UInt32 = 0x10FFFF
  static let empty = CodePointSet()
  static let all = CodePointSet([0...last])

  init() {}

  /// The union of ranges in any order.
  init(_ given: [ClosedRange<UInt32>]) {
    for range in given.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let before = ranges.last, UInt64(before.upperBound) + 1 >= UInt64(range.lowerBound) {
        ranges[ranges.count - 1] = before.lowerBound...max(before.upperBound, range.upperBound)
      } else {
        ranges.append(range)
      }
    }
  }

  init(_ point: UInt32) { ranges = [point...point] }

  func contains(_ point: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < point { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(point)
  }

  func union(_ other: CodePointSet) -> CodePointSet { CodePointSet(ranges + other.ranges) }

  var inverted: CodePointSet {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= Self.last { result.append(next...Self.last) }
    return CodePointSet(result)
  }

  func intersection(_ other: CodePointSet) -> CodePointSet { inverted.union(other.inverted).inverted }

  /// With the other case of every ASCII letter in it, and what else folds to one: the long s and the Kelvin sign.
  var foldingASCII: CodePointSet {
    var more: [ClosedRange<UInt32>] = []
    for upper in UInt32(0x41)...0x5A where contains(upper) || contains(upper + 0x20) {
      more += [upper...upper, upper + 0x20...upper + 0x20]
    }
    if contains(0x73) || contains(0x53) { more.append(0x17F...0x17F) }
    if contains(0x6B) || contains(0x4B) { more.append(0x212A...0x212A) }
    if contains(0x17F) { more += [0x53...0x53, 0x73...0x73] }
    if contains(0x212A) { more += [0x4B...0x4B, 0x6B...0x6B] }
    return CodePointSet(ranges + more)
  }

  /// Whether all its code points are below U+0080.
  var isASCII: Bool { (ranges.last?.upperBound ?? 0) < 0x80 }

  /// The set as ICU writes it. An empty set is a look-ahead that never holds.
  func expression(isInverted: Bool = false) -> String {
    if ranges.isEmpty { return isInverted ? Self.all.expression() : "(?!)" }
    var text = isInverted ? "[^" : "["
    for range in ranges {
      text += Self.escape(range.lowerBound)
      if range.count > 1 { text += "-" + Self.escape(range.upperBound) }
    }
    return text + "]"
  }

  /// A code point as ICU writes it wherever it stands.
  static func escape(_ point: UInt32) -> String { "\\x{" + String(point, radix: 16) + "}" }
}

extension CodePointSet {
  /// Code points of general categories of two letters or of the one they begin with, such as `Lu` or `L`.
  static func categories(_ wanted: [String]) -> CodePointSet {
    let kinds = (0..<Int(PREP_CATEGORY_COUNT)).filter { kind in
      let name = text(prep_category_name(kind))
      return wanted.contains { name == $0 || ($0.utf8.count == 1 && name.hasPrefix($0)) }
    }
    return runs(Int(PREP_CATEGORY_RUNS), { prep_category_start($0) }) { kinds.contains(Int(prep_category_value($0))) }
  }

  /// Code points of a script by its code or name, without regard to case and underscores; nil when there is none.
  static func script(_ wanted: String) -> CodePointSet? {
    let folded = UnicodeProperty.folded(wanted)
    let script = (0..<Int(PREP_SCRIPT_COUNT)).first {
      UnicodeProperty.folded(text(prep_script_code($0))) == folded
        || UnicodeProperty.folded(text(prep_script_name($0))) == folded
    }
    guard let script else { return nil }
    return runs(Int(PREP_SCRIPT_RUNS), { prep_script_start($0) }) { Int(prep_script_value($0)) == script }
  }

  private static func text(_ characters: UnsafePointer<CChar>?) -> String {
    characters.map { String(cString: $0) } ?? ""
  }

  private static func runs(_ count: Int, _ start: (Int) -> UInt32, where isWanted: (Int) -> Bool) -> CodePointSet {
    var result: [ClosedRange<UInt32>] = []
    for index in 0..<count where isWanted(index) {
      result.append(start(index)...(index + 1 < count ? start(index + 1) - 1 : last))
    }
    return CodePointSet(result)
  }
}
