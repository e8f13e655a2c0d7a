import CKernels

/// One encoder's sight of the pieces that were seen: the short ones of a store it may share, the long ones of its own.
struct PieceCache: ~Copyable {
  private let store: PieceStore
  private var table: PieceTable
  /// The lines of the table, and how far the hash of a key is shifted to give its line.
  private(set) var lines: UnsafeMutablePointer<prep_piece_line>
  private(set) var shift: UInt32
  /// The tokens that do not fit in an entry.
  private(set) var spilledTokens: UnsafePointer<UInt32>
  var long = LongPieceCache()
  /// Those that are so long that a few of them would drive the others out.
  var huge = LongPieceCache()

  init(_ store: PieceStore) {
    self.store = store
    table = store.attach()
    lines = table.lines
    shift = table.shift
    spilledTokens = UnsafePointer(table.spilled)
  }

  deinit { store.detach() }

  /// Takes up the newest table. Returns whether it is another, so that lines have to be computed again.
  @inline(__always)
  mutating func renew() -> Bool { store.version == table.version ? false : takeNewest() }

  @inline(never)
  private mutating func takeNewest() -> Bool {
    table = store.table
    lines = table.lines
    shift = table.shift
    spilledTokens = UnsafePointer(table.spilled)
    return true
  }

  /// Writes the tokens of a key, wherever in the table it is, and returns their number; 0 when it is not there.
  @inline(__always)
  func find(_ key: prep_piece_key, into output: UnsafeMutablePointer<UInt32>) -> Int {
    guard let words = prep_piece_find(lines, shift, key)?.pointee.words else { return 0 }
    let count = words.0 &>> 29
    if count == PieceStore.spilled {
      output.update(from: spilledTokens + Int(words.1), count: Int(words.2))
      return Int(words.2)
    }
    output[0] = words.0 & 0x1FFF_FFFF
    if count > 1 { output[1] = words.1 }
    if count > 2 { output[2] = words.2 }
    if count > 3 { output[3] = words.3 }
    return Int(count)
  }

  /// Remembers the tokens of a key. Returns whether the table is another, so that lines have to be computed again.
  mutating func insert(_ key: prep_piece_key, _ tokens: UnsafePointer<UInt32>, _ count: Int, encodedBytes: Int) -> Bool
  {
    if count == 0 { return false }
    store.insert(key, tokens, count, encodedBytes: encodedBytes)
    return renew()
  }

  /// Remembers the tokens of a key, of which there may be none; the words at `tokens` are there all the same.
  mutating func remember(_ key: prep_piece_key, _ tokens: UnsafePointer<UInt32>, _ count: Int, encodedBytes: Int) {
    store.insert(key, tokens, count, encodedBytes: encodedBytes)
    _ = renew()
  }
}
