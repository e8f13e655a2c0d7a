package import PrepBytePairEncoding
import PrepSystem

/// The tokens of several texts, one row after the other in one piece of memory.
///
/// SAFETY of `@unchecked Sendable`: one thread fills it, and then all only read.
package final class TokenRows: @unchecked Sendable {
  /// The tokens of all rows.
  package private(set) var ids: UnsafeMutablePointer<Token>
  private var capacity: Int
  /// How many tokens there are.
  package private(set) var count = 0
  /// Where each row begins, and where the last one ends.
  package private(set) var offsets: [Int64] = [0]
  /// The part of its text that each token stands for; empty where it was not asked for.
  package private(set) var begins: [UInt32] = []
  /// Where that part ends.
  package private(set) var ends: [UInt32] = []
  /// The piece of its text that each token is part of, -1 for what was put around it; empty where it was not asked for.
  package private(set) var words: [Int32] = []

  /// Empty rows.
  init(rows: Int, tokens: Int) {
    capacity = max(64, tokens)
    // SAFETY: memory of the heap is aligned for every type, and what is read was written before.
    ids = HeapMemory.allocate(capacity * MemoryLayout<Token>.stride).assumingMemoryBound(to: Token.self)
    offsets.reserveCapacity(rows + 1)
  }

  deinit { HeapMemory.free(ids) }

  /// The tokens of all rows.
  package var tokens: UnsafeBufferPointer<Token> { UnsafeBufferPointer(start: ids, count: count) }

  /// Makes room for that many more tokens.
  @inline(__always)
  func reserve(_ more: Int) {
    if count &+ more > capacity { grow(to: max(count + more, capacity + capacity / 2)) }
  }

  @inline(never)
  private func grow(to size: Int) {
    // SAFETY: as in `init`.
    ids = HeapMemory.reallocate(ids, size * MemoryLayout<Token>.stride).assumingMemoryBound(to: Token.self)
    capacity = size
  }

  /// Appends some tokens.
  func append(_ tokens: [Token]) {
    reserve(tokens.count)
    tokens.withUnsafeBufferPointer {
      if let base = $0.baseAddress { (ids + count).update(from: base, count: $0.count) }
    }
    count += tokens.count
  }

  /// Appends what a closure writes to memory with that much room.
  @inline(__always)
  func append(upTo room: Int, _ write: (UnsafeMutablePointer<Token>) -> Int) {
    reserve(room)
    count &+= write(ids + count)
  }

  /// Appends places and pieces of tokens.
  func append(begins: [UInt32], ends: [UInt32], words: [Int32]) {
    self.begins += begins
    self.ends += ends
    self.words += words
  }

  /// Takes away the last tokens of the row at hand, beyond so many.
  @inline(__always)
  func truncateRow(to longest: Int) { count = min(count, Int(offsets[offsets.count - 1]) + longest) }

  /// Ends a row.
  @inline(__always)
  func endRow() { offsets.append(Int64(count)) }

  /// Appends the rows of others.
  func append(_ other: TokenRows) {
    reserve(other.count)
    (ids + count).update(from: other.ids, count: other.count)
    let base = Int64(count)
    for offset in other.offsets.dropFirst() { offsets.append(base + offset) }
    count += other.count
    append(begins: other.begins, ends: other.ends, words: other.words)
  }

  /// Gives back memory that is not used.
  func finish() { if capacity - count > 4096 { grow(to: max(64, count)) } }
}
