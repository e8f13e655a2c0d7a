import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepRecords

/// Cuts one input into chunks of documents: serial and cheap; what is in a chunk is a worker's business.
final class DocumentReader {
  /// What an input holds.
  enum Content { case whole, lines, records }

  private static let blockSize = 1 << 18

  private let source: any ByteSource
  private let content: Content
  private let maxLine: Int
  private let chunker: LineChunker?
  private var pending: [UInt8] = []
  private var place: SourceLocation
  private var ended = false

  /// What limits reading to some of the lines of a file; places are counted from the first of them then.
  let range: LineRangeSource?

  /// - Parameter bytes: Reads only the lines that begin within these bytes of a file that is not compressed.
  init(path: String, content: Content, maxLine: Int, bytes: Range<Int>? = nil) throws {
    range = try bytes.map { try LineRangeSource(path: path, range: $0) }
    source = try range ?? openInput(path: path)
    self.content = content
    self.maxLine = maxLine
    chunker = content == .records ? LineChunker(source: source, maxLine: maxLine, baseOffset: range?.start ?? 0) : nil
    place = SourceLocation(file: source.name, line: 1, column: 1, offset: range?.start ?? 0)
  }

  /// The next chunk, or nil at the end. An input that is one document gives exactly one chunk, even when it is empty.
  func next() throws -> DocumentChunk? {
    if let chunker { return try chunker.next().map { .records($0) } }
    if ended { return nil }
    if content == .whole {
      ended = true
      return .text(TextBlock(bytes: try source.readAll(), place: place, isWhole: true))
    }
    return try nextLines().map { .text($0) }
  }

  private func nextLines() throws -> TextBlock? {
    while true {
      let (read, cut) = try readBlock()
      ended = read == 0
      guard let cut = ended ? (pending.isEmpty ? nil : pending.count) : cut else {
        if ended { return nil }
        if pending.count > maxLine {
          throw Diagnostic("line-too-long", "the line is longer than the limit; raise it with --max-line", at: place)
        }
        continue
      }
      let block = TextBlock(bytes: Array(pending[..<cut]), place: place, isWhole: false)
      pending.removeFirst(cut)
      place.line += block.bytes.count { $0 == 0x0A }
      place.offset = place.offset.map { $0 + cut }
      return block
    }
  }

  /// Reads more; gives the number of bytes read and the end of the last whole line.
  private func readBlock() throws -> (read: Int, cut: Int?) {
    let start = pending.count
    pending.append(contentsOf: repeatElement(0, count: Self.blockSize))
    let read = try pending.withUnsafeMutableBytes {
      try source.readFully(into: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
    }
    pending.removeLast(Self.blockSize - read)
    return (read, pending[start...].lastIndex(of: 0x0A).map { $0 + 1 })
  }
}
