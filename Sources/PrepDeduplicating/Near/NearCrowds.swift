import PrepBytes
import PrepContents

/// Finds, for records that share the key of a band with too many others to look at all pairs, the best one that stays and
/// is similar.
///
/// Records come in the order of their ranks, and each is held against those that have stayed before it and share a key:
/// of a template with any number of fillings one stays, and each other is compared with that one. A record is compared
/// with ``mostCompared`` at most, those that share the most keys; so the work is bounded however many stay.
package final class NearCrowds {
  /// How many of those that stay a record is compared with.
  package static let mostCompared = 256
  /// How many of those that stay are known by a key.
  package static let mostKnown = 4096

  private let millionths: Int
  private let references: Int
  private let memory: Int
  /// The ranks of those that stay, in order, and how many runs each has; the runs are in the store.
  private var ranks: [UInt32] = []
  private var sizes: [UInt32] = []
  private var places: [Int] = []
  private let store: TemporaryStore
  /// By key those of them that share it, and how many more do.
  private var known: [UInt64: [UInt32]] = [:]
  private var unknown: [UInt64: Int] = [:]
  /// How many keys each shares with the record that is looked at.
  private var common: [UInt16] = []
  private var cache: [UInt32: [UInt64]] = [:]
  private var cached = 0
  /// How many pairs of which both stay were not compared, once for each band.
  package private(set) var skipped = 0

  /// - Parameters:
  ///   - millionths: The share of the runs of both that similar records have in common.
  ///   - references: How many records, the first ones by rank, are only compared with.
  ///   - memory: The most bytes to hold of the runs of those that stay.
  package init(millionths: Int, references: Int, memory: Int) throws {
    self.millionths = millionths
    self.references = references
    self.memory = memory
    store = try TemporaryStore()
  }

  /// The best record that stays, shares a key with this one and is similar.
  ///
  /// - Parameters:
  ///   - runs: The different runs of words of the record, in order.
  ///   - limit: The rank of another one that it goes for; the largest number where there is none.
  package func best(for rank: Int, _ runs: [UInt64], keys: [UInt64], below limit: Int) throws -> (
    rank: Int, evidence: NearEvidence
  )? {
    guard rank >= references, !runs.isEmpty else { return nil }
    var touched: [UInt32] = []
    var left = 0
    for key in keys {
      left += unknown[key] ?? 0
      for index in known[key] ?? [] {
        if ranks[Int(index)] >= limit { break }
        if common[Int(index)] == 0 { touched.append(index) }
        common[Int(index)] += 1
      }
    }
    defer { for index in touched { common[Int(index)] = 0 } }
    // So many runs have two lists in common at most as the shorter one has.
    var asked = touched.filter { index in
      let (shorter, longer) = (min(runs.count, Int(sizes[Int(index)])), max(runs.count, Int(sizes[Int(index)])))
      return shorter * 1_000_000 >= millionths * longer
    }
    if asked.count > Self.mostCompared {
      asked.sort { (common[Int($1)], $0) < (common[Int($0)], $1) }
      for index in asked[Self.mostCompared...] { left += Int(common[Int(index)]) }
      asked.removeLast(asked.count - Self.mostCompared)
    }
    for index in asked.sorted() {
      let other = try self.runs(of: index)
      let shared = Shingles.shared(runs, other)
      guard shared * 1_000_000 >= millionths * (runs.count + other.count - shared) else { continue }
      return (
        Int(ranks[Int(index)]), NearEvidence(shared: shared, kept: other.count, dropped: runs.count)
      )
    }
    if limit == .max { skipped += left }
    return nil
  }

  /// A record stays.
  package func keep(_ rank: Int, _ runs: [UInt64], keys: [UInt64]) throws {
    guard !runs.isEmpty else { return }
    let index = UInt32(ranks.count)
    ranks.append(UInt32(rank))
    sizes.append(UInt32(runs.count))
    places.append(store.count)
    common.append(0)
    try runs.withUnsafeBytes { try store.write($0) }
    for key in keys {
      if known[key]?.count ?? 0 < Self.mostKnown {
        known[key, default: []].append(index)
      } else {
        unknown[key, default: 0] += 1
      }
    }
  }

  private func runs(of index: UInt32) throws -> [UInt64] {
    if let runs = cache[index] { return runs }
    var runs = [UInt64](repeating: 0, count: Int(sizes[Int(index)]))
    try runs.withUnsafeMutableBytes { bytes in
      var filled = 0
      while filled < bytes.count {
        let read = try store.read(
          at: places[Int(index)] + filled, into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]))
        if read == 0 { throw IOFailure(.failed, "a temporary file is cut short", path: store.name) }
        filled += read
      }
    }
    if cached > memory {
      cache.removeAll(keepingCapacity: true)
      cached = 0
    }
    cached += runs.count * 8 + 64
    cache[index] = runs
    return runs
  }
}
