import CKernels

/// A sample of the runs of words of a text: the least values of 128 functions of them. Two texts agree in so large a share
/// of their values as is the share of the runs of both that both have (Broder 1997, "On the resemblance and containment of
/// documents").
package struct Sketch: Sendable, Hashable {
  /// How many values there are.
  package static let count = Int(PREP_SAMPLE_COUNT)

  package let values: [UInt32]

  package init(values: [UInt32]) { self.values = values }

  /// The keys of its bands, of so many values each. Two texts of similarity s share a key with a chance of
  /// 1 − (1 − s^rows)^count.
  package func keys(of bands: (count: Int, rows: Int)) -> [UInt64] {
    (0..<bands.count).map { band in
      key(of: band * bands.rows..<(band + 1) * bands.rows, seed: UInt64(band) + 1)
    }
  }

  /// A key of all values.
  package var whole: UInt64 { key(of: 0..<values.count, seed: 0) }

  private func key(of range: Range<Int>, seed: UInt64) -> UInt64 {
    var key = seed &* 0xC2B2_AE3D_27D4_EB4F
    for value in values[range] {
      let product = (key ^ UInt64(value) ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
      key = product.high ^ product.low
    }
    return key
  }
}

/// Makes sketches.
package struct Sketcher {
  private var runs: [UInt32] = []

  package init() {}

  /// The sketch of some words, and how many of them are words and no signs.
  package mutating func sketch(_ words: [TextWord], portable: Bool = false) -> (sketch: Sketch, words: Int) {
    if runs.count < words.count { runs = [UInt32](repeating: 0, count: max(words.count, runs.count * 2)) }
    var count = 0
    var filled = 0
    words.withUnsafeBufferPointer { words in
      runs.withUnsafeMutableBufferPointer { runs in
        // There are no more runs than words.
        Shingles.forEach(in: words) {
          runs[filled] = UInt32(truncatingIfNeeded: $0 >> 32)
          filled += 1
        }
      }
      for word in words { count += word.isSign ? 0 : 1 }
    }
    var values = [UInt32](repeating: .max, count: Sketch.count)
    let kernel = portable ? prep_minhash_portable : prep_minhash
    kernel(runs, filled, Self.functions.flips, Self.functions.factors, &values)
    return (Sketch(values: values), count)
  }

  /// The functions: what is taken for chance is SplitMix64 from 0 on (Steele, Lea, Flood 2014).
  package static let functions: (flips: [UInt32], factors: [UInt32]) = {
    var state: UInt64 = 0
    func next() -> UInt32 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      return UInt32(truncatingIfNeeded: (value ^ value >> 31) >> 32)
    }
    let flips = (0..<Sketch.count).map { _ in next() }
    return (flips, (0..<Sketch.count).map { _ in next() | 1 })
  }()
}
