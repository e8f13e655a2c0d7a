/// Numbers that look like chance and come from what they are made of alone.
package enum Chance {
  /// Every bit of the result depends on every bit of the word: the finish of SplitMix64 (Steele, Lea and Flood, 2014).
  package static func mixed(_ word: UInt64) -> UInt64 {
    var word = word &+ 0x9E37_79B9_7F4A_7C15
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// Chance of several words in their order.
  package static func mixed(_ first: UInt64, _ rest: UInt64...) -> UInt64 {
    rest.reduce(mixed(first)) { mixed($0 ^ mixed($1)) }
  }
}
