/// Finds keys that occur twice in an object, by their text and not by how it is escaped.
enum DuplicateKeys {
  /// Objects up to this size are compared pair by pair.
  private static let small = 12

  static func first(in object: JSONView) -> JSONView? {
    // An object with one member is common, and needs no list.
    if object.hasOneMemberAtMost { return nil }
    var keys: [JSONView] = []
    object.forEachMember { key, _ in keys.append(key) }
    return keys.count <= small ? firstByPairs(keys) : firstBySet(keys)
  }

  private static func firstByPairs(_ keys: [JSONView]) -> JSONView? {
    for (index, key) in keys.enumerated() {
      for earlier in keys[..<index] where equal(earlier, key) { return key }
    }
    return nil
  }

  private static func equal(_ left: JSONView, _ right: JSONView) -> Bool {
    if !isEscaped(right) { return right.storage.withBytes(right.contentRange) { left.textEquals($0) } }
    return identity(left) == identity(right)
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

  private static func isEscaped(_ key: JSONView) -> Bool {
    key.storage.withBytes(key.contentRange) { $0.contains(UInt8(ascii: "\\")) }
  }
}
