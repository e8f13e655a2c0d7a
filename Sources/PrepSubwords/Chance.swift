/// Numbers that look like chance and depend on where they start alone (SplitMix64, Steele, Lea and Flood 2014).
package struct Chance: Sendable {
  private var state: UInt64

  /// Numbers that depend on a seed and a text: whatever else is encoded, and in whatever order, a text has the same.
  package init(seed: UInt64, text: UnsafeBufferPointer<UInt8>) {
    var hash = seed &+ 0x9E37_79B9_7F4A_7C15
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    state = hash
  }

  /// Numbers from a seed.
  package init(seed: UInt64 = 0) { state = seed }

  /// True as often as a probability says.
  mutating func comesTrue(_ probability: Double) -> Bool {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed &>> 31
    return Double(mixed &>> 11) * 0x1p-53 < probability
  }
}
