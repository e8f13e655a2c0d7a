import CKernels
import PrepSystem
import Synchronization

/// The pieces of up to fifteen bytes that the encoders of one vocabulary have seen, and their tokens.
///
/// Encoders look up in its table without a lock. One at a time adds to it; what another would add at that moment is not
/// kept, and will be when it is seen again. A full table gives way to one that is large enough for the text that is
/// left to be expected, or else four times as large, from 16 MiB on twice, and at the bound to an empty one; encoders
/// hold on to the table they read until they take up the new one.
///
/// A process may fork at any moment, since there is no lock. A child whose parent was adding begins with an empty table.
///
/// SAFETY of `@unchecked Sendable`: what is not atomic is touched only by the encoder that took `adder`.
package final class PieceStore: @unchecked Sendable {
  /// Which of the top three bits' values means that the tokens lie beside the table.
  static let spilled: UInt32 = 5

  // What the encoder that adds uses: it has taken `adder`.
  private var adding: PieceTable
  private var bits: Int
  private var used = 0
  private var spilledCount = 0
  private let largestBits: Int
  /// How much text will be encoded in all, as far as anybody has said.
  private let expectedBytes = Atomic<Int>(0)
  /// The process in which an encoder adds; 0 when none does. None ever waits for another, so this is no lock.
  private let adder = Atomic<Int64>(0)

  /// The table to look up in.
  private let newest: SharedReference<PieceTable>
  /// How many encoders do.
  private let encoders = Atomic<Int>(0)
  private let newestVersion = Atomic<Int>(0)

  /// - Parameter budget: About how many bytes the table may take, and as many again while it grows.
  package init(budget: Int = 64 << 20) {
    var most = 2
    while MemoryLayout<prep_piece_line>.stride << (most + 1) <= budget { most += 1 }
    largestBits = most
    bits = min(12, most)
    let table = PieceTable(bits: bits, version: 0)
    adding = table
    newest = SharedReference(table)
  }

  /// Says that so much text more will be encoded: tables that were outgrown cost their making and the memory they
  /// touched.
  package func expect(bytes: Int) {
    expectedBytes.wrappingAdd(bytes, ordering: .relaxed)
    if bytes < Self.leastWorthExpecting { return }
    guard beginAdding() else { return }
    if used == 0 {
      var first = bits
      while first < min(Self.largestFirstBits, largestBits), bytes / Self.bytesOfTextForAPiece > Self.most(first) {
        first += 1
      }
      if first > bits {
        bits = first
        adding = PieceTable(bits: bits, version: adding.version + 1)
        publish()
      }
    }
    adder.store(0, ordering: .releasing)
  }

  /// Less text is no reason for a larger table before a piece is seen.
  private static let leastWorthExpecting = 4 << 20
  /// The largest first table has 32 MiB.
  private static let largestFirstBits = 19
  /// Texts of tens of megabytes, prose, code and many languages, have a new piece in 140 to 340 bytes.
  private static let bytesOfTextForAPiece = 240

  /// How many pieces a table holds: two entries a line and at most 7 of 16 taken, so that most lines have room.
  private static func most(_ bits: Int) -> Int { (14 << bits) >> 4 }

  /// How large the next table is.
  ///
  /// - Parameter seen: How much text has been encoded.
  private func nextBits(seen: Int) -> Int {
    var left = expectedBytes.load(ordering: .relaxed)
    if left <= seen { return min(largestBits, bits + (bits < 18 ? 2 : 1)) }
    // Twice the text has about one and a half times as many different pieces (Heaps' law, with 0.585 for its exponent).
    var pieces = used
    while left > seen {
      pieces += pieces / 2
      left /= 2
    }
    var next = bits + 1
    while next < largestBits, pieces > Self.most(next) { next += 1 }
    return next
  }

  /// The table for an encoder that begins to look up in it; a later one replaces it.
  func attach() -> PieceTable {
    encoders.wrappingAdd(1, ordering: .relaxed)
    return newest.load()
  }

  /// An encoder looks up no more.
  func detach() { encoders.wrappingSubtract(1, ordering: .relaxed) }

  /// The table to look up in.
  var table: PieceTable { newest.load() }

  /// The version of the table that is to be used.
  @inline(__always)
  var version: Int { newestVersion.load(ordering: .relaxed) }

  /// Takes ``adder``; false when another encoder has it.
  @inline(__always)
  private func beginAdding() -> Bool {
    let process = prep_process_generation()
    let (isTaken, holder) = adder.compareExchange(expected: 0, desired: process, ordering: .acquiring)
    return isTaken || holder != process && takeOver(from: holder, process)
  }

  /// Takes ``adder`` from a thread that a child does not have. What that thread was at is not known, so that an empty
  /// table takes the place of its own.
  @inline(never)
  private func takeOver(from holder: Int64, _ process: Int64) -> Bool {
    guard adder.compareExchange(expected: holder, desired: process, ordering: .acquiring).exchanged else {
      return false
    }
    startAnew()
    return true
  }

  private func startAnew() {
    adding = PieceTable(bits: bits, version: adding.version + 1)
    used = 0
    spilledCount = 0
    publish()
  }

  /// Remembers the tokens of a key; where there are none, a word at `tokens` is there all the same.
  ///
  /// - Parameter encodedBytes: How much text the encoder that asks has encoded.
  func insert(_ key: prep_piece_key, _ tokens: UnsafePointer<UInt32>, _ count: Int, encodedBytes: Int) {
    guard beginAdding() else { return }
    if used >= Self.most(bits) || spilledCount > PieceTable.spilledLimit { replace(encodedBytes) }
    var entry = prep_piece_tokens()
    if count <= 4 {
      entry.words.0 = count == 0 ? 0 : tokens[0] | UInt32(count) << 29
      if count > 1 { entry.words.1 = tokens[1] }
      if count > 2 { entry.words.2 = tokens[2] }
      if count > 3 { entry.words.3 = tokens[3] }
    } else {
      entry.words.0 = Self.spilled << 29
      entry.words.1 = UInt32(spilledCount)
      entry.words.2 = UInt32(count)
      prep_piece_spill(adding.spilled + spilledCount, tokens, count)
    }
    if prep_piece_place(adding.lines, adding.shift, key, entry) {
      used &+= 1
      if count > 4 { spilledCount &+= count }
    }
    adder.store(0, ordering: .releasing)
  }

  @inline(never)
  private func replace(_ encodedBytes: Int) {
    if bits < largestBits, spilledCount <= PieceTable.spilledLimit {
      bits = nextBits(seen: encodedBytes &* encoders.load(ordering: .relaxed))
      adding = adding.grown(bits: bits)
      publish()
    } else {
      startAnew()
    }
  }

  private func publish() {
    newest.replace(with: adding)
    newestVersion.store(adding.version, ordering: .relaxed)
  }
}
