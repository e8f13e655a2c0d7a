import CKernels

/// The key of a member as it is written: in quotes, escaped, with its colon.
package struct JSONKey: Sendable {
  let text: [UInt8]

  /// - Parameter name: Well-formed UTF-8.
  package init(_ name: [UInt8]) {
    var text: [UInt8] = []
    name.withUnsafeBytes { JSONEscaping.appendString($0, to: &text) }
    text.append(UInt8(ascii: ":"))
    self.text = text
  }
}

/// Makes records of values that somebody has, text and index in one go, so that nothing is parsed.
///
/// The caller opens, writes and closes in order; commas come by themselves. A record that becomes longer than the
/// limit, or has a text that is not UTF-8, becomes an invalid line: what else is written of it is dropped.
package final class RecordBatchBuilder {
  private let file: String
  private let maximumLine: Int
  // SAFETY: one thread has it at a time, and nothing that it calls while it changes these calls it back, so that
  // accesses need no check.
  @exclusivity(unchecked) private var bytes: ByteStorage
  @exclusivity(unchecked) private var nodes: NodeBuffer
  @exclusivity(unchecked) private var entries: [LineEntry] = []
  /// The nodes of the brackets that are open.
  @exclusivity(unchecked) private var open: [Int] = []
  @exclusivity(unchecked) private var needsComma = false
  @exclusivity(unchecked) private var firstNode = 0
  @exclusivity(unchecked) private var lineStart = 0
  @exclusivity(unchecked) private var fault: JSONError?
  /// The number of the first record of the batch, counted from 1.
  private var firstLine: Int
  private var baseOffset = 0
  private let capacity: Int

  /// - Parameters:
  ///   - file: The name of the input.
  ///   - firstLine: The number of the first record, counted from 1.
  ///   - maximumLine: How many bytes a record may have as text.
  ///   - capacity: How many bytes a batch has room for at first.
  package init(file: String, firstLine: Int = 1, maximumLine: Int = JSONLimits.line, capacity: Int = 1 << 18) {
    self.file = file
    self.firstLine = firstLine
    self.maximumLine = min(maximumLine, JSONLimits.largestLine)
    self.capacity = capacity
    bytes = ByteStorage(capacity: capacity)
    nodes = NodeBuffer(capacity: 1024)
  }

  deinit { nodes.deallocate() }

  /// How many bytes the batch has so far.
  package var byteCount: Int { bytes.count }

  /// Whether there are as many records as one batch may have, or as many bytes as it had room for.
  package var isFull: Bool { bytes.count >= capacity - capacity / 4 || entries.count >= LineEntry.largestLineDelta }

  /// How many records there are.
  package var count: Int { entries.count }

  /// Whether the record that is open became invalid: what else is written of it is dropped.
  package var isInvalid: Bool { fault != nil }

  package func beginObject() { begin(UInt8(ascii: "{")) }

  package func endObject() { end(UInt8(ascii: "}")) }

  package func beginArray() { begin(UInt8(ascii: "[")) }

  package func endArray() { end(UInt8(ascii: "]")) }

  /// Writes the key of the next member.
  package func key(_ key: JSONKey) {
    guard fault == nil else { return }
    let length = key.text.count
    let target = prepare(length)
    nodes.append(bytes.count, bytes.count + length - 2)
    key.text.withUnsafeBufferPointer {
      guard let text = $0.baseAddress else { return }
      target.update(from: text, count: length)
    }
    bytes.count += length
    needsComma = false
  }

  /// Writes a string.
  package func string(_ text: UnsafeRawBufferPointer) {
    guard fault == nil else { return }
    guard text.count <= maximumLine else { return fail(.lineTooLong) }
    prepare(text.count + 64)[0] = UInt8(ascii: "\"")
    let start = bytes.count
    bytes.count += 1
    if let source = text.baseAddress {
      // SAFETY: bytes are read as bytes, as many as the text has.
      let first = source.assumingMemoryBound(to: UInt8.self)
      var quoting = prep_quoting(source: first, source_end: first + text.count, target: nil, target_end: nil)
      while true {
        let target = bytes.pointer
        quoting.target = target + bytes.count
        // SAFETY: the kernel writes below `target_end`; the storage has `capacity` bytes.
        quoting.target_end = target + bytes.capacity
        let result = Int(prep_json_quote(&quoting))
        bytes.count = quoting.target - target
        if result == prep_quote_done { break }
        if result == prep_quote_not_utf8 { return fail(.invalidUTF8) }
        guard bytes.count - lineStart <= maximumLine else { return fail(.lineTooLong) }
        bytes.grow(to: max(bytes.capacity * 2, bytes.count + 64))
      }
    }
    bytes.grow(to: bytes.count + 1)
    nodes.append(start, bytes.count)
    bytes.pointer[bytes.count] = UInt8(ascii: "\"")
    bytes.count += 1
    needsComma = true
  }

  /// Writes a number that is JSON text, or `true`, `false` or `null`.
  package func word(_ text: UnsafeRawBufferPointer) {
    guard fault == nil, let source = text.baseAddress else { return }
    // SAFETY: `prepare` makes room for the text, which lies elsewhere.
    let target = prepare(text.count)
    target.update(from: source.assumingMemoryBound(to: UInt8.self), count: text.count)
    nodes.append(bytes.count, bytes.count + text.count)
    bytes.count += text.count
    needsComma = true
  }

  package func null() { word("null") }

  package func bool(_ value: Bool) { word(value ? "true" : "false") }

  private func word(_ text: StaticString) { text.withUTF8Buffer { word(UnsafeRawBufferPointer($0)) } }

  /// Writes an integer.
  package func int(_ value: Int64) {
    let isNegative = value < 0
    digits(value.magnitude, isNegative: isNegative)
  }

  /// Writes an integer that is not negative.
  package func uint(_ value: UInt64) { digits(value, isNegative: false) }

  private func digits(_ value: UInt64, isNegative: Bool) {
    guard fault == nil else { return }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { room in
      var position = 24
      var rest = value
      repeat {
        position -= 1
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        room[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
        rest = quotient
      } while rest > 0
      if isNegative {
        position -= 1
        room[position] = UInt8(ascii: "-")
      }
      word(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[position...]))
    }
  }

  /// Writes a value that is JSON text already; gives false, and writes nothing, where it is none.
  package func json(_ text: UnsafeRawBufferPointer) -> Bool {
    guard fault == nil else { return true }
    guard text.count <= maximumLine else {
      fail(.lineTooLong)
      return true
    }
    let before = (bytes: bytes.count, nodes: nodes.count)
    let target = prepare(text.count)
    let start = bytes.count
    // SAFETY: `prepare` has made room for the text, which lies elsewhere.
    if let source = text.baseAddress {
      target.update(from: source.assumingMemoryBound(to: UInt8.self), count: text.count)
      // A line feed between values is a blank to JSON, and ends a record in JSON Lines; inside a string there is none.
      for index in 0..<text.count where target[index] == 0x0A || target[index] == 0x0D { target[index] = 0x20 }
    }
    if JSONScanner.scan(UnsafePointer(bytes.pointer), start..<start + text.count, into: &nodes) != nil {
      (bytes.count, nodes.count) = before
      return false
    }
    bytes.count += text.count
    needsComma = true
    return true
  }

  /// Ends the record: its value is whole.
  package func endRecord() {
    let delta = entries.count
    if fault == nil, bytes.count - lineStart > maximumLine { fail(.lineTooLong) }
    let length = bytes.count - lineStart
    if let fault {
      nodes.count = firstNode
      entries.append(
        LineEntry(
          .invalid, start: lineStart, length: length, detail: fault.offset, lineDelta: delta,
          reason: fault.problem.rawValue))
      open.removeAll(keepingCapacity: true)
    } else {
      precondition(open.isEmpty, "a bracket of the record is open")
      entries.append(LineEntry(.record, start: lineStart, length: length, detail: firstNode, lineDelta: delta))
    }
    bytes.grow(to: bytes.count + 1)
    bytes.pointer[bytes.count] = 0x0A
    bytes.count += 1
    lineStart = bytes.count
    firstNode = nodes.count
    fault = nil
    needsComma = false
  }

  /// Forgets what is written of a record that has not ended.
  package func dropOpenRecord() {
    bytes.count = lineStart
    nodes.count = firstNode
    open.removeAll(keepingCapacity: true)
    fault = nil
    needsComma = false
  }

  /// The records so far, of which none is open; the next batch begins behind them. nil when there are none.
  package func take() -> RecordBatch? {
    precondition(open.isEmpty && bytes.count == lineStart, "a record is open")
    guard !entries.isEmpty else { return nil }
    bytes.seal()
    let batch = RecordBatch(
      storage: BatchStorage(
        storage: JSONStorage(bytes: bytes, nodes: nodes), entries: entries, file: file, firstLine: firstLine,
        baseOffset: baseOffset, byteCount: bytes.count, places: .made([])))
    firstLine += entries.count
    baseOffset += bytes.count
    // A batch is about as large as the one before.
    let nodeCount = nodes.count
    bytes = ByteStorage(capacity: capacity)
    nodes = NodeBuffer(capacity: nodeCount)
    entries = []
    entries.reserveCapacity(batch.count)
    (lineStart, firstNode) = (0, 0)
    return batch
  }

  private func begin(_ bracket: UInt8) {
    guard fault == nil else { return }
    guard open.count < JSONLimits.depth else { return fail(.tooDeep) }
    prepare(1)[0] = bracket
    open.append(nodes.count)
    nodes.append(bytes.count, 0)
    bytes.count += 1
    needsComma = false
  }

  private func end(_ bracket: UInt8) {
    guard fault == nil, let opening = open.popLast() else { return }
    bytes.grow(to: bytes.count + 1)
    bytes.pointer[bytes.count] = bracket
    nodes.base[opening].end = UInt32(truncatingIfNeeded: nodes.count)
    nodes.append(bytes.count, opening)
    bytes.count += 1
    needsComma = true
  }

  /// Writes the comma that is due and makes room; gives the place of the next byte.
  @inline(__always)
  private func prepare(_ room: Int) -> UnsafeMutablePointer<UInt8> {
    if bytes.capacity - bytes.count < room + 1 { makeRoom(room + 1) }
    if needsComma {
      bytes.pointer[bytes.count] = UInt8(ascii: ",")
      bytes.count += 1
    }
    return bytes.pointer + bytes.count
  }

  @inline(never)
  private func makeRoom(_ room: Int) {
    if bytes.count - lineStart > maximumLine { fail(.lineTooLong) }
    bytes.grow(to: max(min(bytes.capacity * 2, ByteStorage.largestCapacity), bytes.count + room))
  }

  private func fail(_ problem: JSONError.Problem) {
    if fault == nil { fault = JSONError(problem, at: min(bytes.count - lineStart, maximumLine)) }
  }
}
