import CKernels
import PrepBytes
import PrepRecords
import PrepSystem

/// Remembers fingerprints and where they were first seen, in bounded memory; what no longer fits goes to a file and is
/// compared at the end.
final class DuplicateIndex {
  private struct Entry {
    var hash: ContentHash
    /// The file in the top 16 bits, whether it is reversed in the next, the line below; 0 is a free entry.
    var place: UInt64
    /// What else there is to compare, by the caller.
    var answer: UInt64
  }

  /// An earlier record with a fingerprint, and what else there is to compare.
  struct Found {
    var place: RecordPlace
    var answer: UInt64
  }

  /// A record that only the end of the run can judge.
  struct Late {
    var record: Found
    /// The first one with its fingerprint; nil where it is that one itself.
    var first: Found?
    /// The first one with its answer too; nil where it is that one itself.
    var equal: RecordPlace?
  }

  /// Whether there are records that only the end of the run can judge; from then on all new fingerprints are such.
  var isSpilling: Bool { spill != nil }

  // SAFETY: one thread has it at a time, and it calls nobody while it changes these, so that accesses need no check.
  @exclusivity(unchecked) private var entries: UnsafeMutableBufferPointer<Entry>
  @exclusivity(unchecked) private var count = 0
  private let largest: Int
  private var spill: SpillFile?

  /// - Parameter memory: The most bytes to use, at least a few kilobytes.
  init(memory: Int) {
    var largest = 1 << 8
    while largest * 2 * MemoryLayout<Entry>.stride <= memory { largest *= 2 }
    self.largest = largest
    entries = Self.allocate(min(largest, 1 << 12))
  }

  deinit { entries.deallocate() }

  /// Asks for the memory that finding a fingerprint will read.
  @inline(__always)
  func prefetch(_ hash: ContentHash) {
    guard let base = entries.baseAddress else { return }
    prep_prefetch(base + (Int(truncatingIfNeeded: hash.low) & (entries.count - 1)))
  }

  /// Where a fingerprint was first seen, or nil when it is new, or when only the end of the run can tell.
  func find(_ hash: ContentHash, at place: RecordPlace, isReversed: Bool = false, answer: UInt64 = 0) throws -> Found? {
    var place = place
    place.isReversed = isReversed
    var index = Int(truncatingIfNeeded: hash.low) & (entries.count - 1)
    while entries[index].place != 0 {
      if entries[index].hash == hash {
        return Found(place: Self.unpack(entries[index].place), answer: entries[index].answer)
      }
      index = (index + 1) & (entries.count - 1)
    }
    if spill == nil, count * 10 >= entries.count * 7 {
      if entries.count < largest {
        grow()
        return try find(hash, at: place, isReversed: isReversed, answer: answer)
      }
      spill = try SpillFile()
    }
    if let spill {
      try spill.add(
        SpillFile.Record(
          low: hash.low, high: hash.high, place: Self.pack(place), offset: UInt64(place.offset), answer: answer))
      return nil
    }
    entries[index] = Entry(hash: hash, place: Self.pack(place), answer: answer)
    count += 1
    return nil
  }

  /// The records that could not be judged in passing, in order.
  func late() throws -> [Late] {
    guard let spill else { return [] }
    var found: [Late] = []
    for partition in 0..<SpillFile.partitions {
      let records = try spill.records(of: partition).sorted {
        ($0.low, $0.high, $0.order) < ($1.low, $1.high, $1.order)
      }
      var first: SpillFile.Record?
      var answers: [UInt64: UInt64] = [:]
      for record in records {
        if first?.low != record.low || first?.high != record.high {
          first = nil
          answers.removeAll(keepingCapacity: true)
        }
        var place = Self.unpack(record.place)
        place.offset = Int(record.offset)
        found.append(
          Late(
            record: Found(place: place, answer: record.answer),
            first: first.map { Found(place: Self.unpack($0.place), answer: $0.answer) },
            equal: answers[record.answer].map(Self.unpack)))
        if first == nil { first = record }
        if answers[record.answer] == nil { answers[record.answer] = record.place }
      }
    }
    return found.sorted { ($0.record.place.file, $0.record.place.line) < ($1.record.place.file, $1.record.place.line) }
  }

  private func grow() {
    let old = entries
    entries = Self.allocate(old.count * 2)
    for entry in old where entry.place != 0 {
      var index = Int(truncatingIfNeeded: entry.hash.low) & (entries.count - 1)
      while entries[index].place != 0 { index = (index + 1) & (entries.count - 1) }
      entries[index] = entry
    }
    old.deallocate()
  }

  private static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Entry> {
    let entries = UnsafeMutableBufferPointer<Entry>.allocate(capacity: count)
    LargePages.request(entries.baseAddress, count: count * MemoryLayout<Entry>.stride)
    entries.initialize(repeating: Entry(hash: ContentHash(low: 0, high: 0), place: 0, answer: 0))
    return entries
  }

  /// A place as one number, which is not 0; its offset is left out.
  static func pack(_ place: RecordPlace) -> UInt64 {
    UInt64(min(place.file, 0xFFFF)) << 48 | UInt64(place.line) & 0x7FFF_FFFF_FFFF | (place.isReversed ? 1 << 47 : 0)
  }

  /// The place that a number was made of.
  static func unpack(_ place: UInt64) -> RecordPlace {
    RecordPlace(
      file: Int(place >> 48), line: Int(place & 0x7FFF_FFFF_FFFF), offset: 0, isReversed: place & 1 << 47 != 0)
  }
}
