import PrepContents

/// Two records to be looked at, by their ranks: the one that may stay and the one that may go.
package struct NearPair: Sendable, Hashable {
  package var kept: Int
  package var dropped: Int

  package init(kept: Int, dropped: Int) {
    self.kept = kept
    self.dropped = dropped
  }
}

/// Finds the records that may say the same, from their signatures alone.
///
/// Records with equal digests are equal: all but the best go for it and are not looked at again. The others are looked at
/// in pairs that share the key of a band. Of a bucket of more than ``largestBucket`` records no pairs are made where the
/// rule is similarity: its records are ``crowds``, and each is held against those that stay; see ``NearCrowds``. Where the
/// rule is another one, most of such records may stay, so that the bucket is split by the next band, then by four more;
/// what is still larger is put in the order of all values of the sketch, and each record is paired with its ``neighbors``
/// there and the best ``neighbors`` of the bucket. What comes out depends on the signatures alone.
package final class NearPairs {
  package static let largestBucket = 32
  package static let neighbors = 16

  private let signatures: any NearSignatureSource
  private let order: RankOrder
  private let memory: Int
  /// The keys and digests that are looked at.
  private let range: ClosedRange<UInt64>
  /// Whether pairs of records that are only compared with are left out: these have the first numbers and ranks.
  private var references: Int { signatures.references }

  /// Records that are equal to a better one, by number: a bit each.
  private var isCopy: [UInt64]
  /// The equal records: the rank of the best one and of each other.
  package let copies: SortedEntries
  private let pairs: SortedEntries
  /// The records that share the key of a band with too many others: the rank of each, and the key.
  package let crowds: SortedEntries
  /// How many pairs of records that share the key of a band were not looked at, because there are too many: once for each
  /// band.
  package private(set) var skipped = 0

  /// - Parameters:
  ///   - memory: The most bytes to hold.
  ///   - range: The keys and digests to look at: each pair is found by one of the searches that share all of them.
  package init(
    _ signatures: any NearSignatureSource, _ order: RankOrder, memory: Int, range: ClosedRange<UInt64> = 0 ... .max
  ) {
    self.range = range
    self.signatures = signatures
    self.order = order
    self.memory = memory
    isCopy = [UInt64](repeating: 0, count: signatures.count / 64 + 1)
    copies = SortedEntries(memory: memory / 8)
    pairs = SortedEntries(memory: memory / 4)
    crowds = SortedEntries(memory: memory / 8)
  }

  /// Finds the pairs.
  ///
  /// - Parameter check: Called now and then; throws to end the search.
  package func find(_ check: () throws -> Void) throws {
    try findCopies()
    for band in 0..<signatures.bandCount {
      try check()
      try findPairs(in: band)
    }
  }

  private func findCopies() throws {
    let sorted = SortedEntries(memory: memory / 2)
    try signatures.forEachDigest { digest, number in
      try sorted.append(SortedEntry(digest, number: UInt64(order.rank(of: number))))
    }
    var best: SortedEntry?
    try sorted.forEach { entry in
      guard let first = best, first.first == entry.first else {
        best = entry
        return
      }
      let number = order.number(at: Int(entry.number))
      // Two of those that are only compared with are none of our business.
      guard number >= references else { return }
      isCopy[number / 64] |= 1 << UInt64(number % 64)
      guard range.contains(first.first.high) else { return }
      try copies.append(SortedEntry(ContentDigest(high: first.number, low: entry.number), number: 0))
    }
  }

  private func findPairs(in band: Int) throws {
    // As many passes as make what is held at once fit.
    let passes = max(1, (signatures.count * 48 + memory / 2 - 1) / (memory / 2))
    for pass in 0..<passes {
      var entries: [BucketEntry] = []
      entries.reserveCapacity(min(signatures.count, memory / 48))
      try signatures.forEachKey(of: band, in: range) { key, number in
        guard passes == 1 || Int(key % UInt64(passes)) == pass else { return }
        guard isCopy[number / 64] >> UInt64(number % 64) & 1 == 0 else { return }
        entries.append(BucketEntry(key: key, rank: UInt64(order.rank(of: number))))
      }
      try BucketEntry.forEachBucket(of: &entries) { try pair($0, band, splits: 0) }
    }
  }

  /// Pairs the records of a bucket, which are in order of their ranks.
  private func pair(_ bucket: ArraySlice<BucketEntry>, _ band: Int, splits: Int) throws {
    if bucket.count <= Self.largestBucket {
      for (index, kept) in bucket.enumerated() {
        for dropped in bucket.dropFirst(index + 1) { try append(kept.rank, dropped.rank) }
      }
      return
    }
    if case .similar = signatures.rule { return try gather(bucket) }
    guard splits < 2 else { return try pairSome(of: bucket) }
    var split: [BucketEntry] = []
    split.reserveCapacity(bucket.count)
    for entry in bucket {
      let number = order.number(at: Int(entry.rank))
      var key: UInt64 = 0
      for next in splits == 0 ? 1...1 : 2...5 {
        key = (key ^ (try signatures.key(of: (band + next) % signatures.bandCount, number))) &* 0x9E37_79B9_7F4A_7C15
        key ^= key >> 29
      }
      split.append(BucketEntry(key: key, rank: entry.rank))
    }
    var within = 0
    try BucketEntry.forEachBucket(of: &split) { part in
      within += part.count * (part.count - 1) / 2
      try pair(part, band, splits: splits + 1)
    }
    skipped += bucket.count * (bucket.count - 1) / 2 - within
  }

  /// Takes the records of a bucket as a crowd.
  private func gather(_ bucket: ArraySlice<BucketEntry>) throws {
    // Those that are only compared with come first, and are not compared with each other.
    guard let last = bucket.last, last.rank >= UInt64(references) else { return }
    for entry in bucket { try crowds.append(SortedEntry(ContentDigest(high: entry.rank, low: entry.key), number: 0)) }
  }

  /// Pairs each record of a bucket that is too large with those next to it and with the best.
  private func pairSome(of bucket: ArraySlice<BucketEntry>) throws {
    let best = bucket.prefix(Self.neighbors).map(\.rank)
    var ordered: [BucketEntry] = []
    ordered.reserveCapacity(bucket.count)
    for entry in bucket {
      ordered.append(
        BucketEntry(key: try signatures.whole(order.number(at: Int(entry.rank))), rank: entry.rank))
    }
    ordered.sort { ($0.key, $0.rank) < ($1.key, $1.rank) }
    var made = 0
    for (index, entry) in ordered.enumerated() {
      for other in ordered[(index + 1)...].prefix(Self.neighbors) {
        try append(min(entry.rank, other.rank), max(entry.rank, other.rank))
        made += 1
      }
      for other in best where other < entry.rank {
        try append(other, entry.rank)
        made += 1
      }
    }
    skipped += max(0, bucket.count * (bucket.count - 1) / 2 - made)
  }

  private func append(_ kept: UInt64, _ dropped: UInt64) throws {
    // The first ranks are those of the records that are only compared with.
    guard dropped >= UInt64(references) else { return }
    try pairs.append(SortedEntry(ContentDigest(high: kept, low: dropped), number: 0))
  }

  /// Calls a closure with each pair once, in order of the ranks of those that may stay.
  package func forEach(_ body: (NearPair) throws -> Void) throws {
    var last: SortedEntry?
    try pairs.forEach { entry in
      if entry == last { return }
      last = entry
      try body(NearPair(kept: Int(entry.first.high), dropped: Int(entry.first.low)))
    }
  }
}

