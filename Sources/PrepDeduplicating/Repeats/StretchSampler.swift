/// Chooses places of a text by what stands there, so that in every stretch of a length the same is chosen wherever it
/// stands: of the runs of half the length in it one with the least hash (Schleimer, Wilkerson, Aiken 2003, "Winnowing:
/// local algorithms for document fingerprinting").
package struct StretchSampler: Sendable {
  /// A run that was chosen.
  package struct Sample: Sendable, Hashable {
    package var hash: UInt64
    /// Where it begins in the text.
    package var position: Int
  }

  /// How long stretches are, in bytes; two and more.
  package let length: Int
  /// How long the runs are.
  package let run: Int

  package init(length: Int) {
    precondition(length > 1, "a stretch has two bytes and more")
    self.length = length
    run = (length + 1) / 2
  }

  private static let factor: UInt64 = 0x9FB2_1C65_1E98_DF25

  /// The places of a text, in order.
  package func samples(of text: UnsafeBufferPointer<UInt8>) -> [Sample] {
    guard text.count >= length else { return [] }
    let hashes = self.hashes(of: text)
    let window = length - run + 1
    var samples: [Sample] = []
    var least = -1
    for end in (window - 1)..<hashes.count {
      let start = end - window + 1
      if least < start {
        least = start
        for index in start...end where hashes[index] < hashes[least] { least = index }
      } else if hashes[end] < hashes[least] {
        least = end
      } else {
        continue
      }
      samples.append(Sample(hash: hashes[least], position: least))
    }
    return samples
  }

  /// The hash of the run that begins at each place.
  private func hashes(of text: UnsafeBufferPointer<UInt8>) -> [UInt64] {
    var last: UInt64 = 1
    for _ in 0..<run { last = last &* Self.factor }
    return [UInt64](unsafeUninitializedCapacity: text.count - run + 1) { hashes, count in
      count = text.count - run + 1
      var sum: UInt64 = 0
      for index in text.indices {
        sum = sum &* Self.factor &+ UInt64(text[index]) &+ 1
        if index >= run { sum = sum &- (UInt64(text[index - run]) &+ 1) &* last }
        // SAFETY: every place from 0 to the count is written once.
        if index >= run - 1 { hashes[index - run + 1] = (sum ^ sum >> 29) &* 0xD6E8_FEB8_6659_FD93 }
      }
    }
  }
}

/// The hashes of all stretches of a length, one after the other: two polynomials modulo 2⁶¹ − 1. Equal where the stretches
/// are, and else but for chance (2⁻¹¹⁰ for a thousand bytes).
struct StretchHash {
  private static let prime: UInt64 = 1 << 61 - 1
  private static let factors: (UInt64, UInt64) = (0x1A2B_6F3C_9D85_E471, 0x0F51_C8E2_7BD3_4A69)
  private let last: (UInt64, UInt64)
  private var sums: (UInt64, UInt64) = (0, 0)

  /// - Parameter length: How long stretches are.
  init(length: Int) {
    var last: (UInt64, UInt64) = (1, 1)
    for _ in 0..<length { last = (Self.times(last.0, Self.factors.0), Self.times(last.1, Self.factors.1)) }
    self.last = last
  }

  /// The hash of what has been added and not been taken away.
  var value: (high: UInt64, low: UInt64) { (sums.0, sums.1) }

  /// Begins anew.
  mutating func removeAll() { sums = (0, 0) }

  /// Adds a byte behind.
  mutating func add(_ byte: UInt8) {
    let byte = UInt64(byte) + 1
    sums.0 = Self.reduced(Self.times(sums.0, Self.factors.0) + byte)
    sums.1 = Self.reduced(Self.times(sums.1, Self.factors.1) + byte)
  }

  /// Adds a byte behind and takes the first one away.
  mutating func roll(_ byte: UInt8, dropping first: UInt8) {
    add(byte)
    let first = UInt64(first) + 1
    sums.0 = Self.reduced(sums.0 + Self.prime - Self.times(last.0, first))
    sums.1 = Self.reduced(sums.1 + Self.prime - Self.times(last.1, first))
  }

  private static func times(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return reduced((product.low & prime) + (product.low >> 61 | product.high << 3))
  }

  private static func reduced(_ value: UInt64) -> UInt64 {
    let folded = (value & prime) + value >> 61
    return folded >= prime ? folded - prime : folded
  }
}
