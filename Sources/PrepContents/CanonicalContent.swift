import PrepDiagnostics
import PrepExamples
import PrepRecords

/// Bytes that are equal when two values say the same: the order of keys, blanks, escapes and the spelling of numbers do
/// not count.
///
/// Numbers are compared by their exact decimal value, `1`, `1.0` and `10e-1` are one, and nothing is rounded.
package struct CanonicalContent {
  private var bytes: [UInt8] = []
  /// The keys of the objects that are being written, one after the other.
  private var keys: [UInt8] = []

  package init() {}

  /// The digest of what has been appended.
  package var digest: ContentDigest { bytes.withUnsafeBytes { ContentDigest(of: $0) } }

  /// Forgets what has been appended but keeps the storage.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
  }

  /// Appends a value of a record.
  ///
  /// - Throws: `duplicate-key`, `lone-surrogate`.
  package mutating func append(_ view: JSONView, of record: Record?) throws(Diagnostic) {
    switch view.kind {
    case .null: bytes.append(UInt8(ascii: "z"))
    case .bool: bytes.append(view.bool == true ? UInt8(ascii: "t") : UInt8(ascii: "f"))
    case .number: appendNumber(view)
    case .string:
      let start = begin(UInt8(ascii: "s"))
      do throws(JSONError) { try view.appendUnescaped(to: &bytes) } catch { throw Self.fault(error, view, record) }
      end(start)
    case .array:
      var elements: [JSONView] = []
      view.forEachElement { elements.append($0) }
      beginList(elements.count)
      for element in elements { try append(element, of: record) }
    case .object: try appendObject(view, record)
    }
  }

  /// Appends a text.
  package mutating func append(_ text: [UInt8]) {
    let start = begin(UInt8(ascii: "s"))
    bytes.append(contentsOf: text)
    end(start)
  }

  /// Appends the start of a list of so many values.
  package mutating func beginList(_ count: Int) {
    bytes.append(UInt8(ascii: "a"))
    appendWord(UInt32(truncatingIfNeeded: count))
  }

  /// Appends that there is no value.
  package mutating func appendNothing() { bytes.append(UInt8(ascii: "-")) }

  private mutating func appendObject(_ view: JSONView, _ record: Record?) throws(Diagnostic) {
    var members: [(key: JSONView, value: JSONView, start: Int, end: Int)] = []
    view.forEachMember { key, value in members.append((key, value, 0, 0)) }
    let base = keys.count
    for index in members.indices {
      members[index].start = keys.count
      do throws(JSONError) { try members[index].key.appendUnescaped(to: &keys) } catch {
        throw Self.fault(error, members[index].key, record)
      }
      members[index].end = keys.count
    }
    let order = keys.withUnsafeBufferPointer { keys in
      members.sorted { Self.precedes(keys[$0.start..<$0.end], keys[$1.start..<$1.end]) }
    }
    for (left, right) in zip(order, order.dropFirst())
    where keys[left.start..<left.end].elementsEqual(keys[right.start..<right.end]) {
      let name = String(decoding: keys[right.start..<right.end], as: UTF8.self)
      let place = record?.location(of: right.key) ?? SourceLocation(file: "")
      throw Diagnostic("duplicate-key", "the key \"\(name)\" appears twice in the object", at: place)
    }
    bytes.append(UInt8(ascii: "o"))
    appendWord(UInt32(truncatingIfNeeded: order.count))
    for member in order {
      appendWord(UInt32(truncatingIfNeeded: member.end - member.start))
      bytes.append(contentsOf: keys[member.start..<member.end])
      try append(member.value, of: record)
    }
    keys.removeLast(keys.count - base)
  }

  private static func precedes(_ left: Slice<UnsafeBufferPointer<UInt8>>, _ right: Slice<UnsafeBufferPointer<UInt8>>)
    -> Bool
  {
    left.lexicographicallyPrecedes(right)
  }

  private mutating func appendNumber(_ view: JSONView) {
    let start = begin(UInt8(ascii: "n"))
    view.withUnsafeBytes { CanonicalNumber.append($0, to: &bytes) }
    end(start)
  }

  /// Begins a value whose length goes before its bytes; gives the place of the length.
  private mutating func begin(_ tag: UInt8) -> Int {
    bytes.append(tag)
    appendWord(0)
    return bytes.count
  }

  private mutating func end(_ start: Int) {
    var length = UInt32(truncatingIfNeeded: bytes.count - start)
    for index in start - 4..<start {
      bytes[index] = UInt8(truncatingIfNeeded: length)
      length >>= 8
    }
  }

  private mutating func appendWord(_ word: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
  }

  private static func fault(_ error: JSONError, _ view: JSONView, _ record: Record?) -> Diagnostic {
    Diagnostic(error.code, error.message, at: record?.location(of: view) ?? SourceLocation(file: ""))
  }
}

/// Writes the value of a JSON number in one way.
enum CanonicalNumber {
  /// Appends sign, digits without zeros at either end, and the power of ten; a zero is `0`.
  static func append(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    let start = bytes.count
    var isNegative = false
    var exponent = 0
    var inFraction = false
    var index = 0
    if text.first == UInt8(ascii: "-") {
      isNegative = true
      bytes.append(UInt8(ascii: "-"))
      index = 1
    }
    let firstDigit = bytes.count
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        inFraction = true
      } else if byte | 0x20 == UInt8(ascii: "e") {
        guard let power = Int(String(decoding: text[(index + 1)...], as: UTF8.self)), power.magnitude < 1 << 62 else {
          // A power beyond any number: as it is written.
          bytes.removeLast(bytes.count - start)
          bytes.append(contentsOf: text)
          return
        }
        exponent += power
        break
      } else {
        if byte != UInt8(ascii: "0") || bytes.count > firstDigit { bytes.append(byte) }
        if inFraction { exponent -= 1 }
      }
      index += 1
    }
    while bytes.count > firstDigit, bytes.last == UInt8(ascii: "0") {
      bytes.removeLast()
      exponent += 1
    }
    if bytes.count == firstDigit {
      if isNegative { bytes.removeLast() }
      bytes.append(UInt8(ascii: "0"))
    } else {
      bytes.append(UInt8(ascii: "e"))
      bytes.append(contentsOf: "\(exponent)".utf8)
    }
  }
}
