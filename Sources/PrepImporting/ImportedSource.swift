import PrepBytes
import PrepColumns
import PrepDiagnostics
import PrepRecords

/// An input of any container as JSON Lines, with the line of the input that each of its lines came from.
///
/// Lines of JSON Lines pass through untouched. What cannot become a line, such as a CSV row with too many fields, is
/// handed over with the lines around it.
///
/// The rows of files of columns are records at once: ``nextBatch()`` gives them, and no text is parsed.
package final class ImportedSource: RecordBatchSource, PlacedLineSource {
  package let name: String
  /// What the input was taken for.
  package let container: Container
  /// What the user is told about a table without a header.
  package let note: String?
  private var producer: (any RecordProducer)?
  private var passThrough: (any ByteSource)?
  /// Whether lines are those of the input.
  package let isPassedThrough: Bool
  /// The lines that are passed through, where they are not the first of the input.
  private let partOfInput: (any PlacedLineSource)?
  private var columns: (any ColumnReader)?
  /// Whether everything has been read, or reading failed: the input is closed then, and what is kept of it is small.
  package private(set) var hasEnded = false
  private var lines = ProducedLines()
  private var position = 0
  private var produced = 0
  /// Where the distance between a line here and its line in the input changes: (line here, line of the input).
  private var runs: [(line: Int, origin: Int)] = []
  private var rejected: [RejectedLine] = []
  /// Where the lines stand that were cut out of a JSON text, as far as nobody has asked for them.
  private var cut = CutValues()
  /// How many bytes of the input stand before its text.
  private var markSize = 0

  /// - Parameter hasMark: Whether a byte order mark was taken from the input; it goes before the lines, whose reader
  ///   reports it.
  init(
    _ source: any ByteSource, container: Container, producer: (any RecordProducer)?, note: String? = nil,
    hasMark: Bool = false
  ) {
    name = source.name
    self.note = note
    self.container = container
    self.producer = producer
    pathField = nil
    passThrough = producer == nil ? source : nil
    isPassedThrough = producer == nil
    partOfInput = nil
    columns = nil
    markSize = hasMark ? 3 : 0
    if hasMark { lines.bytes = [0xEF, 0xBB, 0xBF] }
  }

  /// The rows of a file of columns.
  init(name: String, container: Container, columns: any ColumnReader, pathField: PathField? = nil) {
    self.pathField = pathField
    self.name = name
    self.container = container
    self.columns = columns
    note = nil
    columnSummary = columns.summary
    producer = nil
    passThrough = nil
    isPassedThrough = false
    partOfInput = nil
  }

  /// Some of the lines of an input that is JSON Lines.
  package init(lines: any PlacedLineSource) {
    name = lines.name
    container = .jsonLines
    columns = nil
    note = nil
    producer = nil
    pathField = nil
    passThrough = lines
    partOfInput = lines
    isPassedThrough = true
  }

  /// What gives the rows of a file of columns a field with its path.
  private var pathField: PathField?

  /// What a file of columns says about itself; nil for other containers.
  package private(set) var columnSummary: ColumnSummary?

  package var hasBatches: Bool { columnSummary != nil && pathField == nil }

  package func nextBatch() throws -> RecordBatch? {
    do {
      if let batch = try columns?.next() { return batch }
    } catch {
      close()
      throw error
    }
    close()
    return nil
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if hasEnded { return 0 }
    do {
      let count = try readOpen(into: buffer)
      if count == 0, buffer.count > 0 { close() }
      return count
    } catch {
      close()
      throw error
    }
  }

  /// Lets go of the input and its buffers: there may be thousands of inputs in a run.
  private func close() {
    hasEnded = true
    passThrough = nil
    producer = nil
    columns = nil
    lines = ProducedLines()
    position = 0
  }

  private func readOpen(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if let passThrough { return try passThrough.read(into: buffer) }
    while position == lines.bytes.count {
      lines.removeAll()
      position = 0
      if let columns {
        guard let batch = try columns.next() else { return 0 }
        add(batch)
        noteOrigins()
        continue
      }
      guard let more = try producer?.produce(into: &lines), more else { return 0 }
      noteOrigins()
    }
    let count = min(buffer.count, lines.bytes.count - position)
    lines.bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
    }
    position += count
    return count
  }

  /// Adds rows as lines of text.
  private func add(_ batch: RecordBatch) {
    for item in batch {
      guard case .record(let record) = item else {
        if case .invalid(let finding, let line) = item { lines.reject(finding, line.withUnsafeBytes { Array($0) }) }
        continue
      }
      let text = record.withUnsafeBytes { Array($0) }
      if pathField != nil {
        pathField?.take(text, origin: record.line, into: &lines)
      } else {
        lines.bytes += text
        lines.endLine(origin: record.line)
      }
    }
  }

  private func noteOrigins() {
    let before = produced
    if cut.values.count == produced + 1 - cut.firstLine, lines.cut.values.count == lines.origins.count {
      cut.append(lines.cut, after: markSize)
    }
    for origin in lines.origins {
      produced += 1
      if let last = runs.last, produced - last.line == origin - last.origin { continue }
      runs.append((produced, origin))
    }
    for var row in lines.rejected {
      row.before += before + 1
      rejected.append(row)
    }
  }

  package var firstByte: Int { partOfInput?.firstByte ?? 0 }

  package var areLinesOfInput: Bool { partOfInput?.areLinesOfInput ?? isPassedThrough }

  package func takePlaces(from line: Int, to end: Int, isLast: Bool) -> (places: LinePlaces, rejected: [RejectedLine]) {
    if let partOfInput { return partOfInput.takePlaces(from: line, to: end, isLast: isLast) }
    // The run in which the lines begin, and those that begin among them.
    let first = runs.lastIndex { $0.line <= line } ?? 0
    let behind = runs[first...].firstIndex { $0.line >= end } ?? runs.count
    let values = cut.part(line..<end)
    let places = values.values.count == end - line ? LinePlaces.cut(values) : .made(Array(runs[first..<behind]))
    cut = cut.part(end..<Int.max)
    runs.removeFirst(max(0, behind - 1))
    let count = isLast ? rejected.count : rejected.firstIndex { $0.before >= end } ?? rejected.count
    // Where reading went on at a line, what stands before it was told before.
    let rows = rejected[..<count].filter { $0.before >= line }
    rejected.removeFirst(count)
    return (places, rows)
  }
}
