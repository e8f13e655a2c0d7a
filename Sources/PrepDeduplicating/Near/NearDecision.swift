import PrepBytes
import PrepContents

/// A record that goes, by the numbers of both, and why.
package struct NearDrop: Sendable, Hashable {
  package var kept: Int
  package var dropped: Int
  package var evidence: NearEvidence
}

/// Decides what goes: in the order of ranks, a record goes when one of those that it may go for does not go itself. Of
/// several the best is named. So each record that goes is proven against one that stays, never through a third.
///
/// What a record may go for is known from pairs that were looked at; where it is in a crowd, it is looked for among those
/// of the crowd that stay.
package final class NearDecision {
  /// The runs of the next record of a crowd, in the order of the ranks.
  package typealias RunSource = () throws -> (rank: Int, runs: [UInt64])?

  private let order: RankOrder
  private let crowds: NearCrowds?
  /// What records may go for, and, behind that, the keys of the crowds they are in: twice the rank of each, one more for keys.
  private let edges: SortedEntries
  private let drops: SortedEntries
  private let notes: TemporaryStore
  private let memory: Int
  /// Which records go, by number: a bit each.
  private var isDropped: [UInt64]

  /// How many records go.
  package var count: Int { drops.count }
  /// How many pairs of crowds of which both stay were not compared, once for each band.
  package var skipped: Int { crowds?.skipped ?? 0 }

  /// - Parameters:
  ///   - references: How many records, the first ones by rank, are only compared with.
  ///   - memory: The most bytes to hold.
  package init(_ order: RankOrder, _ rule: NearRule, references: Int, memory: Int) throws {
    self.order = order
    if case .similar(let millionths) = rule {
      crowds = try NearCrowds(millionths: millionths, references: references, memory: memory / 4)
    } else {
      crowds = nil
    }
    self.memory = memory
    edges = SortedEntries(memory: memory / 4)
    drops = SortedEntries(memory: memory / 4)
    notes = try TemporaryStore()
    isDropped = [UInt64](repeating: 0, count: order.count / 64 + 1)
  }

  /// Adds that a record may go.
  package func append(_ pair: NearPair, _ evidence: NearEvidence) throws {
    var note: UInt64 = 0
    if !evidence.respelt.isEmpty {
      note = UInt64(notes.count) + 1
      try Self.write(evidence.respelt, to: notes)
    }
    try edges.append(
      SortedEntry(
        ContentDigest(high: UInt64(pair.dropped) << 1, low: UInt64(pair.kept)),
        Self.figures(evidence), number: note))
  }

  private static func figures(_ evidence: NearEvidence) -> ContentDigest {
    ContentDigest(
      high: UInt64(evidence.shared), low: UInt64(evidence.kept) << 32 | UInt64(evidence.dropped) & 0xFFFF_FFFF)
  }

  /// Adds that a record is in the crowd of a key.
  package func append(rank: UInt64, crowd key: UInt64) throws {
    try edges.append(SortedEntry(ContentDigest(high: rank << 1 | 1, low: key), number: 0))
  }

  /// Decides what goes.
  ///
  /// - Parameters:
  ///   - copies: The equal records: the rank of the best one and of each other, in order.
  ///   - runs: The runs of each record that is in a crowd.
  package func decide(copies: SortedEntries, runs: RunSource = { nil }) throws {
    var goes = [UInt64](repeating: 0, count: order.count / 64 + 1)
    // What copies go for: the best one, or what that one goes for. The entries of one record begin with that.
    let joined = SortedEntries(memory: memory / 4)
    func drop(_ dropped: Int, _ kept: Int, _ figures: ContentDigest, note: UInt64) throws {
      goes[dropped / 64] |= 1 << UInt64(dropped % 64)
      try joined.append(
        SortedEntry(ContentDigest(high: UInt64(dropped), low: note), figures, number: UInt64(kept)))
      try self.drop(dropped, kept, figures, note: note)
    }
    // Of the record that is looked at: the best one that it may go for and that stays, and its keys.
    var (rank, edge, keys) = (-1, SortedEntry?.none, [UInt64]())
    func settle() throws {
      var found: (rank: Int, evidence: NearEvidence)?
      var own: [UInt64] = []
      if !keys.isEmpty, let crowds {
        guard let next = try runs(), next.rank == rank else {
          throw IOFailure(.failed, "the words of a record are missing", path: notes.name)
        }
        own = next.runs
        found = try crowds.best(for: rank, own, keys: keys, below: edge.map { Int($0.first.low) } ?? .max)
      }
      if let found {
        try drop(rank, found.rank, Self.figures(found.evidence), note: 0)
      } else if let edge {
        try drop(rank, Int(edge.first.low), edge.second, note: edge.number)
      } else if !keys.isEmpty {
        try crowds?.keep(rank, own, keys: keys)
      }
    }
    try edges.forEach { entry in
      if Int(entry.first.high >> 1) != rank {
        if rank >= 0 { try settle() }
        (rank, edge, keys) = (Int(entry.first.high >> 1), nil, [])
      }
      if entry.first.high & 1 == 1 {
        keys.append(entry.first.low)
      } else if edge == nil, !Self.bit(Int(entry.first.low), goes) {
        edge = entry
      }
    }
    if rank >= 0 { try settle() }
    try copies.forEach {
      try joined.append(SortedEntry(ContentDigest(high: $0.first.high, low: $0.first.low | Self.copyMark), number: 0))
    }
    var gone: SortedEntry?
    try joined.forEach { entry in
      guard entry.first.low >= Self.copyMark else {
        gone = entry
        return
      }
      let copy = Int(entry.first.low & ~Self.copyMark)
      if let gone, gone.first.high == entry.first.high {
        try self.drop(copy, Int(gone.number), gone.second, note: gone.first.low)
      } else {
        try self.drop(copy, Int(entry.first.high), ContentDigest(high: 0, low: 0), note: 0)
      }
    }
  }

  /// Behind what its best one goes for.
  private static let copyMark: UInt64 = 1 << 63

  private func drop(_ dropped: Int, _ kept: Int, _ figures: ContentDigest, note: UInt64) throws {
    let (dropped, kept) = (order.number(at: dropped), order.number(at: kept))
    isDropped[dropped / 64] |= 1 << UInt64(dropped % 64)
    try drops.append(SortedEntry(ContentDigest(high: UInt64(dropped), low: UInt64(kept)), figures, number: note))
  }

  private static func bit(_ index: Int, _ bits: [UInt64]) -> Bool { bits[index / 64] >> UInt64(index % 64) & 1 == 1 }

  /// Whether a record goes, by its number.
  package func drops(_ number: Int) -> Bool { Self.bit(number, isDropped) }

  /// Calls a closure with each record that goes, in order of their numbers.
  package func forEach(_ body: (NearDrop) throws -> Void) throws {
    try drops.forEach { entry in
      try body(
        NearDrop(
          kept: Int(entry.first.low), dropped: Int(entry.first.high),
          evidence: NearEvidence(
            shared: Int(entry.second.high), kept: Int(entry.second.low >> 32),
            dropped: Int(entry.second.low & 0xFFFF_FFFF), respelt: try respelt(at: entry.number))))
    }
  }

  // MARK: Words taken for misspelt

  private static func write(_ words: [CoverIndex.Respelling], to store: TemporaryStore) throws {
    var bytes: [UInt8] = []
    func append(_ text: [UInt8]) {
      bytes.append(UInt8(truncatingIfNeeded: text.count))
      bytes.append(UInt8(truncatingIfNeeded: text.count >> 8))
      bytes += text
    }
    let count = UInt32(words.count)
    withUnsafeBytes(of: count.littleEndian) { bytes.append(contentsOf: $0) }
    for word in words {
      append(word.word)
      append(word.meant)
    }
    try bytes.withUnsafeBytes { try store.write($0) }
  }

  private func respelt(at note: UInt64) throws -> [CoverIndex.Respelling] {
    guard note > 0 else { return [] }
    var reader = TemporaryReader(notes, range: Int(note) - 1..<notes.count, bufferSize: 4096)
    var count: UInt32 = 0
    _ = try withUnsafeMutableBytes(of: &count) { try reader.read(exactly: $0) }
    func text() throws -> [UInt8] {
      var length: UInt16 = 0
      _ = try withUnsafeMutableBytes(of: &length) { try reader.read(exactly: $0) }
      var text = [UInt8](repeating: 0, count: Int(UInt16(littleEndian: length)))
      if !text.isEmpty { _ = try text.withUnsafeMutableBytes { try reader.read(exactly: $0) } }
      return text
    }
    return try (0..<UInt32(littleEndian: count)).map { _ in
      CoverIndex.Respelling(word: try text(), meant: try text())
    }
  }
}
