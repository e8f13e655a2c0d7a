import CKernels
import TestSupport
import Testing

@testable import PrepBytePairEncoding

/// Holds the encoder, with its cache, cuts, kernels and runs, against merging done plainly: look at all neighbours,
/// merge the earliest pair, begin again.
@Suite struct EncoderEquivalenceTests {
  /// A vocabulary as plain tables.
  struct Plain {
    var tokens: [[UInt8]] = (0...255).map { [UInt8($0)] }
    var ids: [[UInt8]: UInt32] = [:]
    /// The list of merges; empty where pairs merge by rank.
    var list: [(left: UInt32, right: UInt32, token: UInt32)] = []
    var places: [UInt64: (rank: UInt32, token: UInt32)] = [:]
    var takesWholePieces = true

    /// Grows a vocabulary by joining neighbours that occur in generated texts.
    init(_ random: inout SeededGenerator, alphabet: [[UInt8]], count: Int, byRank: Bool) {
      for id in tokens.indices { ids[tokens[id]] = UInt32(id) }
      while tokens.count < 256 + count {
        let text = EncoderEquivalenceTests.text(&random, alphabet, length: 40)
        let parts = merged(text)
        guard parts.count > 1 else { continue }
        let at = Int.random(in: 0..<parts.count - 1, using: &random)
        let joined = tokens[Int(parts[at])] + tokens[Int(parts[at + 1])]
        if byRank, ids[joined] != nil || joined.count > 60 { continue }
        let id = ids[joined] ?? UInt32(tokens.count)
        if ids[joined] == nil {
          tokens.append(joined)
          ids[joined] = id
        }
        if !byRank {
          let key = UInt64(parts[at]) << 32 | UInt64(parts[at + 1])
          if places[key] == nil {
            places[key] = (UInt32(list.count), id)
            list.append((parts[at], parts[at + 1], id))
          }
        }
      }
      // Tokens that no merging need reach.
      while byRank, tokens.count < 256 + count + 20 {
        let text = Array(EncoderEquivalenceTests.text(&random, alphabet, length: 9).prefix(15))
        if ids[text] != nil { continue }
        ids[text] = UInt32(tokens.count)
        tokens.append(text)
      }
    }

    func merge(_ left: UInt32, _ right: UInt32) -> (rank: UInt32, token: UInt32)? {
      if !list.isEmpty { return places[UInt64(left) << 32 | UInt64(right)] }
      return ids[tokens[Int(left)] + tokens[Int(right)]].map { ($0, $0) }
    }

    func merged(_ piece: [UInt8]) -> [UInt32] {
      var parts = piece.map { UInt32($0) }
      while true {
        var best: (at: Int, rank: UInt32, token: UInt32)?
        for at in parts.indices.dropLast() {
          if let merge = merge(parts[at], parts[at + 1]), merge.rank < best?.rank ?? .max {
            best = (at, merge.rank, merge.token)
          }
        }
        guard let best else { return parts }
        parts.replaceSubrange(best.at...best.at + 1, with: [best.token])
      }
    }

    func encoded(piece: [UInt8]) -> [UInt32] {
      if takesWholePieces, let id = ids[piece] { return [id] }
      return merged(piece)
    }

    func table() -> (MergeTable, TokenBytes) {
      var builder = TokenBytesBuilder(tokenCapacity: tokens.count, textCapacity: 1 << 12)
      for (id, token) in tokens.enumerated() { _ = builder.add(UInt32(id), token) }
      let bytes = builder.build()
      let index = TokenIndex(bytes)
      if list.isEmpty { return (MergeTable(ranks: index), bytes) }
      return (
        MergeTable(
          list: list, index: index, takesWholePieces: takesWholePieces, firstTokens: (0...255).map { UInt32($0) }),
        bytes
      )
    }
  }

  static let alphabets: [[String]] = [
    ["a", "b", " "], ["a"], [" ", "\n", "a"], ["e", "t", "h", "s", "'", " ", " the", "1", "."],
    ["漢", "字", "。", "の", "a"], ["д", "о", "м", " ", "é"], ["😀", "👍", "\u{200D}", "한", "국"],
  ]

