import PrepRecords

/// A value of a record while its batch is held: a place among the batch's nodes, without a reference count.
///
/// It must not outlive the call of `RecordBatch.withIndex` that gave its pointers.
struct Value {
  let bytes: UnsafePointer<UInt8>
  let nodes: UnsafePointer<JSONNode>
  let node: Int

  /// The position of the first byte in the batch.
  @inline(__always) var start: Int { Int(nodes[node].start) }
  @inline(__always) private var second: Int { Int(nodes[node].end) }
  /// The first byte, which says what the value is.
  @inline(__always) var first: UInt8 { bytes[start] }

  @inline(__always) var isString: Bool { first == UInt8(ascii: "\"") }
  @inline(__always) var isObject: Bool { first == UInt8(ascii: "{") }
  @inline(__always) var isArray: Bool { first == UInt8(ascii: "[") }
  @inline(__always) var isNull: Bool { first == UInt8(ascii: "n") }
  @inline(__always) var isTrue: Bool { first == UInt8(ascii: "t") }
  @inline(__always) var isBool: Bool { first == UInt8(ascii: "t") || first == UInt8(ascii: "f") }
  @inline(__always) var isNumber: Bool { first == UInt8(ascii: "-") || first &- 0x30 < 10 }
  @inline(__always) private var isContainer: Bool { first | 0x20 == UInt8(ascii: "{") }

  /// The position behind the last byte.
  var end: Int {
    if isContainer { return Int(nodes[second].start) + 1 }
    return isString ? second + 1 : second
  }

  /// The bytes as they were written.
  var raw: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes + start, count: end - start) }

  /// What stands between the quotes of a string, its escapes unresolved; empty for anything else.
  @inline(__always) var text: UnsafeBufferPointer<UInt8> {
    guard isString else { return UnsafeBufferPointer(start: bytes, count: 0) }
    return UnsafeBufferPointer(start: bytes + start + 1, count: second - start - 1)
  }

  @inline(__always) func at(_ node: Int) -> Value { Value(bytes: bytes, nodes: nodes, node: node) }

  /// The node behind the value and everything in it.
  @inline(__always) var nextNode: Int { isContainer ? second + 1 : node + 1 }

  /// The node of the closing bracket of an object or array.
  @inline(__always) var closeNode: Int { isContainer ? second : node }

  /// The members of an object in order; nothing for anything else.
  @inline(__always) func forEachMember(_ body: (Value, Value) -> Void) {
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
  @inline(__always) func forEachElement(_ body: (Value) -> Void) {
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
  var elements: [Value] {
    var result: [Value] = []
    forEachElement { result.append($0) }
    return result
  }

  /// Whether an array or object holds nothing.
  var isEmptyContainer: Bool { isContainer && second == node + 1 }

  /// The number of elements or members.
  var count: Int {
    var count = 0
    if isObject { forEachMember { _, _ in count += 1 } } else { forEachElement { _ in count += 1 } }
    return count
  }

  /// The value of the first member with a key, compared with its escapes unresolved.
  func member(_ name: StaticString) -> Value? {
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
  @inline(__always) func textIs(_ name: StaticString) -> Bool {
    let text = text
    return isString && text.count == name.utf8CodeUnitCount && Bytes.equal(text.baseAddress, name.utf8Start, text.count)
  }

  /// Whether the value is a string of nothing, or of blanks and escaped blanks.
  var isBlankText: Bool { isString && Bytes.isBlank(text) }

  /// The text of a string for a message, its escapes resolved as far as they are simple, shortened.
  var shown: String { Bytes.shown(isString ? text : raw) }

  /// The name of the kind, for messages.
  var kindName: String {
    if isString { return "a string" }
    if isObject { return "an object" }
    if isArray { return "an array" }
    if isBool { return "true or false" }
    return isNull ? "null" : "a number"
  }

  /// The value of an integer that fits, nil for everything else.
  var int: Int? {
    guard isNumber else { return nil }
    return Int(String(decoding: raw, as: UTF8.self))
  }
}
