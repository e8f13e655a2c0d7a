// PrepSummarizing says what a set of records is like, in numbers that can be added up: counts, sums, minima, maxima and
// histograms; and shows them to people.

import PrepRecords

/// How often each size occurs: exactly below 65,536, and above in 128 buckets for each doubling, none wider than 1/128
/// of its lower end.
///
/// The buckets depend on nothing but the size, so that histograms of parts add up to that of the whole, in any order.
package struct SizeHistogram: Sendable, Equatable {
  /// Sizes below this have a bucket each.
  package static let exactLimit = 1 << 16
  private static let subdivisions = 128
  /// Buckets below this stand in an array, the others in a dictionary.
  private static let denseLimit = 1 << 13

  private var dense: [Int] = []
  private var sparse: [Int: Int] = [:]

  /// Nothing yet.
  package init() {}

  /// The bucket of a size.
  @inline(__always)
  package static func bucket(of size: Int) -> Int {
    if size < exactLimit { return size }
    let octave = Int.bitWidth - 1 - size.leadingZeroBitCount
    return exactLimit + (octave - 16) * subdivisions + (size >> (octave - 7)) & (subdivisions - 1)
  }

  /// The smallest size in a bucket.
  package static func lowerBound(of bucket: Int) -> Int {
    if bucket < exactLimit { return bucket }
    let (octave, part) = (bucket - exactLimit).quotientAndRemainder(dividingBy: subdivisions)
    return (subdivisions + part) << (octave + 9)
  }

  /// Counts a size, from 0 on.
  @inline(__always)
  package mutating func add(_ size: Int) { add(bucket: Self.bucket(of: size), 1) }

  private mutating func add(bucket: Int, _ count: Int) {
    guard bucket < Self.denseLimit else {
      sparse[bucket, default: 0] += count
      return
    }
    if bucket >= dense.count { dense += [Int](repeating: 0, count: bucket + 1 - dense.count) }
    dense[bucket] += count
  }

  /// Adds all that another one has counted.
  package mutating func add(_ other: SizeHistogram) {
    for (bucket, count) in other.dense.enumerated() where count > 0 { add(bucket: bucket, count) }
    for (bucket, count) in other.sparse { sparse[bucket, default: 0] += count }
  }

  package static func == (one: SizeHistogram, other: SizeHistogram) -> Bool {
    one.buckets.elementsEqual(other.buckets) { $0 == $1 }
  }

  /// The buckets that something is in, in order: the smallest size of each, and how many sizes are in it.
  package var buckets: [(size: Int, count: Int)] {
    dense.indices.filter { dense[$0] > 0 }.map { ($0, dense[$0]) }
      + sparse.sorted { $0.key < $1.key }.map { (Self.lowerBound(of: $0.key), $0.value) }
  }

  /// How many sizes were counted.
  package var count: Int { dense.reduce(0, +) + sparse.values.reduce(0, +) }

  // MARK: JSON

  /// Writes the buckets as a list: size, count, size, count and so on.
  func write(to writer: inout JSONWriter) { writer.ints(buckets.flatMap { [$0.size, $0.count] }) }

  /// Reads what ``write(to:)`` wrote; nil for anything else.
  init?(_ view: JSONView) {
    self.init()
    var size: Int?
    for element in view.elements {
      guard let number = element.int, number >= 0 else { return nil }
      guard let lower = size else {
        size = number
        continue
      }
      let bucket = Self.bucket(of: lower)
      guard number > 0, Self.lowerBound(of: bucket) == lower else { return nil }
      add(bucket: bucket, number)
      size = nil
    }
    if size != nil || view.kind != .array { return nil }
  }
}
