import PrepContents
import PrepRecords

/// Finds records in which nothing is new beside one before, or the other way round, in bounded memory: what no longer fits
/// is compared, but not remembered.
final class NearSearch {
  /// How many records that share a key are compared, the latest ones.
  private static let depth = 16

  private var memory: Int
  private var records: [(place: RecordPlace, index: CoverIndex)] = []
  /// The latest record with a key, and before it the one before: by record and band.
  private var latest: [UInt64: Int32] = [:]
  private var earlier: [Int32] = []
  /// Records that were not remembered.
  private(set) var forgotten = 0

  init(memory: Int) { self.memory = memory }

  /// The first record before this one of which one has all that the other says, and whether it is this one that has.
  func find(_ keys: NearKeys) -> (place: RecordPlace, hasMore: Bool)? {
    let index = CoverIndex(keys.sides)
    var candidates = Set<Int32>()
    for (band, key) in keys.bandKeys.enumerated() {
      var next = latest[key] ?? -1
      var depth = 0
      while next >= 0, depth < Self.depth {
        candidates.insert(next)
        next = earlier[Int(next) * NearKeys.bands.count + band]
        depth += 1
      }
    }
    for candidate in candidates.sorted() {
      let other = records[Int(candidate)]
      if other.index.covers(index) != nil { return (other.place, false) }
      if index.covers(other.index) != nil { return (other.place, true) }
    }
    remember(keys, index)
    return nil
  }

  private func remember(_ keys: NearKeys, _ index: CoverIndex) {
    // The texts, their words, and the runs of these that a comparison makes.
    let size = index.size + keys.bandKeys.count * 36 + 128
    guard memory >= size else {
      forgotten += 1
      return
    }
    memory -= size
    let number = Int32(records.count)
    for key in keys.bandKeys {
      earlier.append(latest[key] ?? -1)
      latest[key] = number
    }
    records.append((keys.place, index))
  }
}
