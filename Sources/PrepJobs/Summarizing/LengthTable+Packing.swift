import PrepPacking
import PrepSummarizing

extension LengthTable {
  /// The most sequences that strategies are tried on.
  private static let mostDrawn = 20_000

  /// Tries sequences in rows of some lengths. What is said depends on how long the sequences are, and not on their order.
  ///
  /// - Parameters:
  ///   - measure: How long the sequences are.
  ///   - lengths: The lengths of rows.
  init(_ measure: SizeMeasure, of lengths: [Int]) {
    let drawn = Self.draw(measure)
    self.init(rows: lengths.map { Self.row($0, measure, drawn) }, drawn: drawn.count)
  }

  /// Lengths of sequences, evenly by rank, in an order by chance that is always the same.
  private static func draw(_ measure: SizeMeasure) -> [Int] {
    let count = min(measure.count, mostDrawn)
    var drawn: [(key: UInt64, length: Int)] = []
    drawn.reserveCapacity(count)
    var seen = 0
    for (size, number) in measure.histogram.buckets {
      seen += number
      let size = min(max(size, measure.least), measure.greatest)
      // The sequence at the middle of each of as many equal stretches of ranks.
      while drawn.count < count {
        let (high, low) = (2 * drawn.count + 1).multipliedFullWidth(by: measure.count)
        guard (2 * count).dividingFullWidth((high, low)).quotient < seen else { break }
        drawn.append((mixed(UInt64(drawn.count)), size))
      }
    }
    return drawn.sorted { $0.key < $1.key }.map(\.length)
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  private static func mixed(_ number: UInt64) -> UInt64 {
    var mixed = (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  private static func row(_ length: Int, _ measure: SizeMeasure, _ drawn: [Int]) -> Row {
    var (longer, kept) = (0, 0)
    for (size, count) in measure.histogram.buckets {
      if size > length { longer += count } else { kept += size * count }
    }
    let lost = measure.sum - kept - longer * length
    return Row(
      length: length, longer: longer, lost: max(0, lost),
      packed: PackingStrategy.allCases.map { pack(drawn, $0, length) })
  }

  private static func pack(_ drawn: [Int], _ strategy: PackingStrategy, _ length: Int) -> Packed {
    let tokens = drawn.reduce(0, +)
    if strategy == .wrap {
      var place = 0
      var cut = 0
      for size in drawn where size > 0 {
        if place / length != (place + size - 1) / length { cut += 1 }
        place += size
      }
      let rows = (tokens + length - 1) / length
      return Packed(strategy: strategy.rawValue, rows: rows, tokens: tokens, capacity: rows * length, cut: cut)
    }
    // What fills a row alone does so in every strategy.
    let rests = drawn.compactMap { $0 % length == 0 && $0 > 0 ? nil : $0 % length }
    let full = drawn.reduce(0) { $0 + $1 / length }
    let rows = full + strategy.plan(rests, rowLength: length).count
    return Packed(
      strategy: strategy.rawValue, rows: rows, tokens: tokens, capacity: rows * length,
      cut: drawn.count { $0 > length })
  }
}
