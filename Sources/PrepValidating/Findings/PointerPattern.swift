import PrepRecords

/// A fingerprint of the pointer to a value, with every place in a list alike, and every
/// property of a schema: what findings of a kind share.
///
/// It remembers where it last was in each list and object, so that findings that follow one another cost no more than
/// the walk through the record. Below sixteen levels all places are alike.
struct PointerPattern {
  private static let depth = 16
  /// By level: a list or object, and the child that was looked for last.
  private var last = [(parent: Int, child: Int)](repeating: (-1, 0), count: depth)
  private var used = 0

  /// Forgets the record.
  mutating func reset() {
    while used > 0 {
      used -= 1
      last[used].parent = -1
    }
  }

  /// The fingerprint for a value.
  mutating func hash(of target: BorrowedJSON, from root: BorrowedJSON) -> UInt64 {
    walk(from: root, until: { $0.node == target.node }, holds: { $0.node <= target.node && target.node < $0.nextNode })
  }

  /// The fingerprint for the innermost value that holds a position.
  mutating func hash(ofPosition position: Int, from root: BorrowedJSON) -> UInt64 {
    walk(from: root, until: { _ in false }, holds: { $0.start <= position && position < $0.end })
  }

  @inline(__always)
  private mutating func walk(
    from root: BorrowedJSON, until isFound: (BorrowedJSON) -> Bool, holds: (BorrowedJSON) -> Bool
  ) -> UInt64 {
    var hash = Self.start
    var current = root
    var level = 0
    // Whether the members of the value at hand are named by whoever wrote the data.
    var isOfNames = false
    while level < Self.depth, current.isContainer, !isFound(current) {
      let width = current.isObject ? 1 : 0
      let first = current.node + 1
      let start = last[level].parent == current.node ? last[level].child : first
      guard
        let node = search(current, width, from: start, to: current.closeNode, holds)
          ?? search(current, width, from: first, to: start, holds)
      else { break }
      last[level] = (current.node, node)
      used = max(used, level + 1)
      let isNamed = width == 1 && !isOfNames
      if isNamed { Self.mix(current.at(node).text, into: &hash) }
      Self.mix(isNamed ? 0x2F : 0x2A, into: &hash)
      isOfNames = width == 1 && Self.namesMembers(current.at(node).text)
      current = current.at(node + width)
      level += 1
    }
    return hash
  }

  /// The node of the child that holds what is looked for: of an object the key's.
  @inline(__always)
  private func search(
    _ value: BorrowedJSON, _ width: Int, from first: Int, to end: Int, _ holds: (BorrowedJSON) -> Bool
  ) -> Int? {
    var node = first
    while node < end {
      let child = value.at(node + width)
      if holds(child) || (width == 1 && holds(value.at(node))) { return node }
      node = child.nextNode
    }
    return nil
  }

  /// Whether the members of the object under a key have names of the data's own, as the parameters of a tool have, so
  /// that findings at all of them are of one kind.
  @inline(__always)
  private static func namesMembers(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    key.count == 10 && key[0] == UInt8(ascii: "p") && key.elementsEqual("properties".utf8)
  }

  /// As for the key itself.
  static func namesMembers(_ key: Substring) -> Bool { key == "properties" }

  // MARK: The fingerprint, FNV-1a with 64 bits

  /// The fingerprint of no pointer at all, and of one to the record itself.
  static let start: UInt64 = 0xCBF2_9CE4_8422_2325

  private static func mix(_ byte: UInt8, into hash: inout UInt64) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

  private static func mix(_ bytes: UnsafeBufferPointer<UInt8>, into hash: inout UInt64) {
    for byte in bytes { mix(byte, into: &hash) }
  }
}
