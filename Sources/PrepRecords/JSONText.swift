package import PrepBytes
import PrepSystem

/// The inside of a string as it is written, quotes left out; a place in memory that somebody else keeps.
package struct JSONText {
  let start: UnsafePointer<UInt8>
  package let byteCount: Int

  /// Whether it is written as these bytes, which no escape stands for.
  package func isWritten(_ wanted: StaticString) -> Bool {
    byteCount == wanted.utf8CodeUnitCount && Memory.areEqual(start, wanted.utf8Start, byteCount)
  }

  /// The text, its escapes resolved, as UTF-8; nil where it holds a lone surrogate.
  package var unescaped: [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    return JSONUnescaping.append(start, 0..<byteCount, to: &bytes) == nil ? bytes : nil
  }

  /// Appends the text, its escapes resolved, as UTF-8; appends nothing and returns false where it holds a lone
  /// surrogate.
  package func append(to bytes: inout PlainList<UInt8>) -> Bool {
    var isText = true
    bytes.append(upTo: byteCount) { room in
      let written = JSONUnescaping.write(start, count: byteCount, to: room)
      isText = written != nil
      return written ?? 0
    }
    return isText
  }

  /// Up to eight bytes as a number.
  ///
  /// SAFETY: who calls has eight readable bytes there, of a buffer with padding; `count` is 1 to 8.
  @inline(__always)
  fileprivate static func word(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self) & (UInt64.max >> UInt64(64 - 8 * count))
  }
}

/// The keys of objects with two members, of one to eight bytes each.
package struct JSONKeyPair: Sendable {
  fileprivate let first: (word: UInt64, count: Int)
  fileprivate let second: (word: UInt64, count: Int)

  package init(_ first: StaticString, _ second: StaticString) {
    func key(_ name: StaticString) -> (UInt64, Int) {
      precondition((1...8).contains(name.utf8CodeUnitCount), "a key of a pair has one to eight bytes")
      var word: UInt64 = 0
      for index in 0..<name.utf8CodeUnitCount { word |= UInt64(name.utf8Start[index]) << UInt64(8 * index) }
      return (word, name.utf8CodeUnitCount)
    }
    self.first = key(first)
    self.second = key(second)
  }
}

extension JSONView {
  /// The values of an object that has these two members, both strings, and no other, in whichever order they stand; nil
  /// otherwise. The texts are there as long as the view is.
  package func pair(_ keys: JSONKeyPair) -> (first: JSONText, second: JSONText)? {
    Self.pair(storage.pointer, UnsafePointer(storage.nodes.base), node, keys)
  }

  /// Calls a closure with the pair of each element of an array, as long as there is one and the closure returns true;
  /// returns whether that was all of an array. The texts are there until the closure returns.
  package func forEachPair(_ keys: JSONKeyPair, _ body: (_ first: JSONText, _ second: JSONText) -> Bool) -> Bool {
    return withExtendedLifetime(storage) {
      let bytes = storage.pointer
      let nodes = UnsafePointer(storage.nodes.base)
      guard bytes[start] == UInt8(ascii: "[") else { return false }
      let close = endNode
      var element = node + 1
      while element < close, let (first, second) = Self.pair(bytes, nodes, element, keys), body(first, second) {
        element += Self.nodesOfPair
      }
      return element == close
    }
  }

  /// An object, key, value, key, value, the object's end.
  private static let nodesOfPair = 6

  @inline(__always)
  private static func pair(
    _ bytes: UnsafePointer<UInt8>, _ nodes: UnsafePointer<JSONNode>, _ node: Int, _ keys: JSONKeyPair
  ) -> (first: JSONText, second: JSONText)? {
    let members = nodes + node
    guard bytes[Int(members[0].start)] == UInt8(ascii: "{"), Int(members[0].end) == node + nodesOfPair - 1,
      bytes[Int(members[2].start)] == UInt8(ascii: "\""), bytes[Int(members[4].start)] == UInt8(ascii: "\"")
    else { return nil }
    let one = text(bytes, members[2])
    let two = text(bytes, members[4])
    if isKey(bytes, members[1], keys.first), isKey(bytes, members[3], keys.second) { return (one, two) }
    if isKey(bytes, members[1], keys.second), isKey(bytes, members[3], keys.first) { return (two, one) }
    return nil
  }

  @inline(__always)
  private static func text(_ bytes: UnsafePointer<UInt8>, _ node: JSONNode) -> JSONText {
    JSONText(start: bytes + Int(node.start) + 1, byteCount: Int(node.end) - Int(node.start) - 1)
  }

  /// Whether a string is written as the bytes of a key.
  @inline(__always)
  private static func isKey(_ bytes: UnsafePointer<UInt8>, _ node: JSONNode, _ key: (word: UInt64, count: Int)) -> Bool
  {
    let text = text(bytes, node)
    // Behind the bytes of a storage there are more that may be read.
    return text.byteCount == key.count && JSONText.word(text.start, key.count) == key.word
  }
}
