import CKernels
import PrepBytes

/// Makes records of values that somebody has, text and index in one go, so that nothing is parsed.
///
/// The caller opens, writes and closes in order; commas come by themselves. A record that becomes longer than the
/// limit, or has a text that is not UTF-8, becomes an invalid line: what else is written of it is dropped.
package final class RecordBatchBuilder {
  private let file: String
  private let maximumLine: Int
  // SAFETY: one thread has it at a time, and nothing that it calls while it changes these calls it back, so that
  // accesses need no check.
  @exclusivity(unchecked) private var storage: ByteStorage
  /// The first byte of the storage, how many are written, and how many there is room for.
  @exclusivity(unchecked) private var base: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) private var used = 0
  @exclusivity(unchecked) private var room: Int
  @exclusivity(unchecked) private var nodes: NodeBuffer
  @exclusivity(unchecked) private var entries: [LineEntry] = []
  /// The nodes of the brackets that are open, and how many they are.
  private let open: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) private var openCount = 0
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
    storage = ByteStorage(capacity: capacity)
    (base, room) = (storage.pointer, storage.capacity)
    nodes = NodeBuffer(capacity: 1024)
    open = .allocate(capacity: JSONLimits.depth)
  }

  deinit {
    nodes.deallocate()
    open.deallocate()
  }

  /// How many bytes the batch has so far.
  package var byteCount: Int { used }

  /// Whether there are as many records as one batch may have, or as many bytes as it had room for.
  package var isFull: Bool { used >= capacity - capacity / 4 || entries.count >= LineEntry.largestLineDelta }

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
    key.text.withUnsafeBufferPointer {
      guard let text = $0.baseAddress else { return }
      self.key(text, count: key.count)
    }
  }

  /// Writes the key of the next member, as ``JSONKey`` has it.
  ///
  /// - Parameters:
  ///   - text: The bytes that are written, and ``JSONKey/padding`` more that can be read.
  ///   - count: How many are written.
  package func key(_ text: UnsafePointer<UInt8>, count: Int) {
    guard fault == nil else { return }
    let target = prepare(count + JSONKey.padding)
    nodes.append(used, used + count - 2)
    // SAFETY: source and room have the padding behind the bytes; a block of one size needs no call.
    if count <= JSONKey.padding {
      UnsafeMutableRawPointer(target).storeBytes(
        of: UnsafeRawPointer(text).loadUnaligned(as: SIMD32<UInt8>.self), as: SIMD32<UInt8>.self)
    } else {
      target.update(from: text, count: count)
    }
    used += count
    needsComma = false
  }

  /// Writes a string.
  package func string(_ text: UnsafeRawBufferPointer) {
    guard fault == nil else { return }
    guard text.count <= maximumLine else { return fail(.lineTooLong) }
    prepare(text.count + 64)[0] = UInt8(ascii: "\"")
    let start = used
    used += 1
    if let source = text.baseAddress {
      // SAFETY: bytes are read as bytes, as many as the text has.
      let first = source.assumingMemoryBound(to: UInt8.self)
      var quoting = prep_quoting(source: first, source_end: first + text.count, target: nil, target_end: nil)
      while true {
        quoting.target = base + used
        // SAFETY: the kernel writes below `target_end`; there is room for that many bytes.
        quoting.target_end = base + room
        let result = Int(prep_json_quote(&quoting))
        used = quoting.target - base
        if result == prep_quote_done { break }
        if result == prep_quote_not_utf8 { return fail(.invalidUTF8) }
        guard used - lineStart <= maximumLine else { return fail(.lineTooLong) }
        grow(to: max(room * 2, used + 64))
      }
    }
    if used == room { grow(to: used + 1) }
    nodes.append(start, used)
    base[used] = UInt8(ascii: "\"")
    used += 1
    needsComma = true
  }

  /// Writes a number that is JSON text, or `true`, `false` or `null`.
  package func word(_ text: UnsafeRawBufferPointer) {
    guard fault == nil, let source = text.baseAddress else { return }
    // SAFETY: `prepare` makes room for the text, which lies elsewhere.
    let target = prepare(text.count)
    target.update(from: source.assumingMemoryBound(to: UInt8.self), count: text.count)
    endWord(text.count)
  }

  @inline(__always)
  private func endWord(_ count: Int) {
    nodes.append(used, used + count)
    used += count
    needsComma = true
  }

  package func null() { word("null") }

  package func bool(_ value: Bool) { word(value ? "true" : "false") }

  private func word(_ text: StaticString) { text.withUTF8Buffer { word(UnsafeRawBufferPointer($0)) } }

  /// Writes an integer.
  package func int(_ value: Int64) { number(value.magnitude, isNegative: value < 0) }

  /// Writes an integer that is not negative.
  package func uint(_ value: UInt64) { number(value, isNegative: false) }

  @inline(__always)
  private func number(_ magnitude: UInt64, isNegative: Bool) {
    guard fault == nil else { return }
    // SAFETY: there is room for the digits of any number.
    endWord(DecimalDigits.write(magnitude, isNegative: isNegative, to: prepare(DecimalDigits.most)))
  }

  /// Writes a value that is JSON text already; gives false, and writes nothing, where it is none.
  package func json(_ text: UnsafeRawBufferPointer) -> Bool {
    guard fault == nil else { return true }
    guard text.count <= maximumLine else {
      fail(.lineTooLong)
      return true
    }
    let before = (used: used, nodes: nodes.count)
    let target = prepare(text.count)
    let start = used
    // SAFETY: `prepare` has made room for the text, which lies elsewhere.
    if let source = text.baseAddress {
      target.update(from: source.assumingMemoryBound(to: UInt8.self), count: text.count)
      // A line feed between values is a blank to JSON, and ends a record in JSON Lines; inside a string there is none.
      for index in 0..<text.count where target[index] == 0x0A || target[index] == 0x0D { target[index] = 0x20 }
    }
    if JSONScanner.scan(UnsafePointer(base), start..<start + text.count, into: &nodes) != nil {
      (used, nodes.count) = before
      return false
    }
    used += text.count
    needsComma = true
    return true
  }

  /// Ends the record: its value is whole.
  package func endRecord() {
    let delta = entries.count
    if fault == nil, used - lineStart > maximumLine { fail(.lineTooLong) }
    let length = used - lineStart
    if let fault {
      nodes.count = firstNode
      entries.append(
        LineEntry(
          .invalid, start: lineStart, length: length, detail: fault.offset, lineDelta: delta,
          reason: fault.problem.rawValue))
      openCount = 0
    } else {
      precondition(openCount == 0, "a bracket of the record is open")
      entries.append(LineEntry(.record, start: lineStart, length: length, detail: firstNode, lineDelta: delta))
    }
    if used == room { grow(to: used + 1) }
    base[used] = 0x0A
    used += 1
    lineStart = used
    firstNode = nodes.count
    fault = nil
    needsComma = false
  }

  /// Forgets what is written of a record that has not ended.
  package func dropOpenRecord() {
    used = lineStart
    nodes.count = firstNode
    openCount = 0
    fault = nil
    needsComma = false
  }

  /// The records so far, of which none is open; the next batch begins behind them. nil when there are none.
  package func take() -> RecordBatch? {
    precondition(openCount == 0 && used == lineStart, "a record is open")
    guard !entries.isEmpty else { return nil }
    storage.count = used
    storage.seal()
    let batch = RecordBatch(
      storage: BatchStorage(
        storage: JSONStorage(bytes: storage, nodes: nodes), entries: entries, file: file, firstLine: firstLine,
        baseOffset: baseOffset, byteCount: used, places: .made([])))
    firstLine += entries.count
    baseOffset += used
    // A batch is about as large as the one before.
    let nodeCount = nodes.count
    storage = ByteStorage(capacity: capacity)
    (base, used, room) = (storage.pointer, 0, storage.capacity)
    nodes = NodeBuffer(capacity: nodeCount)
    entries = []
    entries.reserveCapacity(batch.count)
    (lineStart, firstNode) = (0, 0)
    return batch
  }

  private func begin(_ bracket: UInt8) {
    guard fault == nil else { return }
    guard openCount < JSONLimits.depth else { return fail(.tooDeep) }
    prepare(1)[0] = bracket
    // SAFETY: there is room for as many as may be open.
    open[openCount] = nodes.count
    openCount += 1
    nodes.append(used, 0)
    used += 1
    needsComma = false
  }

  private func end(_ bracket: UInt8) {
    guard fault == nil, openCount > 0 else { return }
    openCount -= 1
    let opening = open[openCount]
    if used == room { grow(to: used + 1) }
    base[used] = bracket
    nodes.base[opening].end = UInt32(truncatingIfNeeded: nodes.count)
    nodes.append(used, opening)
    used += 1
    needsComma = true
  }

  /// Writes the comma that is due and makes room; gives the place of the next byte.
  @inline(__always)
  private func prepare(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if room - used < count + 1 { makeRoom(count + 1) }
    if needsComma {
      base[used] = UInt8(ascii: ",")
      used += 1
    }
    return base + used
  }

  @inline(never)
  private func makeRoom(_ count: Int) {
    if used - lineStart > maximumLine { fail(.lineTooLong) }
    grow(to: max(min(room * 2, ByteStorage.largestCapacity), used + count))
  }

  @inline(never)
  private func grow(to capacity: Int) {
    storage.count = used
    storage.grow(to: capacity)
    (base, room) = (storage.pointer, storage.capacity)
  }

  private func fail(_ problem: JSONError.Problem) {
    if fault == nil { fault = JSONError(problem, at: min(used - lineStart, maximumLine)) }
  }
}
