// PrepOrdering puts records and sequences into an order, and chooses some of them: shuffles, samples, mixtures. It knows
// keys, sizes and bytes; what a record is, it does not know.

import PrepContents

/// Two words that say which record one is among all of a set: where it stands, or what it belongs to.
package struct OrderMark: Sendable, Hashable {
  package var high: UInt64
  package var low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Where a record stands: the number of its input, and its byte or number there.
  package init(input: Int, place: Int) {
    self.init(high: UInt64(truncatingIfNeeded: input), low: UInt64(truncatingIfNeeded: place))
  }
}

/// An order by chance that comes from a seed and the marks of records alone, so that a record that is added moves no
/// other past another.
package struct PlaceOrder: Sendable {
  /// How often all records are given, each time in an order of its own.
  package let epochs: Int
  private let seed: UInt64

  package init(seed: UInt64, epochs: Int = 1) {
    self.seed = seed
    self.epochs = epochs
  }

  /// The key of a record in an epoch: records stand in the order of their keys.
  package func key(_ mark: OrderMark, epoch: Int = 0) -> UInt64 {
    Chance.mixed(seed ^ 0x5348_5546_464C_4521, UInt64(truncatingIfNeeded: epoch), mark.high, mark.low)
  }

  /// The part of so many that a key of an epoch falls into: the epochs one behind the other, cut into equal ranges.
  package func part(ofKey key: UInt64, epoch: Int, parts: Int) -> Int {
    (epoch * parts + Int(key.multipliedFullWidth(by: UInt64(parts)).high)) / epochs
  }
}
