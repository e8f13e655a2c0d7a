/// A value of a record while its storage is held: a place among its nodes, without a reference count. The way for loops
/// that look at every value of every record; public, because the compiler puts the code of nothing else into other
/// modules.
///
/// It must not outlive the call of ``RecordBatch/withIndex(_:)`` or ``JSONView/withBorrowed(_:)`` that gave its
/// pointers.
public struct BorrowedJSON: BitwiseCopyable {
  public let bytes: UnsafePointer<UInt8>
  public let nodes: UnsafePointer<JSONNode>
  /// The value's place among the nodes.
  public let node: Int

  @inlinable @inline(__always)
  public init(bytes: UnsafePointer<UInt8>, nodes: UnsafePointer<JSONNode>, node: Int) {
    self.bytes = bytes
    self.nodes = nodes
    self.node = node
  }

  /// The position of the first byte in the storage.
  @inlinable @inline(__always) public var start: Int { Int(nodes[node].start) }
  /// The second half of the node: what it means depends on the kind.
  @inlinable @inline(__always) public var second: Int { Int(nodes[node].end) }
  /// The first byte, which says what the value is.
  @inlinable @inline(__always) public var first: UInt8 { bytes[start] }

  @inlinable @inline(__always) public var isString: Bool { first == UInt8(ascii: "\"") }
  @inlinable @inline(__always) public var isObject: Bool { first == UInt8(ascii: "{") }
  @inlinable @inline(__always) public var isArray: Bool { first == UInt8(ascii: "[") }
  @inlinable @inline(__always) public var isNull: Bool { first == UInt8(ascii: "n") }
  @inlinable @inline(__always) public var isTrue: Bool { first == UInt8(ascii: "t") }
  @inlinable @inline(__always) public var isBool: Bool { first == UInt8(ascii: "t") || first == UInt8(ascii: "f") }
  @inlinable @inline(__always) public var isNumber: Bool { first == UInt8(ascii: "-") || first &- 0x30 < 10 }
  @inlinable @inline(__always) public var isContainer: Bool { first | 0x20 == UInt8(ascii: "{") }

  /// The position behind the last byte.
  @inlinable public var end: Int {
    if isContainer { return Int(nodes[second].start) + 1 }
    return isString ? second + 1 : second
  }

  /// The bytes as they were written.
  @inlinable public var raw: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: bytes + start, count: end - start)
  }

  /// What stands between the quotes of a string, its escapes unresolved; empty for anything else.
  @inlinable @inline(__always) public var text: UnsafeBufferPointer<UInt8> {
    guard isString else { return UnsafeBufferPointer(start: bytes, count: 0) }
    return UnsafeBufferPointer(start: bytes + start + 1, count: second - start - 1)
  }

  /// The value at another place among the nodes.
  @inlinable @inline(__always)
  public func at(_ node: Int) -> BorrowedJSON { BorrowedJSON(bytes: bytes, nodes: nodes, node: node) }

  /// The node behind the value and everything in it.
  @inlinable @inline(__always) public var nextNode: Int { isContainer ? second + 1 : node + 1 }

  /// The node of the closing bracket of an object or array.
  @inlinable @inline(__always) public var closeNode: Int { isContainer ? second : node }

  /// The members of an object in order; nothing for anything else.
  @inlinable @inline(__always)
  public func forEachMember(_ body: (BorrowedJSON, BorrowedJSON) -> Void) {
    guard isObject else { return }
    let close = second
    var index = node + 1
    while index < close {
      let value = at(index + 1)
      body(at(index), value)
      index = value.nextNode
    }
  }

  /// The elements of an array in order; nothing for anything else.
  @inlinable @inline(__always)
  public func forEachElement(_ body: (BorrowedJSON) -> Void) {
    guard isArray else { return }
    let close = second
    var index = node + 1
    while index < close {
      let element = at(index)
      body(element)
      index = element.nextNode
    }
  }

  /// The elements of an array.
  package var elements: [BorrowedJSON] {
    var result: [BorrowedJSON] = []
    forEachElement { result.append($0) }
    return result
  }

  /// Whether an array or object holds nothing.
  @inlinable public var isEmptyContainer: Bool { isContainer && second == node + 1 }

  /// The number of elements or members.
  package var count: Int {
    var count = 0
    if isObject { forEachMember { _, _ in count += 1 } } else { forEachElement { _ in count += 1 } }
    return count
  }

  /// The value of the first member with a key, compared with its escapes unresolved.
  package func member(_ name: StaticString) -> BorrowedJSON? {
    guard isObject else { return nil }
    let close = second
    var index = node + 1
    while index < close {
      let value = at(index + 1)
      if at(index).textIs(name) { return value }
      index = value.nextNode
    }
    return nil
  }

  /// Whether the value is a string written with exactly these bytes.
  package func textIs(_ name: StaticString) -> Bool {
    guard isString else { return false }
    let text = text
    return JSONText(start: bytes + start + 1, byteCount: text.count).isWritten(name)
  }

  /// The name of the kind, for messages.
  package var kindName: String {
    if isString { return "a string" }
    if isObject { return "an object" }
    if isArray { return "an array" }
    if isBool { return "true or false" }
    return isNull ? "null" : "a number"
  }

  /// The value of an integer that fits, nil for everything else.
  package var int: Int? {
    guard isNumber else { return nil }
    return Int(String(decoding: raw, as: UTF8.self))
  }
}

extension JSONView {
  /// The value without the count of references to its storage; only for as long as the view is there.
  package var borrowed: BorrowedJSON {
    BorrowedJSON(bytes: storage.pointer, nodes: UnsafePointer(storage.nodes.base), node: node)
  }

  /// Calls a closure with the value without the count of references to its storage.
  package func withBorrowed<R>(_ body: (BorrowedJSON) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) { try body(borrowed) }
  }

  /// The value at a node that a borrowed value of the same record has.
  package func at(_ node: Int) -> JSONView { JSONView(storage: storage, node: node, base: base) }
}
