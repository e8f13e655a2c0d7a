import PrepBytes

/// The tokens of short runs, which are mostly the words of templates between control tokens and come again in every
/// turn.
struct ShortRunCache: ~Copyable {
  /// The longest run that is kept, in bytes, and the most tokens it may have.
  private static let longest = 16
  private static let size = 64

  private struct Entry: BitwiseCopyable {
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// The number of bytes; -1 in an entry without a run.
    var length: Int32 = -1
    var tokenCount: Int32 = 0
  }

  private let entries: UnsafeMutablePointer<Entry>
  /// Room for a token a byte for each entry.
  private let tokens: UnsafeMutablePointer<UInt32>

  init() {
    entries = .allocate(capacity: Self.size)
    entries.initialize(repeating: Entry(), count: Self.size)
    tokens = .allocate(capacity: Self.size * Self.longest)
  }

  deinit {
    entries.deallocate()
    tokens.deallocate()
  }

  /// Appends the tokens of a run when they are known; returns whether they are.
  @inline(__always)
  func append(_ run: UnsafeBufferPointer<UInt8>, to result: inout PlainList<UInt32>) -> Bool {
    guard run.count <= Self.longest else { return false }
    let (low, high) = Self.words(run)
    let place = Self.place(low, high)
    let entry = entries[place]
    guard entry.length == run.count, entry.low == low, entry.high == high else { return false }
    for index in 0..<Int(entry.tokenCount) { result.append(tokens[place * Self.longest + index]) }
    return true
  }

  /// Keeps the tokens of a run, when it is short.
  func insert(_ run: UnsafeBufferPointer<UInt8>, _ made: UnsafeBufferPointer<UInt32>) {
    guard run.count <= Self.longest, made.count <= Self.longest else { return }
    let (low, high) = Self.words(run)
    let place = Self.place(low, high)
    entries[place] = Entry(low: low, high: high, length: Int32(run.count), tokenCount: Int32(made.count))
    for (index, token) in made.enumerated() { tokens[place * Self.longest + index] = token }
  }

  /// Two numbers that, with the number of bytes, tell a run from every other: its ends, which overlap in the middle.
  @inline(__always)
  private static func words(_ run: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
    // SAFETY: each load lies in the run, by its count.
    let bytes = UnsafeRawBufferPointer(run)
    let count = bytes.count
    if count >= 8 {
      return (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
    }
    if count >= 4 {
      return (
        UInt64(bytes.loadUnaligned(as: UInt32.self)),
        UInt64(bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
      )
    }
    if count == 0 { return (0, 0) }
    return (UInt64(bytes[0]) | UInt64(bytes[count >> 1]) << 8, UInt64(bytes[count - 1]))
  }

  @inline(__always)
  private static func place(_ low: UInt64, _ high: UInt64) -> Int {
    let mixed = (low ^ (high &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: mixed >> 58)
  }
}
