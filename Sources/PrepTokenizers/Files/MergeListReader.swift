internal import PrepBytePairEncoding

/// Builds the merges of a vocabulary from pairs of texts.
///
/// Tokens are looked up some dozen merges at a time, the places in the index having been asked for before: a large
/// vocabulary does not fit into the processor's caches. What a merge makes is nearly always the token after the last
/// one made, which is tried first.
struct MergeListReader {
  private struct Pending {
    var start: Int
    var middle: Int
    var end: Int
    var number: Int
  }

  private static let batch = 48
  /// Bytes that may be read beyond a text.
  private static let padding = [UInt8](repeating: 0, count: 8)

  private let index: TokenIndex
  /// Whether texts are in the byte alphabet; else they are looked up as they are.
  private let isInAlphabet: Bool
  private(set) var list: [(left: Token, right: Token, token: Token)] = []
  /// The number of the first merge of which a side, or what they make, is not in the vocabulary.
  private(set) var fault: Int?
  private var text: [UInt8] = []
  private var pending: [Pending] = []

  /// - Parameter index: The tokens by their bytes, or by how they are written.
  init(index: TokenIndex, isInAlphabet: Bool, capacity: Int) {
    self.index = index
    self.isInAlphabet = isInAlphabet
    list.reserveCapacity(capacity)
    pending.reserveCapacity(Self.batch)
  }

  /// Adds a merge; its number is for ``fault``.
  mutating func add(_ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>, number: Int) {
    let start = text.count
    let isWritten = append(first)
    let middle = text.count
    guard append(second), isWritten, middle > start, text.count > middle else {
      if fault == nil {
        finish()
        fault = fault ?? number
      }
      return
    }
    pending.append(Pending(start: start, middle: middle, end: text.count, number: number))
    if pending.count == Self.batch { finish() }
  }

  /// Adds a merge written with one space between its sides.
  mutating func add(_ line: UnsafeBufferPointer<UInt8>, number: Int) {
    let space = line.firstIndex(of: 0x20) ?? line.count
    add(
      UnsafeBufferPointer(rebasing: line[..<space]), UnsafeBufferPointer(rebasing: line[min(space + 1, line.count)...]),
      number: number)
  }

  private mutating func append(_ side: UnsafeBufferPointer<UInt8>) -> Bool {
    if isInAlphabet { return ByteAlphabet.appendBytes(of: side, to: &text) }
    text.append(contentsOf: side)
    return true
  }

  /// Looks up what has been added since the last time.
  mutating func finish() {
    text.append(contentsOf: Self.padding)
    let index = index
    let tokens = index.tokens
    var last = list.last?.token ?? 0
    text.withUnsafeBufferPointer { text in
      guard let base = text.baseAddress else { return }
      for merge in pending {
        index.prefetch(base + merge.start, merge.middle - merge.start)
        index.prefetch(base + merge.middle, merge.end - merge.middle)
      }
      for merge in pending where fault == nil {
        let left = index.token(base + merge.start, merge.middle - merge.start)
        let right = index.token(base + merge.middle, merge.end - merge.middle)
        let whole = UnsafeBufferPointer(rebasing: text[merge.start..<merge.end])
        let token = tokens.has(last &+ 1, whole) ? last &+ 1 : index.token(base + merge.start, whole.count)
        if left == TokenIndex.none || right == TokenIndex.none || token == TokenIndex.none {
          fault = merge.number
        } else {
          list.append((left, right, token))
          last = token
        }
      }
    }
    text.removeAll(keepingCapacity: true)
    pending.removeAll(keepingCapacity: true)
  }
}