  static func text(_ random: inout SeededGenerator, _ alphabet: [[UInt8]], length: Int) -> [UInt8] {
    var text: [UInt8] = []
    while text.count < length {
      switch Int.random(in: 0..<40, using: &random) {
      case 0: text.append(UInt8.random(in: 0...255, using: &random))
      case 1:
        text.append(contentsOf: repeatElement(alphabet[0], count: Int.random(in: 1...30, using: &random)).joined())
      default: text.append(contentsOf: alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
      }
    }
    return text
  }

  private static func pieces(_ text: [UInt8], _ splitter: TextSplitter) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var ends = [UInt32](repeating: 0, count: 64)
    text.withUnsafeBufferPointer { bytes in
      var position = 0
      while position < bytes.count {
        let count = ends.withUnsafeMutableBufferPointer { splitter.fillOneByOne(bytes, from: position, into: $0) }
        for end in ends[..<count] {
          result.append(Array(text[position..<Int(end)]))
          position = Int(end)
        }
      }
    }
    return result
  }

  @Test(arguments: alphabets.indices, [true, false]) func `texts become what plain merging makes of them`(
    alphabet: Int, byRank: Bool
  ) throws {
    var random = SeededGenerator(seed: UInt64(alphabet) * 2 + (byRank ? 1 : 0))
    let letters = Self.alphabets[alphabet].map { Array($0.utf8) }
    for (round, pattern) in ["r50k", "cl100k", "o200k"].enumerated() {
      var plain = Plain(&random, alphabet: letters, count: 60, byRank: byRank)
      plain.takesWholePieces = byRank || round == 0
      let (table, bytes) = plain.table()
      let splitter = TextSplitter(try #require(SplitPattern.named(pattern)))
      // One that forgets all the time, one that remembers; one that never cuts; one with the kernels that every
      // processor has.
      let encoders = [
        BytePairEncoder(
          table: table, splitter: splitter, boundaries: { HardBoundaries(bytes) }, pieces: PieceStore(budget: 1),
          uncutBytes: 0),
        BytePairEncoder(table: table, splitter: splitter, boundaries: { HardBoundaries(bytes) }, uncutBytes: 0),
        BytePairEncoder(table: table, splitter: splitter, boundaries: nil),
        BytePairEncoder(
          table: table, splitter: splitter, boundaries: { HardBoundaries(bytes) }, uncutBytes: 0,
          kernel: Int32(PREP_PIECES_PORTABLE)),
      ]
      for length in [1, 2, 5, 15, 16, 17, 40, 90, 300, 1200] {
        let text = Self.text(&random, letters, length: length)
        let expected = Self.pieces(text, splitter).flatMap { plain.encoded(piece: $0) }
        for (number, encoder) in encoders.enumerated() {
          for _ in 0..<2 {
            let found = text.withUnsafeBufferPointer { bytes in
              var tokens: [UInt32] = []
              encoder.encode(bytes, into: &tokens)
              return tokens
            }
            #expect(found == expected, "\(pattern), encoder \(number): \(text)")
          }
          #expect(text.withUnsafeBufferPointer { encoder.count($0) } == expected.count)
        }
      }
    }
  }

  /// Some forget all the time, some while others look up, some never; half of the threads have the kernels that every
  /// processor has.
  @Test(arguments: [1, 1 << 14, 64 << 20]) func `threads that share what they have seen do not disturb each other`(
    budget: Int
  ) async throws {
    var random = SeededGenerator(seed: UInt64(budget))
    let letters = Self.alphabets.flatMap { $0 }.map { Array($0.utf8) }
    let plain = Plain(&random, alphabet: letters, count: 200, byRank: true)
    let (table, bytes) = plain.table()
    let pattern = try #require(SplitPattern.named("cl100k"))
    let splitter = TextSplitter(pattern)
    let texts = (0..<1500).map { _ in Self.text(&random, letters, length: Int.random(in: 1...60, using: &random)) }
    let expected = texts.map { text in Self.pieces(text, splitter).flatMap { plain.encoded(piece: $0) } }
    let store = PieceStore(budget: budget)
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<4 {
        group.addTask {
          let encoder = BytePairEncoder(
            table: table, splitter: TextSplitter(pattern), boundaries: { HardBoundaries(bytes) }, pieces: store,
            uncutBytes: 0,
            kernel: thread % 2 == 0 ? prep_pieces_best() : Int32(PREP_PIECES_PORTABLE))
          for round in 0..<4 {
            for number in texts.indices {
              let number = (number * (round * 2 + 1) + thread * 7) % texts.count
              let found = texts[number].withUnsafeBufferPointer { bytes in
                var tokens: [UInt32] = []
                encoder.encode(bytes, into: &tokens)
                return tokens
              }
              #expect(found == expected[number])
            }
          }
        }
      }
    }
  }

