import PrepRecords

/// Finds records that say nearly the same as one before, in bounded memory: what no longer fits is compared, but not
/// remembered.
final class NearSearch {
  /// From this share of common runs on two records are nearly the same.
  static let threshold = 0.8

  private var memory: Int
  private var records: [NearKeys] = []
  private var buckets: [UInt64: Int32] = [:]
  /// Records that were not remembered.
  private(set) var forgotten = 0

  init(memory: Int) { self.memory = memory }

  /// The first record before this one that says nearly the same, and how much they share.
  func find(_ keys: NearKeys) -> (place: RecordPlace, similarity: Double)? {
    var candidates: [Int32] = []
    for key in keys.bandKeys {
      if let record = buckets[key], !candidates.contains(record) { candidates.append(record) }
    }
    for record in candidates.sorted() {
      let similarity = NearKeys.similarity(records[Int(record)].runs, keys.runs)
      if similarity >= Self.threshold { return (records[Int(record)].place, similarity) }
    }
    remember(keys)
    return nil
  }

  private func remember(_ keys: NearKeys) {
    let size = keys.runs.count * 4 + keys.bandKeys.count * 32 + 128
    guard memory >= size else {
      forgotten += 1
      return
    }
    memory -= size
    let number = Int32(records.count)
    for key in keys.bandKeys where buckets[key] == nil { buckets[key] = number }
    records.append(keys)
  }
}
