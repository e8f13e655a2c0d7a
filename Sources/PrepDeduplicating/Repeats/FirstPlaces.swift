import PrepBytes

/// Where stretches that stand elsewhere before stand first, by their places, which are added in order and looked up in
/// nearly any.
struct FirstPlaces {
  private typealias Entry = (place: UInt64, first: UInt64)

  /// How many of the last entries are held in memory: what is looked up of text that repeats itself is close by.
  private static let recentCount = 1 << 16
  private static let entrySize = 16

  private let store: TemporaryStore
  private var recent: [Entry] = []
  /// The number of the first entry of those in memory.
  private var start = 0
  /// The entry that was looked up last, or would stand there.
  private var cursor = 0

  init() throws {
    store = try TemporaryStore()
    recent.reserveCapacity(Self.recentCount)
  }

  private var count: Int { start + recent.count }

  /// Adds a place, which lies behind all others.
  mutating func append(_ place: Int, first: Int) throws {
    if recent.count == Self.recentCount {
      let half = Self.recentCount / 2
      recent.removeFirst(half)
      start += half
    }
    let entry = (UInt64(place), UInt64(first))
    try withUnsafeBytes(of: entry) { try store.write($0) }
    recent.append((place: entry.0, first: entry.1))
  }

  /// Where the stretch at a place stands first: nil for one that stands nowhere before.
  mutating func first(of place: Int) throws -> Int? {
    let place = UInt64(place)
    // It is mostly the one behind that which was looked up last.
    if cursor < count, try entry(cursor).place < place { cursor += 1 }
    let isBehind = try cursor == count || entry(cursor).place >= place
    let isFirst = try cursor == 0 || entry(cursor - 1).place < place
    if !isBehind || !isFirst {
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if try entry(middle).place < place { low = middle + 1 } else { high = middle }
      }
      cursor = low
    }
    guard cursor < count else { return nil }
    let found = try entry(cursor)
    return found.place == place ? Int(found.first) : nil
  }

  private func entry(_ number: Int) throws -> Entry {
    if number >= start { return recent[number - start] }
    var entry = (UInt64(0), UInt64(0))
    _ = try withUnsafeMutableBytes(of: &entry) { try store.read(at: number * Self.entrySize, into: $0) }
    return (place: entry.0, first: entry.1)
  }
}
