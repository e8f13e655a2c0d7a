/// A validated JSON value inside a record or document: a place in its bytes, nothing more.
///
/// Reading a member of an object compares keys one after the other, which is what small objects want; a large one is
/// read with ``forEachMember(_:)``.
public struct JSONView: Sendable {
  /// The six kinds of values of RFC 8259.
  public enum Kind: Sendable, Hashable { case null, bool, number, string, array, object }

  let storage: JSONStorage
  let node: Int
  let base: Int

  /// The kind of the value.
  public var kind: Kind {
    switch storage.pointer[start] {
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
    case UInt8(ascii: "n"): .null
    default: .number
    }
  }

  /// The offset of its first byte from the start of its record or document.
  public var offset: Int { start - base }

  /// How many bytes its JSON text has.
  public var byteCount: Int { textRange.count }

  /// Calls a closure with its JSON text as it was read, quotes and brackets included.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try storage.withBytes(textRange, body)
  }

  /// The member of an object whose key has exactly these bytes, the first one if there are several; nil otherwise.
  public subscript(key: String) -> JSONView? {
    guard isObject else { return nil }
    var key = key
    return key.withUTF8 { wanted in
      let close = endNode
      var index = node + 1
      while index < close {
        let candidate = JSONView(storage: storage, node: index, base: base)
        if candidate.textEquals(UnsafeRawBufferPointer(wanted)) { return candidate.sibling(index + 1) }
        index = candidate.sibling(index + 1).nextNode
      }
      return nil
    }
  }

  /// Calls a closure with each member of an object in order: its key, which is a string, and its value.
  public func forEachMember(_ body: (JSONView, JSONView) throws -> Void) rethrows {
    guard isObject else { return }
    let close = endNode
    var index = node + 1
    while index < close {
      let value = sibling(index + 1)
      try body(sibling(index), value)
      index = value.nextNode
    }
  }

  /// Calls a closure with each element of an array in order.
  public func forEachElement(_ body: (JSONView) throws -> Void) rethrows {
    guard borrowed.isArray else { return }
    let close = endNode
    var index = node + 1
    while index < close {
      let element = sibling(index)
      try body(element)
      index = element.nextNode
    }
  }

  /// The elements of an array, one after the other; none for other values.
  package var elements: Elements { Elements(self) }

  /// The elements of an array in order.
  package struct Elements: Sequence, IteratorProtocol {
    private let array: JSONView
    private var index: Int
    private let close: Int

    fileprivate init(_ array: JSONView) {
      self.array = array
      let isArray = array.borrowed.isArray
      index = array.node + 1
      close = isArray ? array.endNode : index
    }

    package mutating func next() -> JSONView? {
      guard index < close else { return nil }
      let element = array.sibling(index)
      index = element.nextNode
      return element
    }
  }

  /// The number of members of an object or elements of an array; 0 for other values.
  ///
  /// - Complexity: O(members).
  public var count: Int {
    var count = 0
    if isObject { forEachMember { _, _ in count += 1 } } else { forEachElement { _ in count += 1 } }
    return count
  }

  /// Whether the value is `true`; nil when it is neither `true` nor `false`.
  public var bool: Bool? {
    switch storage.pointer[start] {
    case UInt8(ascii: "t"): true
    case UInt8(ascii: "f"): false
    default: nil
    }
  }

  /// Whether the value is `null`.
  public var isNull: Bool { storage.pointer[start] == UInt8(ascii: "n") }

  // MARK: Inside the module

  var hasOneMemberAtMost: Bool { node + 1 >= endNode || sibling(node + 2).nextNode >= endNode }

  var start: Int { borrowed.start }

  /// The second half of the node: what it means depends on the kind.
  var endNode: Int { borrowed.second }

  var isObject: Bool { borrowed.isObject }

  var isString: Bool { borrowed.isString }

  /// The index of the node after this value and all that is in it.
  var nextNode: Int { borrowed.nextNode }

  func sibling(_ node: Int) -> JSONView { at(node) }

  var textRange: Range<Int> { start..<borrowed.end }
}
