import Testing

@testable import PrepBytePairEncoding

@Suite struct LongPieceCacheTests {
  private final class Pieces {
    private var cache = LongPieceCache()

    func hash(_ piece: [UInt8], isPart: Bool = false) -> UInt64 {
      LongPieceCache.hash(piece, piece.count, isPart: isPart)
    }

    func add(_ piece: [UInt8], _ tokens: [UInt32]) {
      cache.insert(piece, piece.count, hash: hash(piece), tokens, tokens.count)
    }

    func found(_ piece: [UInt8], hash: UInt64? = nil) -> [UInt32]? {
      cache.find(piece, piece.count, hash: hash ?? self.hash(piece)).map { Array($0) }
    }
  }

  private func piece(_ number: Int, length: Int) -> [UInt8] {
    let digits = Array(String(number).utf8)
    return digits + [UInt8](repeating: UInt8(ascii: "x"), count: length - digits.count)
  }

  @Test func `pieces are found again, by all of their bytes`() {
    let pieces = Pieces()
    for number in 0..<3000 {
      let piece = piece(number, length: 16 + number % 40)
      #expect(pieces.found(piece) == nil)
      pieces.add(piece, [UInt32(number), 7])
    }
    for number in 0..<3000 {
      let piece = piece(number, length: 16 + number % 40)
      #expect(pieces.found(piece) == [UInt32(number), 7])
      // Another piece with the same hash is another piece.
      for place in [0, 8, piece.count - 1] {
        var other = piece
        other[place] ^= 1
        #expect(pieces.found(other, hash: pieces.hash(piece)) == nil)
      }
      #expect(pieces.found(piece, hash: pieces.hash(piece, isPart: true)) == nil)
    }
  }

  @Test func `it forgets when it is full`() {
    let pieces = Pieces()
    let last = (1 << 24) / 512 + 1
    for number in 0...last { pieces.add(piece(number, length: 512), [UInt32(number)]) }
    #expect(pieces.found(piece(0, length: 512)) == nil)
    #expect(pieces.found(piece(last, length: 512)) == [UInt32(last)])
  }
}