  /// It is one run, so there is a quick way to merge it, but no merging makes it.
  @Test func `a huge token that no merging reaches is found whole`() throws {
    var builder = TokenBytesBuilder(tokenCapacity: 257, textCapacity: 1 << 10)
    for byte in 0...255 { _ = builder.add(UInt32(byte), [UInt8(byte)]) }
    let huge = [UInt8](repeating: 0x61, count: 600)
    _ = builder.add(256, huge)
    let bytes = builder.build()
    let encoder = BytePairEncoder(
      table: MergeTable(ranks: TokenIndex(bytes)), splitter: TextSplitter(try #require(SplitPattern.named("r50k"))),
      boundaries: nil)
    for (text, expected) in [(huge, [256]), (huge + [0x61], [UInt32](repeating: 0x61, count: 601))] {
      for _ in 0..<2 {
        var tokens: [UInt32] = []
        text.withUnsafeBufferPointer { encoder.encode($0, into: &tokens) }
        #expect(tokens == expected)
      }
    }
  }

  @Test(arguments: [true, false]) func `long pieces become what plain merging makes of them`(byRank: Bool) throws {
    for alphabet in Self.alphabets.indices {
      var random = SeededGenerator(seed: 100 + UInt64(alphabet) * 2 + (byRank ? 1 : 0))
      let letters = Self.alphabets[alphabet].map { Array($0.utf8) }
      let plain = Plain(&random, alphabet: letters, count: 50, byRank: byRank)
      let merger = PieceMerger(plain.table().0)
      for length in [255, 256, 257, 400, 700] {
        var piece = Self.text(&random, letters, length: length)
        // Runs, as the merge of runs takes them.
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          piece += repeatElement(
            letters[Int.random(in: 0..<letters.count, using: &random)], count: Int.random(in: 1...200, using: &random)
          ).joined()
        }
        var found = [UInt32](repeating: 0, count: piece.count + BytePairEncoder.spareRoom)
        let count = piece.withUnsafeBufferPointer { bytes in
          bytes.baseAddress.map { merger.encode($0, bytes.count, isWhole: false, into: &found) } ?? 0
        }
        #expect(Array(found[..<count]) == plain.merged(piece), "\(piece)")
      }
    }
  }

  @Test(arguments: [true, false]) func `runs become what plain merging makes of them`(byRank: Bool) throws {
    var taken = 0
    for seed in 0..<60 {
      var random = SeededGenerator(seed: 200 + UInt64(seed))
      let letters: [[UInt8]] = [[0x61], [0x62]]
      let plain = Plain(&random, alphabet: letters, count: 30, byRank: byRank)
      let table = plain.table().0
      var piece: [UInt8] = []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        piece += repeatElement(
          letters[Int.random(in: 0...1, using: &random)], count: Int.random(in: 1...150, using: &random)
        ).joined()
      }
      var found = [UInt32](repeating: 0, count: piece.count)
      let count: Int? = piece.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress, var runs = RunMerge(table, base, bytes.count) else { return nil }
        return runs.run(into: &found)
      }
      guard let count else { continue }
      taken += 1
      #expect(Array(found[..<count]) == plain.merged(piece), "\(piece)")
    }
    #expect(taken > 20, "most runs are merged as runs")
  }

  @Test func `every variant of the kernel merges short pieces alike`() throws {
    for alphabet in Self.alphabets.indices {
      var random = SeededGenerator(seed: 300 + UInt64(alphabet))
      let letters = Self.alphabets[alphabet].map { Array($0.utf8) }
      let plain = Plain(&random, alphabet: letters, count: 80, byRank: true)
      let table = plain.table().0
      let texts = (0..<300).map { _ in
        Array(Self.text(&random, letters, length: Int.random(in: 2...15, using: &random)).prefix(15))
      }
      for piece in texts + plain.tokens.filter({ (2...15).contains($0.count) }) {
        let expected = plain.merged(piece)
        var padded = piece + [UInt8](repeating: 0xAA, count: 32)
        padded.replaceSubrange(piece.count..<16, with: [UInt8](repeating: 0, count: 16 - piece.count))
        for variant in 0...prep_merge_best() {
          var found = [UInt32](repeating: 0, count: 16)
          let count = prep_merge_short(
            variant, table.index.table, table.firstTokens, padded, piece.count, false, &found)
          #expect(Array(found[..<count]) == expected, "variant \(variant): \(piece)")
          let wholeCount = prep_merge_short(
            variant, table.index.table, table.firstTokens, padded, piece.count, true, &found)
          #expect(Array(found[..<wholeCount]) == plain.encoded(piece: piece), "variant \(variant): \(piece)")
        }
      }
    }
  }
}
