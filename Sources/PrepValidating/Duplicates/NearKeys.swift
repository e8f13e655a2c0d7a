import PrepRecords

/// What a record is compared by to find others that say nearly the same: the set of its runs of five words, and a small
/// sample of it.
struct NearKeys: Sendable {
  static let runLength = 5
  private static let bands = 16
  private static let rows = 4

  var place: RecordPlace
  /// The hashes of the runs, in order, each once.
  var runs: [UInt32]
  /// A key for each band; two records that share a key are compared.
  var bandKeys: [UInt64]

  /// Nil when the example is too short to say.
  init?(_ words: WordHashes, _ place: RecordPlace) {
    var hashes: [UInt64] = []
    words.forEachRun(of: Self.runLength) { hashes.append($0) }
    guard hashes.count >= 4 else { return nil }
    self.place = place
    var sample = [UInt32](repeating: .max, count: Self.bands * Self.rows)
    for hash in hashes {
      for index in sample.indices {
        // A multiplication by an odd number and a shift stand for a random order of all runs.
        let order = UInt32(truncatingIfNeeded: (hash &* (UInt64(2 * index + 1) &* 0x9E37_79B9_7F4A_7C15 | 1)) >> 32)
        if order < sample[index] { sample[index] = order }
      }
    }
    bandKeys = (0..<Self.bands).map { band in
      var key = UInt64(band) &* 0xC2B2_AE3D_27D4_EB4F
      for row in 0..<Self.rows { key = (key ^ UInt64(sample[band * Self.rows + row])) &* 0x9E37_79B9_7F4A_7C15 }
      return key
    }
    var sorted = hashes.map { UInt32(truncatingIfNeeded: $0 >> 16) }
    sorted.sort()
    runs = []
    runs.reserveCapacity(sorted.count)
    for run in sorted where runs.last != run { runs.append(run) }
  }

  /// The share of the runs of both that both have.
  static func similarity(_ left: [UInt32], _ right: [UInt32]) -> Double {
    var shared = 0
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      if left[i] == right[j] {
        shared += 1
        i += 1
        j += 1
      } else if left[i] < right[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return Double(shared) / Double(left.count + right.count - shared)
  }
}
