/// How much each source of a mixture gives.
package struct MixtureShares: Sendable {
  /// What is known of a source.
  package struct Source: Sendable {
    /// Its size, once, in the unit of the mixture.
    package var size: Int
    /// Its weight beside the others', from 0 on.
    package var weight: Double
    /// How often it may be given at most; fractions of a pass are allowed.
    package var passes: Double

    package init(size: Int, weight: Double, passes: Double = 1) {
      self.size = size
      self.weight = weight
      self.passes = passes
    }

    /// The most that it can give.
    package var room: Double { Double(size) * passes }
  }

  /// What happens when a source cannot give what is wanted of it.
  package enum Policy: String, Sendable, Hashable, CaseIterable {
    /// The mixture is not made.
    case error
    /// The mixture gets smaller, and the ratios stay.
    case shrink
    /// The others give what is missing, in proportion to their weights.
    case spill
  }

  /// A source that cannot give what is wanted.
  package struct Shortage: Error, Sendable, Equatable {
    /// Its number.
    package let source: Int
    /// What is wanted of it.
    package let wanted: Double
    /// The largest total at which no source has to give too much.
    package let largestTotal: Double
  }

  /// What is wanted of each source, as real numbers; whole records come as near to that as they can.
  ///
  /// - Parameter total: What is wanted of all; nil is the largest mixture at which nothing is given too often.
  /// - Throws: ``Shortage`` with the policy `error`.
  package static func wanted(of sources: [Source], total: Double?, policy: Policy) throws(Shortage) -> [Double] {
    let sum = sources.reduce(0) { $0 + $1.weight }
    guard sum > 0 else { return sources.map { _ in 0 } }
    let shares = sources.map { $0.weight / sum }
    let largest = zip(sources, shares).filter { $0.1 > 0 }.map { $0.0.room / $0.1 }.min() ?? 0
    if policy == .spill {
      guard let total else { return sources.map { $0.weight > 0 ? $0.room : 0 } }
      return spilled(sources, shares, total)
    }
    let wanted = shares.map { (total ?? largest) * $0 }
    if policy == .error, total != nil,
      let short = sources.indices.first(where: { wanted[$0] > sources[$0].room + 1e-6 })
    {
      throw Shortage(source: short, wanted: wanted[short], largestTotal: largest)
    }
    let factor = zip(sources, wanted).filter { $0.1 > 0 }.map { $0.0.room / $0.1 }.min().map { min(1, $0) } ?? 1
    return wanted.map { $0 * factor }
  }

  /// What each gives when what one cannot give is given by the others.
  private static func spilled(_ sources: [Source], _ shares: [Double], _ total: Double) -> [Double] {
    var taken = sources.map { _ in 0.0 }
    var left = total
    var free = sources.indices.filter { shares[$0] > 0 }
    while !free.isEmpty {
      let sum = free.reduce(0) { $0 + shares[$1] }
      let full = free.filter { shares[$0] / sum * left > sources[$0].room }
      if full.isEmpty {
        for index in free { taken[index] = shares[index] / sum * left }
        return taken
      }
      for index in full {
        taken[index] = sources[index].room
        left -= taken[index]
      }
      free.removeAll { full.contains($0) }
    }
    return taken
  }

  /// Weights in proportion to sizes to the power of 1/T: above 1 they are nearer to one another than the sizes are.
  package static func weights(of sizes: [Int], temperature: Double) -> [Double] {
    let largest = Double(sizes.max() ?? 0)
    return sizes.map { $0 == 0 ? 0 : FixedPower.power(Double($0) / largest, 1 / temperature) }
  }
}

/// Powers that are the same on every machine: made of multiplications and square roots, which IEEE 754 rounds one way.
enum FixedPower {
  /// A number above 0 and at most 1 to a power from 0 on.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    var whole = exponent.rounded(.down)
    var result = 1.0
    var square = base
    while whole > 0 {
      if whole.truncatingRemainder(dividingBy: 2) == 1 { result *= square }
      square *= square
      whole = (whole / 2).rounded(.down)
    }
    var fraction = exponent - exponent.rounded(.down)
    var root = base
    for _ in 0..<52 where fraction > 0 {
      root = root.squareRoot()
      fraction *= 2
      if fraction >= 1 {
        result *= root
        fraction -= 1
      }
    }
    return result
  }
}
