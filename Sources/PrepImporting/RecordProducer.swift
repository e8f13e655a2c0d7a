import PrepBytes
import PrepDiagnostics
import PrepRecords

/// Turns an input into lines of JSON, a few at a time.
protocol RecordProducer {
  /// Appends the next lines and their places, and the findings about rows that became none.
  ///
  /// - Returns: false when the input has ended; nothing was appended then.
  mutating func produce(into lines: inout ProducedLines) throws -> Bool
}

/// Lines of JSON with the places they came from.
struct ProducedLines {
  /// JSON texts, each followed by a line feed.
  var bytes: [UInt8] = []
  /// For each line the line of the input it began on, counted from 1.
  var origins: [Int] = []
  /// Where the lines stand in the JSON text that all of them were cut out of; none for lines of another kind.
  private(set) var cut = CutValues()
  /// What could not become a line, each with the number of lines before it.
  private(set) var rejected: [RejectedLine] = []

  /// Ends the line that has been appended to `bytes`.
  mutating func endLine(origin: Int) {
    bytes.append(0x0A)
    origins.append(origin)
  }

  /// Writes to the line that is open.
  mutating func write(_ body: (inout JSONWriter) -> Void) {
    // Taken out, so that the writer has them alone and nothing is copied.
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    var writer = JSONWriter(appendingTo: taken)
    body(&writer)
    bytes = writer.take()
  }

  /// Ends the line of a value that was cut out of a JSON text as it stands there.
  ///
  /// - Parameter breaks: How many of its bytes stand before each of its lines but the first.
  mutating func endValue(line: Int, column: Int, offset: Int, breaks: [Int]) {
    endLine(origin: line)
    cut.append(line: line, column: column, offset: offset, breaks: breaks)
  }

  /// Keeps aside what could not become a line; it stands before the next one.
  mutating func reject(_ finding: Diagnostic, _ bytes: [UInt8]) {
    rejected.append(RejectedLine(finding: finding, bytes: bytes, before: origins.count))
  }

  /// Forgets all lines.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: bytes.count < 1 << 22)
    origins.removeAll(keepingCapacity: true)
    cut = CutValues()
    rejected = []
  }
}

/// Reads a source in pieces of one size.
struct PieceReader {
  let source: any ByteSource
  private let buffer: UnsafeMutableRawBufferPointer
  private let owner: Buffer

  private final class Buffer {
    let bytes: UnsafeMutableRawBufferPointer
    init(count: Int) { bytes = .allocate(byteCount: count, alignment: 64) }
    deinit { bytes.deallocate() }
  }

  init(_ source: any ByteSource, size: Int = 1 << 18) {
    self.source = source
    owner = Buffer(count: size)
    buffer = owner.bytes
  }

  /// The next piece, valid during the call; nil at the end.
  func next<R>(_ body: (UnsafeRawBufferPointer) throws -> R) throws -> R? {
    let count = try source.read(into: buffer)
    return count == 0 ? nil : try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
  }
}

/// A producer that is fed lines: it ends each where a line feed stands.
protocol LineFedProducer {
  var reader: PieceReader { get }
  /// What is there of the line at hand.
  var pending: [UInt8] { get set }
  /// Takes the line at hand, without its line feed.
  mutating func endLine(_ lines: inout ProducedLines)
}

extension LineFedProducer {
  /// Reads a piece and ends the lines in it; false where the input has ended.
  mutating func takePiece(into lines: inout ProducedLines) throws -> Bool {
    var copy = self
    let more: Void? = try reader.next { piece in
      var start = 0
      while let end = piece[start...].firstIndex(of: 0x0A) {
        copy.pending.append(contentsOf: piece[start..<end])
        copy.endLine(&lines)
        start = end + 1
      }
      copy.pending.append(contentsOf: piece[start...])
    }
    self = copy
    return more != nil
  }
}
