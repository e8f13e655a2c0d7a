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

    func add(_ numbers: Range<Int>) {
      for number in numbers { store.insert(key(number), tokens(number), tokens(number).count) }
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
      for number in 0..<added where pieces.found(number) != pieces.tokens(number) { Issue.record("\(number) of \(added)") }
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

  @Test func `a key is kept once`() {
    let pieces = Pieces(budget: 1 << 10)
    for _ in 0..<100 { pieces.add(0..<5) }
    #expect(pieces.store.version == 0)
    for number in 0..<5 { #expect(pieces.found(number) == pieces.tokens(number)) }
  }
}
