internal import PrepBytePairEncoding

/// Builds the merges of a vocabulary from pairs of texts in the byte alphabet.
struct MergeListReader {
  private let index: TokenIndex
  private let suffix: [UInt8]
  /// Ids by text for vocabularies whose words end in a suffix, where bytes alone do not tell tokens apart.
  private let idsByText: [[UInt8]: Token]
  private(set) var list: [(left: Token, right: Token, token: Token)] = []
  private var left: [UInt8] = []
  private var right: [UInt8] = []

  init(index: TokenIndex, suffix: [UInt8], idsByText: [[UInt8]: Token], capacity: Int) {
    self.index = index
    self.suffix = suffix
    self.idsByText = idsByText
    list.reserveCapacity(capacity)
  }

  /// Adds a merge; false when a side, or what they make, is not in the vocabulary.
  mutating func add(_ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>) -> Bool {
    if !suffix.isEmpty {
      guard let one = idsByText[Array(first)], let two = idsByText[Array(second)],
        let both = idsByText[Array(first) + Array(second)]
      else { return false }
      list.append((one, two, both))
      return true
    }
    left.removeAll(keepingCapacity: true)
    right.removeAll(keepingCapacity: true)
    guard ByteAlphabet.appendBytes(of: first, to: &left), ByteAlphabet.appendBytes(of: second, to: &right) else { return false }
    guard let one = left.withUnsafeBufferPointer({ index.id(of: $0) }), let two = right.withUnsafeBufferPointer({ index.id(of: $0) })
    else { return false }
    left.append(contentsOf: right)
    guard let both = left.withUnsafeBufferPointer({ index.id(of: $0) }) else { return false }
    list.append((one, two, both))
    return true
  }

  /// Adds a merge written with one space between its sides; false when it is none.
  mutating func add(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let space = line.firstIndex(of: 0x20), space > 0, space + 1 < line.count else { return false }
    return add(UnsafeBufferPointer(rebasing: line[..<space]), UnsafeBufferPointer(rebasing: line[(space + 1)...]))
  }
}
