import CKernels

/// Merges the bytes of one piece into tokens: exactly what the merge table says, for pieces of any length.
///
/// All ways give the same tokens; which one is taken is a question of speed. ``encode(_:_:isWhole:into:)`` goes down
/// this table and takes the first way that fits; parts of a piece, in windows and at seams, are merged by `mergePart`,
/// which has the rows of arrays and heap alone.
///
/// | Way | When | How, and in what time for n bytes |
/// |---|---|---|
/// | token | a whole piece that is a token, where the vocabulary takes these | one look-up, O(n) |
/// | kernel | up to 15 bytes, which the cache has packed; ids are ranks | all stretches hashed at once, `prep_merge_short` |
/// | arrays | up to ``shortLimit`` bytes | the smallest rank is found by looking at all, O(n²) with vectors |
/// | runs | longer than all tokens, of few runs of one byte | ``RunMerge``, O(runs) |
/// | heap | longer, where tokens say that a word ends with them | ``HeapMerge``, O(n log n) |
/// | windows | all other | a window at a time, O(n) where seams hold, else by the heap |
///
/// Windows are right because the tokens of a text are the right ones if and only if each two neighbors are what their
/// own bytes merge into: the first merge that crosses a seam of the whole would also cross it in the two alone. So only
/// the seams are checked.
struct PieceMerger: ~Copyable {
  /// The longest piece merged in arrays.
  static let shortLimit = 256
  /// How many new bytes a window takes.
  private static let windowStep = 96
  /// A window that grew beyond this gives way to the heap.
  private static let windowLimit = 8192

  let table: MergeTable
  private let index: TokenIndex
  /// Whether pieces of a few bytes are merged by the kernel.
  private let mergesShortByRank: Bool
  private let kernel: Int32
  private let ranks: UnsafeMutablePointer<UInt32>
  private let ids: UnsafeMutablePointer<UInt32>
  private let made: UnsafeMutablePointer<UInt32>
  private let next: UnsafeMutablePointer<Int32>
  private let previous: UnsafeMutablePointer<Int32>
  /// A copy of the text that may be read beyond its end.
  private let text: UnsafeMutablePointer<UInt8>
  private let seam: UnsafeMutablePointer<UInt32>

  init(_ table: MergeTable, kernel: Int32 = prep_merge_best()) {
    self.table = table
    self.kernel = kernel
    index = table.index
    mergesShortByRank = table.mergesByRank && table.takesWholePieces && table.index.tokens.count < 1 << 27
    let room = Self.shortLimit + 16
    ranks = .allocate(capacity: room)
    ids = .allocate(capacity: room)
    made = .allocate(capacity: room)
    next = .allocate(capacity: room)
    previous = .allocate(capacity: room)
    text = .allocate(capacity: room)
    text.update(repeating: 0, count: room)
    seam = .allocate(capacity: 2 * room)
  }

  deinit {
    ranks.deallocate()
    ids.deallocate()
    made.deallocate()
    next.deallocate()
    previous.deallocate()
    text.deallocate()
    seam.deallocate()
  }

  /// Writes the tokens of a piece and returns their number, at most one a byte.
  ///
  /// - Parameter isWhole: Whether the bytes are a whole piece, to which the rule of whole pieces applies; else a part
  ///   of one.
  func encode(_ piece: UnsafePointer<UInt8>, _ length: Int, isWhole: Bool, into output: UnsafeMutablePointer<UInt32>)
    -> Int
  {
    if isWhole, let id = wholeToken(piece, length) {
      output[0] = id
      return 1
    }
    if length <= Self.shortLimit { return mergeShort(piece, length, into: output) }
    if let count = encodeRuns(piece, length, into: output) { return count }
    if table.marksWordEnds { return mergeByHeap(piece, length, into: output) }
    return mergeByWindows(piece, length, into: output)
  }

  /// The token that a whole piece is by the rule of whole pieces.
  @inline(__always)
  private func wholeToken(_ piece: UnsafePointer<UInt8>, _ length: Int) -> Token? {
    guard table.takesWholePieces, length <= index.longest else { return nil }
    return index.id(of: UnsafeBufferPointer(start: piece, count: length))
  }

  /// As ``encode``, for a part of a piece inside of which no run is worth a look.
  @inline(__always)
  private func mergePart(_ part: UnsafePointer<UInt8>, _ length: Int, into output: UnsafeMutablePointer<UInt32>) -> Int
  {
    length <= Self.shortLimit ? mergeShort(part, length, into: output) : mergeByHeap(part, length, into: output)
  }

  /// As ``encode``, for a piece that is longer than all tokens; nil where it is not made of few runs, and so takes
  /// longer.
  func encodeRuns(_ piece: UnsafePointer<UInt8>, _ length: Int, into output: UnsafeMutablePointer<UInt32>) -> Int? {
    guard length > Self.shortLimit, length > index.longest, var runs = RunMerge(table, piece, length) else {
      return nil
    }
    return runs.run(into: output)
  }

  /// As ``encode``, for a piece of which the cache has the key: at most `PREP_PIECE_LONGEST` bytes, packed.
  @inline(__always)
  func encode(_ key: prep_piece_key, _ length: Int, isWhole: Bool, into output: UnsafeMutablePointer<UInt32>) -> Int {
    let words = UnsafeMutableRawPointer(text)
    words.storeBytes(of: key.low, as: UInt64.self)
    words.storeBytes(of: key.high & (1 << 56 - 1), toByteOffset: 8, as: UInt64.self)
    guard mergesShortByRank, length > 1 else {
      return encode(UnsafePointer(text), length, isWhole: isWhole, into: output)
    }
    return prep_merge_short(kernel, index.table, table.firstTokens, text, length, isWhole, output)
  }

