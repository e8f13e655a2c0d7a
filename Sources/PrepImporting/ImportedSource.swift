import PrepBytes
import PrepColumns
import PrepDiagnostics
import PrepRecords

/// An input of any container as JSON Lines, with the line of the input that each of its lines came from.
///
/// Lines of JSON Lines pass through untouched. What cannot become a line, such as a CSV row with too many fields, is
/// kept aside, to be taken with ``takeRejected()``.
///
/// The rows of files of columns are records at once: ``nextBatch()`` gives them, and no text is parsed.
package final class ImportedSource: RecordBatchSource {
  package let name: String
  /// What the input was taken for.
  package let container: Container
  /// What the user is told about a table without a header.
  package let note: String?
  private var producer: (any RecordProducer)?
  private var passThrough: (any ByteSource)?
  /// Whether lines are those of the input.
  private let isPassedThrough: Bool
  private var columns: (any ColumnReader)?
  /// Whether everything has been read, or reading failed: the input is closed then, and what is kept of it is small.
  package private(set) var hasEnded = false
  private var lines = ProducedLines()
  private var position = 0
  private var produced = 0
  /// Where the distance between a line here and its line in the input changes: (line here, line of the input).
  private var runs: [(line: Int, origin: Int)] = []
  private var rejected: [RejectedRow] = []

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
    passThrough = producer == nil ? source : nil
    isPassedThrough = producer == nil
    columns = nil
    if hasMark { lines.bytes = [0xEF, 0xBB, 0xBF] }
  }

  /// The rows of a file of columns.
  init(name: String, container: Container, columns: any ColumnReader) {
    self.name = name
    self.container = container
    self.columns = columns
    note = nil
    columnSummary = columns.summary
    producer = nil
    passThrough = nil
    isPassedThrough = false
  }

  /// What a file of columns says about itself; nil for other containers.
  package private(set) var columnSummary: ColumnSummary?

  package var hasBatches: Bool { columnSummary != nil }

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
      lines.bytes.removeAll(keepingCapacity: lines.bytes.count < 1 << 22)
      lines.origins.removeAll(keepingCapacity: true)
      lines.rejected = []
      position = 0
      if let columns {
        guard let batch = try columns.next() else { return 0 }
        batch.withIndex { bytes, _ in lines.bytes.append(contentsOf: bytes) }
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

  private func noteOrigins() {
    for origin in lines.origins {
      produced += 1
      if let last = runs.last, produced - last.line == origin - last.origin { continue }
      runs.append((produced, origin))
    }
    rejected.append(contentsOf: lines.rejected)
  }

  /// The line of the input that a line of this source came from.
  ///
  /// - Complexity: O(log changes of distance).
  package func origin(ofLine line: Int) -> Int {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].line <= line { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? line : runs[low - 1].origin + line - runs[low - 1].line
  }

  /// A finding about a line of this source, placed in the input: its line there, and no column when the text is
  /// another.
  package func placed(_ diagnostic: Diagnostic) -> Diagnostic {
    guard !isPassedThrough else { return diagnostic }
    var placed = diagnostic
    placed.location.line = diagnostic.code == "byte-order-mark" ? 1 : origin(ofLine: diagnostic.location.line)
    placed.location.column = 1
    placed.location.offset = nil
    return placed
  }

  /// The rows that became no line, since the last call.
  package func takeRejected() -> [RejectedRow] {
    defer { rejected = [] }
    return rejected
  }
}
