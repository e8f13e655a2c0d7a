import CKernels
import Testing

@testable import PrepBytePairEncoding

@Suite struct PieceStoreTests {
  /// A store, and one encoder's sight of it. Number n has the key n and one to seven tokens that tell it.
  private final class Pieces {
    let store: PieceStore
    private var cache: PieceCache

    init(budget: Int = 64 << 20) {
      store = PieceStore(budget: budget)
      cache = PieceCache(store)
    }

    private func key(_ number: Int) -> prep_piece_key { prep_piece_key(low: UInt64(number), high: 8 << 56) }

    func tokens(_ number: Int) -> [UInt32] { (0...number % 7).map { UInt32(number * 8 + $0) } }

    func add(_ numbers: Range<Int>, encodedBytes: Int = 0) {
      for number in numbers {
        store.insert(key(number), tokens(number), tokens(number).count, encodedBytes: encodedBytes)
      }
    }

    /// Adds numbers until the table is another, and returns how many the table had.
    func fill(from first: Int, encodedBytes: Int) -> Int {
      let version = store.version
      var number = first
      while store.version == version {
        add(number..<number + 1, encodedBytes: encodedBytes)
        number += 1
      }
      return number - first - 1
    }

    func found(_ number: Int) -> [UInt32] {
      Array(unsafeUninitializedCapacity: 16) { buffer, count in
        guard let base = buffer.baseAddress else { return }
        count = cache.find(key(number), into: base)
      }
    }

    func renew() -> Bool { cache.renew() }
  }

  @Test func `what was added is found, in every table since`() {
    let pieces = Pieces()
    #expect(pieces.found(1).isEmpty)
    var added = 0
    for size in [1, 100, 3000, 5000, 40_000, 200_000] {
      pieces.add(added..<size)
      added = size
      _ = pieces.renew()
      for number in 0..<added where pieces.found(number) != pieces.tokens(number) {
        Issue.record("\(number) of \(added)")
      }
      #expect(pieces.found(added).isEmpty)
    }
    #expect(pieces.store.version == 3)
    #expect(!pieces.renew())
  }

  @Test func `a table that gave way can still be read`() {
    let pieces = Pieces()
    pieces.add(0..<100)
    pieces.add(100..<10_000)
    #expect(pieces.store.version == 1)
    for number in 0..<100 { #expect(pieces.found(number) == pieces.tokens(number)) }
    #expect(pieces.found(9999).isEmpty)
    #expect(pieces.renew())
    #expect(pieces.found(9999) == pieces.tokens(9999))
  }

  @Test func `at the bound it begins anew`() {
    // Sixteen lines: of 32 entries 14 are taken.
    let pieces = Pieces(budget: 1 << 10)
    pieces.add(0..<14)
    #expect(pieces.store.version == 0)
    #expect(pieces.found(13) == pieces.tokens(13))
    pieces.add(14..<15)
    #expect(pieces.store.version == 1)
    #expect(pieces.renew())
    #expect(pieces.found(13).isEmpty)
    #expect(pieces.found(14) == pieces.tokens(14))
  }

  @Test func `beside another encoder it begins anew in other memory`() {
    let pieces = Pieces(budget: 1 << 10)
    let other = PieceCache(pieces.store)
    pieces.add(0..<14)
    pieces.add(14..<15)
    // Not renewed: the table that gave way is as it was.
    #expect(pieces.found(13) == pieces.tokens(13))
    #expect(pieces.renew())
    #expect(pieces.found(13).isEmpty)
    withExtendedLifetime(other) {}
  }

  @Test func `a first table is as large as the text that is expected asks for`() {
    // 2^12 lines hold 3,584 pieces, each doubling twice as many; 2^19 is the most at first.
    for (megabytes, pieces) in [(3, 3584), (4, 28_672), (24, 114_688), (100_000, 458_752)] {
      let store = Pieces()
      store.store.expect(bytes: megabytes << 20)
      #expect(store.fill(from: 0, encodedBytes: 0) == pieces, "\(megabytes) MB")
    }
    let bounded = Pieces(budget: 1 << 14)
    bounded.store.expect(bytes: 1 << 40)
    #expect(bounded.store.version == 0)
    #expect(bounded.fill(from: 0, encodedBytes: 0) == 224)
  }

  @Test func `a full table gives way to one for the text that is left`() {
    // Of how much text how much was seen when the first table was full, and what the second one holds.
    for (expected, seen, pieces) in [
      (0, 1 << 20, 14_336), (2 << 20, 1 << 20, 7168), (3 << 20, 3 << 20, 14_336), (3 << 20, 1 << 18, 28_672),
      (3 << 20, 1 << 14, 114_688),
    ] {
      let store = Pieces()
      store.store.expect(bytes: expected)
      let first = store.fill(from: 0, encodedBytes: seen)
      #expect(first == 3584)
      // The one that found no room is in the new table.
      #expect(first + 1 + store.fill(from: first + 1, encodedBytes: seen) == pieces, "\(seen) of \(expected)")
      for number in [0, 100, first, first + 1] {
        _ = store.renew()
        #expect(store.found(number) == store.tokens(number))
      }
    }
  }

  @Test func `what is expected once there are pieces changes no table before it is full`() {
    let pieces = Pieces()
    pieces.add(0..<10)
    pieces.store.expect(bytes: 100 << 20)
    #expect(pieces.store.version == 0)
    #expect(pieces.found(9) == pieces.tokens(9))
  }

  @Test func `a key is kept once`() {
    let pieces = Pieces(budget: 1 << 10)
    for _ in 0..<100 { pieces.add(0..<5) }
    #expect(pieces.store.version == 0)
    for number in 0..<5 { #expect(pieces.found(number) == pieces.tokens(number)) }
  }
}
