/// The tokens of short runs, which are mostly the words of templates between control tokens and come again in every turn.
struct ShortRunCache {
  /// The longest run that is kept, in bytes.
  private static let longest = 16
  private static let size = 64

  private struct Entry {
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// The number of bytes; -1 in an entry without a run.
    var count = -1
    var tokens: [UInt32] = []
  }

  private var entries = [Entry](repeating: Entry(), count: size)

  /// Appends the tokens of a run when they are known; returns whether they are.
  @inline(__always)
  func append(_ run: UnsafeBufferPointer<UInt8>, to tokens: inout [UInt32]) -> Bool {
    guard run.count <= Self.longest else { return false }
    let (low, high) = Self.words(run)
    let place = Self.place(low, high)
    guard entries[place].count == run.count, entries[place].low == low, entries[place].high == high else { return false }
    for token in entries[place].tokens { tokens.append(token) }
    return true
  }

  /// Keeps the tokens of a run, when it is short.
  mutating func insert(_ run: UnsafeBufferPointer<UInt8>, _ tokens: ArraySlice<UInt32>) {
    guard run.count <= Self.longest else { return }
    let (low, high) = Self.words(run)
    entries[Self.place(low, high)] = Entry(low: low, high: high, count: run.count, tokens: Array(tokens))
  }

  private static func words(_ run: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
    var words: (UInt64, UInt64) = (0, 0)
    for (index, byte) in run.enumerated() {
      if index < 8 { words.0 |= UInt64(byte) << (8 * index) } else { words.1 |= UInt64(byte) << (8 * (index - 8)) }
    }
    return words
  }

  private static func place(_ low: UInt64, _ high: UInt64) -> Int {
    let mixed = (low ^ (high &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: mixed >> 58)
  }
}
