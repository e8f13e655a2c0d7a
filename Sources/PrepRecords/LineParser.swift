import CKernels
import PrepSystem

/// Parses the lines of one chunk into entries and nodes.
///
/// Kernel and grammar go through the chunk as long as they find no fault. The lines around a fault go to the exact
/// scanner; then the two go on behind them.
struct LineParser {
  private let chunk: LineChunk
  private let options: LineChunk.Options
  private let bytes: UnsafePointer<UInt8>
  private let end: Int
  private var grammar: JSONGrammar
  private var entries: [LineEntry] = []
  private var lineDelta = 0
  private var lineStart = 0
  /// The first node of the line that the grammar is in.
  private var firstNode = 0

  init(chunk: LineChunk, options: LineChunk.Options) {
    self.chunk = chunk
    self.options = options
    bytes = UnsafePointer(chunk.bytes.pointer)
    end = chunk.bytes.count
    grammar = JSONGrammar(bytes, end: end, nodes: NodeBuffer(capacity: 64))
  }

  consuming func finish() -> RecordBatch {
    grammar.deallocate()
    if !chunk.rejected.isEmpty { mergeRejected() }
    return RecordBatch(
      storage: BatchStorage(
        storage: JSONStorage(bytes: chunk.bytes, nodes: grammar.nodes), entries: entries, file: chunk.file,
        firstLine: chunk.firstLine, baseOffset: chunk.baseOffset, byteCount: chunk.byteCount, places: chunk.places,
        rejected: chunk.rejected))
  }

  /// Puts what could not become a line between the lines.
  private mutating func mergeRejected() {
    var merged: [LineEntry] = []
    merged.reserveCapacity(entries.count + chunk.rejected.count)
    var next = 0
    func delta(_ index: Int) -> Int { max(0, chunk.rejected[index].before - chunk.firstLine) }
    func add() {
      merged.append(
        LineEntry(
          .note, start: 0, length: 0, detail: next, lineDelta: delta(next), reason: LineNote.rejectedLine.rawValue))
      next += 1
    }
    for entry in entries {
      while next < chunk.rejected.count, delta(next) <= entry.lineDelta { add() }
      merged.append(entry)
    }
    while next < chunk.rejected.count { add() }
    entries = merged
  }

  /// Adds the whole chunk as one entry that is no record.
  mutating func addWhole(_ kind: LineEntry.Kind) {
    entries.append(
      LineEntry(
        kind, start: 0, length: end, detail: options.maxLine, lineDelta: 0,
        reason: JSONError.Problem.lineTooLong.rawValue))
  }

  mutating func parseLines() {
    skipByteOrderMark()
    if isWide { parseWideLine() }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.window) { window in
      while lineStart < end { parseUntilFault(window) }
    }
  }

  /// How many positions the kernel finds before the grammar looks at them; they stay in the first-level cache.
  private static let window = 2048

  /// Parses lines until the end of the chunk, or until the exact scanner has judged the lines around a fault.
  private mutating func parseUntilFault(_ window: UnsafeMutableBufferPointer<UInt32>) {
    guard let positions = window.baseAddress else { return }
    var state = prep_json_state()
    var position = lineStart
    firstNode = grammar.nodes.count
    grammar.reset()
    while position <= end {
      var count = 0
      position = prep_json_index(
        options.level.rawValue, bytes, position, end, 1, &state, positions, window.count, &count)
      takeLines(UnsafePointer(positions), count)
      if state.has_fault != 0 {
        grammar.nodes.count = firstNode
        while lineStart < min(position + 64, end) { parseLine(endingAt: endOfLine(from: lineStart)) }
        return
      }
    }
  }

  private mutating func takeLines(_ positions: UnsafePointer<UInt32>, _ count: Int) {
    var index = 0
    while true {
      index = grammar.take(positions, from: index, to: count)
      if index == count || lineStart >= end { return }
      endLine(at: Int(positions[index]))
      index += 1
    }
  }

  /// Takes the verdict on the line that ends at a line feed, or behind the end of the chunk.
  private mutating func endLine(at lineEnd: Int) {
    if grammar.isComplete, lineEnd - lineStart <= options.maxLine {
      let hasReturn = lineEnd > lineStart && bytes[lineEnd - 1] == 0x0D
      entries.append(
        LineEntry(
          .record, start: lineStart, length: lineEnd - lineStart - (hasReturn ? 1 : 0), detail: firstNode,
          lineDelta: lineDelta))
      lineStart = lineEnd + 1
      lineDelta += 1
    } else {
      grammar.nodes.count = firstNode
      parseLine(endingAt: lineEnd)
    }
    firstNode = grammar.nodes.count
    grammar.reset()
  }

  private func endOfLine(from start: Int) -> Int {
    Memory.offset(of: 0x0A, from: bytes + start, end - start).map { start + $0 } ?? end
  }

  /// The exact scanner's verdict on the line from `lineStart` to its line feed or the end of the chunk.
  private mutating func parseLine(endingAt lineEnd: Int) {
    var textEnd = lineEnd
    if textEnd > lineStart, bytes[textEnd - 1] == 0x0D { textEnd -= 1 }
    defer {
      lineStart = lineEnd + 1
      lineDelta += 1
    }
    if lineEnd - lineStart > options.maxLine { return addInvalid(.lineTooLong, at: options.maxLine, textEnd) }
    var first = lineStart
    while first < textEnd, JSONBytes.isWhitespace(bytes[first]) { first += 1 }
    if first == textEnd {
      if options.notesBlankLines { addNote(.blankLine, length: textEnd - lineStart) }
      return
    }
    let node = grammar.nodes.count
    if let error = JSONScanner.scan(bytes, lineStart..<textEnd, into: &grammar.nodes) {
      return addInvalid(error.problem, at: error.offset - lineStart, textEnd)
    }
    entries.append(
      LineEntry(.record, start: lineStart, length: textEnd - lineStart, detail: node, lineDelta: lineDelta))
  }

  private mutating func addInvalid(_ problem: JSONError.Problem, at offset: Int, _ textEnd: Int) {
    entries.append(
      LineEntry(
        .invalid, start: lineStart, length: textEnd - lineStart, detail: offset, lineDelta: lineDelta,
        reason: problem.rawValue))
  }

  private mutating func addNote(_ note: LineNote, length: Int) {
    entries.append(
      LineEntry(.note, start: lineStart, length: length, detail: 0, lineDelta: lineDelta, reason: note.rawValue))
  }

  /// At the start of a file: whether the first bytes are those of UTF-16 or UTF-32.
  private var isWide: Bool {
    guard chunk.baseOffset == 0, end >= 2 else { return false }
    return (bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)
      || (bytes[0] == 0) != (bytes[1] == 0)
  }

  private mutating func parseWideLine() {
    let lineEnd = endOfLine(from: 0)
    addInvalid(.notUTF8, at: 0, lineEnd)
    lineStart = lineEnd + 1
    lineDelta = 1
  }

  /// At the start of a file: drops a byte order mark.
  private mutating func skipByteOrderMark() {
    guard chunk.baseOffset == 0, end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF else { return }
    addNote(.byteOrderMark, length: 3)
    lineStart = 3
  }
}