  /// Merges at most ``shortLimit`` bytes.
  func mergeShort(_ piece: UnsafePointer<UInt8>, _ length: Int, into output: UnsafeMutablePointer<UInt32>) -> Int {
    text.update(from: piece, count: length)
    for position in 0..<length {
      ids[position] = table.firstTokens[Int(text[position])]
      next[position] = Int32(truncatingIfNeeded: position &+ 1)
      previous[position] = Int32(truncatingIfNeeded: position &- 1)
      ranks[position &+ 8] = TokenIndex.none
    }
    ids[length &- 1] = table.lastTokens[Int(text[length &- 1])]
    if table.mergesByRank { mergeRanks(length) } else { mergeList(length) }
    var count = 0
    var position = 0
    while position < length {
      output[count] = ids[position]
      if ids[position] != TokenIndex.none { count &+= 1 }
      position = Int(next[position])
    }
    return count
  }

  @inline(__always)
  private func mergeRanks(_ length: Int) {
    for position in 0..<length &- 1 {
      ranks[position] = index.pairs[Int(text[position]) << 8 | Int(text[position &+ 1])]
    }
    for position in length &- 1..<length &+ 8 { ranks[position] = TokenIndex.none }
    let longest = index.longest
    while true {
      let at = prep_first_minimum(ranks, length)
      let rank = ranks[at]
      if rank == TokenIndex.none { return }
      ids[at] = rank
      let joined = Int(next[at])
      let after = Int(next[joined])
      ranks[joined] = TokenIndex.none
      next[at] = Int32(truncatingIfNeeded: after)
      if after < length {
        previous[after] = Int32(truncatingIfNeeded: at)
        let end = Int(next[after])
        ranks[at] = end &- at <= longest ? index.find(text + at, end &- at) : TokenIndex.none
      } else {
        ranks[at] = TokenIndex.none
      }
      if at > 0 {
        let before = Int(previous[at])
        ranks[before] = after &- before <= longest ? index.find(text + before, after &- before) : TokenIndex.none
      }
    }
  }

  @inline(__always)
  private func mergeList(_ length: Int) {
    for position in 0..<length &- 1 { rate(position, ids[position], ids[position &+ 1]) }
    for position in length &- 1..<length &+ 8 { ranks[position] = TokenIndex.none }
    while true {
      let at = prep_first_minimum(ranks, length)
      if ranks[at] == TokenIndex.none { return }
      ids[at] = made[at]
      let joined = Int(next[at])
      let after = Int(next[joined])
      ranks[joined] = TokenIndex.none
      next[at] = Int32(truncatingIfNeeded: after)
      if after < length {
        previous[after] = Int32(truncatingIfNeeded: at)
        rate(at, ids[at], ids[after])
      } else {
        ranks[at] = TokenIndex.none
      }
      if at > 0 {
        let before = Int(previous[at])
        rate(before, ids[before], ids[at])
      }
    }
  }

  @inline(__always)
  private func rate(_ position: Int, _ left: Token, _ right: Token) {
    let merge = table.merge(left, right)
    ranks[position] = merge.rank
    made[position] = merge.token
  }

  // MARK: Long pieces

  private func mergeByWindows(_ piece: UnsafePointer<UInt8>, _ length: Int, into output: UnsafeMutablePointer<UInt32>)
    -> Int
  {
    var count = 0
    var position = 0
    while position < length {
      let end = min(length, position + Self.windowStep)
      var taken = 2
      while true {
        taken = min(taken, count)
        var start = position
        for back in 0..<taken { start -= index.tokens.length(of: output[count - 1 - back]) }
        if end - start > Self.windowLimit { return mergeByHeap(piece, length, into: output) }
        let kept = count - taken
        let last = kept > 0 ? output[kept - 1] : 0
        let made = mergePart(piece + start, end - start, into: output + kept)
        if kept == 0 || isSeam(last, output[kept]) {
          count = kept + made
          break
        }
        // What the window wrote over the popped tokens must be restored before more are popped: merge their bytes
        // again.
        count = kept + (start == position ? 0 : mergePart(piece + start, position - start, into: output + kept))
        taken *= 2
      }
      position = end
    }
    return count
  }

  /// Whether two tokens stay apart when they stand side by side.
  private func isSeam(_ left: Token, _ right: Token) -> Bool {
    guard let first = index.tokens.bytes(of: left), let second = index.tokens.bytes(of: right) else { return false }
    let length = first.count + second.count
    if length > Self.shortLimit {
      var joined = Array(first) + Array(second)
      var merged = [UInt32](repeating: 0, count: length)
      let count = mergeByHeap(&joined, length, into: &merged)
      return count == 2 && merged[0] == left && merged[1] == right
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { joined in
      guard let base = joined.baseAddress, let start = first.baseAddress, let rest = second.baseAddress else {
        return false
      }
      base.update(from: start, count: first.count)
      (base + first.count).update(from: rest, count: second.count)
      return mergeShort(base, length, into: seam) == 2 && seam[0] == left && seam[1] == right
    }
  }

  /// Merges a piece of any length in O(n log n).
  private func mergeByHeap(_ piece: UnsafePointer<UInt8>, _ length: Int, into output: UnsafeMutablePointer<UInt32>)
    -> Int
  {
    var state = HeapMerge(table, piece, length)
    return state.run(into: output)
  }
}
