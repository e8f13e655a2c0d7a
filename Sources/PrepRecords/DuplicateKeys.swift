import PrepSystem

/// Finds keys that occur twice in an object, by their text and not by how it is escaped.
enum DuplicateKeys {
  /// Objects up to this size are compared pair by pair.
  private static let small = 12

  static func first(in object: JSONView) -> JSONView? {
    // An object with one member is common.
    if object.hasOneMemberAtMost { return nil }
    let node = object.withBorrowed { firstByPairs($0) }
    if let node { return node < 0 ? nil : object.at(node) }
    var keys: [JSONView] = []
    object.forEachMember { key, _ in keys.append(key) }
    return firstBySet(keys)
  }

  /// The node of the first key of a small object that stood there before, -1 when all differ; nil where the object is
  /// large, or has a key that is written with escapes.
  private static func firstByPairs(_ object: BorrowedJSON) -> Int? {
    var nodes = InlineArray<12, Int>(repeating: 0)
    var count = 0
    var found = -1
    var isSimple = true
    object.forEachMember { key, _ in
      guard isSimple, found < 0 else { return }
      let text = key.text
      guard count < small, !contains(text, UInt8(ascii: "\\")) else {
        isSimple = false
        return
      }
      for index in 0..<count where equal(object.at(nodes[index]).text, text) {
        found = key.node
        return
      }
      nodes[count] = key.node
      count += 1
    }
    return isSimple || found >= 0 ? found : nil
  }

  @inline(__always)
  private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ byte: UInt8) -> Bool {
    text.baseAddress.map { Memory.offset(of: byte, from: $0, text.count) != nil } ?? false
  }

  @inline(__always)
  private static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    guard left.count > 0, let left = left.baseAddress, let start = right.baseAddress else { return true }
    return left[0] == start[0] && Memory.areEqual(left, start, right.count)
  }

  private static func firstBySet(_ keys: [JSONView]) -> JSONView? {
    var seen = Set<[UInt8]>(minimumCapacity: keys.count)
    for key in keys where !seen.insert(identity(key)).inserted { return key }
    return nil
  }

  /// The text of a key; when a lone surrogate keeps it from being text, its raw bytes behind a byte no text has.
  private static func identity(_ key: JSONView) -> [UInt8] {
    let raw = key.storage.withBytes(key.contentRange) { Array($0) }
    guard raw.contains(UInt8(ascii: "\\")) else { return raw }
    do { return try key.unescaped() } catch { return [0xFF] + raw }
  }
}
