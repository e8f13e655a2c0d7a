import CKernels
import PrepSystem

/// Memory for short pieces and their tokens. Lines of two pieces are found by a packed key; the tokens of pieces with
/// more than four of them lie beside. The table itself never moves, so threads read it while a ``PieceStore`` adds to
/// it.
///
/// SAFETY of `@unchecked Sendable`: addresses never change; the kernels say how threads read entries while one writes.
final class PieceTable: @unchecked Sendable {
  /// How many words the tokens that lie beside may take.
  static let spilledLimit = 1 << 23
  /// The kernel reads so many words wherever it begins, and no short piece has more tokens.
  private static let spilledSlack = 16

  /// Counts the tables of a store.
  let version: Int
  let lines: UnsafeMutablePointer<prep_piece_line>
  let lineCount: Int
  /// How far the hash of a key is shifted to give its line.
  let shift: UInt32
  /// The tokens that do not fit in an entry.
  let spilled: UnsafeMutablePointer<UInt32>
  private let memory: PageMemory
  private let spilledMemory: PageMemory

  private init(bits: Int, version: Int, spilledMemory: PageMemory) {
    self.version = version
    lineCount = 1 << bits
    shift = UInt32(64 - bits)
    memory = PageMemory(byteCount: MemoryLayout<prep_piece_line>.stride << bits)
    // SAFETY: pages hold so many bytes of zeros, aligned for every type, and both C structs and words may be zeros.
    lines = memory.base.assumingMemoryBound(to: prep_piece_line.self)
    self.spilledMemory = spilledMemory
    spilled = spilledMemory.base.assumingMemoryBound(to: UInt32.self)
  }

  /// An empty table.
  convenience init(bits: Int, version: Int) {
    // Most of it is never touched, and a page that is not touched takes no memory.
    let spilled = PageMemory(byteCount: (Self.spilledLimit + 2 * Self.spilledSlack) * 4, inHugePages: false)
    self.init(bits: bits, version: version, spilledMemory: spilled)
  }

  /// A larger table with the same pieces.
  func grown(bits: Int) -> PieceTable {
    let table = PieceTable(bits: bits, version: version + 1, spilledMemory: spilledMemory)
    for number in 0..<lineCount {
      let line = lines[number]
      if line.keys.0.high != 0 { _ = prep_piece_place(table.lines, table.shift, line.keys.0, line.tokens.0) }
      if line.keys.1.high != 0 { _ = prep_piece_place(table.lines, table.shift, line.keys.1, line.tokens.1) }
    }
    return table
  }
}
