import PrepBytes

/// Writes JSON text into bytes: compact, indented for people, or as Python's `json.dumps` does. All JSON that this
/// package writes comes from here, or, where whole lines are put together in a hot loop, from `JSONEscaping`.
///
/// It places commas and colons; the caller opens, writes and closes in order. Members come out in the order they are
/// written, so a form with sorted keys is written by writing them sorted.
public struct JSONWriter {
  /// What has been written so far.
  public private(set) var bytes: [UInt8]
  private let indentation: Int?
  /// Whether blanks follow commas and colons, and other characters than those of ASCII are escaped.
  private let isPythons: Bool
  private var levels: [Level] = []
  private var afterKey = false

  private struct Level {
    let close: UInt8
    var isEmpty = true
  }

  /// - Parameters:
  ///   - indentation: Spaces a level, each member on its own line; nil writes everything on one line without blanks.
  ///   - bytes: What to append to; the storage is reused.
  public init(indentation: Int? = nil, appendingTo bytes: consuming [UInt8] = []) {
    self.indentation = indentation
    self.bytes = bytes
    isPythons = false
  }

  private init(isPythons: Bool) {
    indentation = nil
    bytes = []
    self.isPythons = isPythons
  }

  /// Writes as Python's `json.dumps` does: a blank behind each comma and colon, and nothing but ASCII.
  package static var python: JSONWriter { JSONWriter(isPythons: true) }

  /// The JSON text of a string; the bytes are well-formed UTF-8.
  package static func text(_ text: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writer.string(text)
    return writer.take()
  }

  /// The JSON text of a string.
  package static func text(_ text: String) -> [UInt8] { self.text(Array(text.utf8)) }

  /// Takes what has been written and starts again.
  public mutating func take() -> [UInt8] {
    defer {
      bytes = []
      levels = []
      afterKey = false
    }
    return bytes
  }

  /// Forgets what has been written, what is still open included, but keeps the storage.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    levels.removeAll(keepingCapacity: true)
    afterKey = false
  }

  public mutating func beginObject() { begin(UInt8(ascii: "{"), UInt8(ascii: "}")) }

  public mutating func endObject() { end(UInt8(ascii: "}")) }

  public mutating func beginArray() { begin(UInt8(ascii: "["), UInt8(ascii: "]")) }

  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Writes the key of the next member.
  public mutating func key(_ name: String) {
    var name = name
    name.withUTF8 { key(UnsafeRawBufferPointer($0)) }
  }

  /// Writes the key of the next member; the bytes are well-formed UTF-8.
  public mutating func key(_ name: UnsafeRawBufferPointer) {
    precondition(levels.last?.close == UInt8(ascii: "}") && !afterKey, "a key belongs into an object")
    separate()
    appendString(name)
    bytes.append(UInt8(ascii: ":"))
    if indentation != nil || isPythons { bytes.append(UInt8(ascii: " ")) }
    afterKey = true
  }

  public mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { string(UnsafeRawBufferPointer($0)) }
  }

  /// Writes a string whose bytes are well-formed UTF-8.
  public mutating func string(_ text: UnsafeRawBufferPointer) {
    beginValue()
    appendString(text)
  }

  /// Writes a string whose bytes are well-formed UTF-8.
  public mutating func string(_ text: [UInt8]) { text.withUnsafeBytes { string($0) } }

  @inlinable
  public mutating func int(_ value: some BinaryInteger) {
    if let number = Int(exactly: value) { appendInt(number) } else { appendNumber("\(value)") }
  }

  @usableFromInline
  mutating func appendInt(_ value: Int) {
    beginValue()
    bytes.append(decimal: value)
  }

  @usableFromInline
  mutating func appendNumber(_ digits: String) {
    beginValue()
    bytes.append(contentsOf: digits.utf8)
  }

  /// Writes a finite number in the shortest form that reads back equal.
  public mutating func double(_ value: Double) {
    precondition(value.isFinite, "JSON has no such number")
    beginValue()
    bytes.append(contentsOf: "\(value)".utf8)
  }

  /// Writes a finite number in the shortest form that reads back equal as a 32-bit float.
  public mutating func float(_ value: Float) {
    precondition(value.isFinite, "JSON has no such number")
    beginValue()
    bytes.append(contentsOf: "\(value)".utf8)
  }

  public mutating func bool(_ value: Bool) {
    beginValue()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  public mutating func null() {
    beginValue()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Writes a value that is JSON text already, as it is.
  public mutating func raw(_ text: UnsafeRawBufferPointer) {
    beginValue()
    bytes.append(contentsOf: text)
  }

  /// Writes a value that was read, as it was written there.
  package mutating func raw(_ value: JSONView) { value.withUnsafeBytes { raw($0) } }

  /// Writes an array of integers of at most 64 bits, on one line.
  @inlinable
  public mutating func ints<Values: Sequence>(_ values: Values) where Values.Element: BinaryInteger {
    beginInts()
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 256) { room in
      var count = 0
      var isFirst = true
      for value in values {
        if count == room.count {
          appendInts(UnsafeBufferPointer(room), areSigned: Values.Element.isSigned, isFirst: isFirst)
          (count, isFirst) = (0, false)
        }
        room[count] = UInt64(truncatingIfNeeded: value)
        count += 1
      }
      appendInts(
        UnsafeBufferPointer(rebasing: room[..<count]), areSigned: Values.Element.isSigned, isFirst: isFirst)
    }
    endInts()
  }

  @usableFromInline
  mutating func beginInts() {
    beginValue()
    bytes.append(UInt8(ascii: "["))
  }

  @usableFromInline
  mutating func appendInts(_ patterns: UnsafeBufferPointer<UInt64>, areSigned: Bool, isFirst: Bool) {
    if patterns.isEmpty { return }
    let separator: StaticString = isPythons ? ", " : ","
    if !isFirst { separator.withUTF8Buffer { bytes.append(contentsOf: $0) } }
    bytes.append(decimals: patterns, areSigned: areSigned, separator: separator)
  }

  @usableFromInline
  mutating func endInts() { bytes.append(UInt8(ascii: "]")) }

  /// Writes an array of strings.
  package mutating func strings(_ values: some Sequence<String>) {
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  /// Writes a line feed after a value at the top level, which ends a line of JSON Lines.
  public mutating func newline() {
    precondition(levels.isEmpty, "a value is still open")
    bytes.append(0x0A)
  }

  private mutating func appendString(_ text: UnsafeRawBufferPointer) {
    if isPythons {
      JSONEscaping.appendASCIIString(text, to: &bytes)
    } else {
      JSONEscaping.appendString(text, to: &bytes)
    }
  }

  private mutating func begin(_ open: UInt8, _ close: UInt8) {
    beginValue()
    bytes.append(open)
    levels.append(Level(close: close))
  }

  private mutating func end(_ close: UInt8) {
    precondition(levels.last?.close == close && !afterKey, "this bracket does not close what is open")
    let level = levels.removeLast()
    if !level.isEmpty { breakLine() }
    bytes.append(close)
  }

  private mutating func beginValue() {
    if afterKey {
      afterKey = false
      return
    }
    precondition(levels.last?.close != UInt8(ascii: "}"), "a member needs a key")
    separate()
  }

  private mutating func separate() {
    guard !levels.isEmpty else { return }
    if !levels[levels.count - 1].isEmpty {
      bytes.append(UInt8(ascii: ","))
      if isPythons { bytes.append(UInt8(ascii: " ")) }
    }
    levels[levels.count - 1].isEmpty = false
    breakLine()
  }

  private mutating func breakLine() {
    guard let indentation else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * levels.count))
  }
}