/// A record in a bucket of a band.
struct BucketEntry {
  var key: UInt64
  var rank: UInt64

  /// Calls a closure with the entries of each key that several have, in order of the ranks.
  ///
  /// Keys are spread evenly, so that their upper bits tell nearly all of them apart: entries are dealt by these, and the
  /// few in one place are sorted.
  static func forEachBucket(of entries: inout [BucketEntry], _ body: (ArraySlice<BucketEntry>) throws -> Void) rethrows
  {
    guard entries.count > 1 else { return }
    var bits = 4
    while 1 << bits < entries.count, bits < 22 { bits += 1 }
    let shift = UInt64(64 - bits)
    var starts = [Int](repeating: 0, count: (1 << bits) + 1)
    for entry in entries { starts[Int(entry.key >> shift) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    var dealt = [BucketEntry](repeating: BucketEntry(key: 0, rank: 0), count: entries.count)
    for entry in entries {
      let place = Int(entry.key >> shift)
      dealt[next[place]] = entry
      next[place] += 1
    }
    entries = dealt
    for place in 0..<(1 << bits) where starts[place + 1] - starts[place] > 1 {
      let range = starts[place]..<starts[place + 1]
      entries[range].sort { ($0.key, $0.rank) < ($1.key, $1.rank) }
      var start = range.lowerBound
      while start < range.upperBound {
        var end = start + 1
        while end < range.upperBound, entries[end].key == entries[start].key { end += 1 }
        if end - start > 1 { try body(entries[start..<end]) }
        start = end
      }
    }
  }
}
