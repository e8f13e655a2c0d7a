/// What texts have in common, taken one after the other: how they begin and end, and whether they are all the same.
package struct CommonParts: Sendable {
  /// How many texts there were.
  package private(set) var count = 0
  /// What all texts begin with, in whole characters.
  package private(set) var prefix: [UInt8] = []
  /// What all texts end in, in whole characters.
  package private(set) var suffix: [UInt8] = []
  /// Whether all texts are the same.
  package private(set) var areEqual = true
  private var length = 0

  package init() {}

  /// Takes one more text of valid UTF-8.
  package mutating func add(_ text: [UInt8]) {
    defer { count += 1 }
    if count == 0 {
      (prefix, suffix, length) = (text, text, text.count)
      return
    }
    if !prefix.isEmpty { prefix = CommonEnds.prefix(of: [prefix, text]) }
    if !suffix.isEmpty { suffix = CommonEnds.suffix(of: [suffix, text]) }
    if areEqual { areEqual = text.count == length && prefix.count == length }
  }
}
