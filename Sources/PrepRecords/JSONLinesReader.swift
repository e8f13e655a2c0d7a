public import PrepBytes
import PrepCodecs
import PrepConcurrency

/// Reads JSON Lines from files or standard input, in order, parsing ahead on several threads.
///
/// gzip and zstd inputs are recognised by their first bytes. What is delivered never depends on the number of threads.
public final class JSONLinesReader {
  /// How many bytes may be under way; lines longer than this are under way one at a time.
  private static let budget = 4 << 20

  private let pool: OrderedWorkerPool<Void, LineChunk, RecordBatch>
  private let produce: () throws -> LineChunk?
  /// How lines are parsed.
  package let options: LineChunk.Options
  /// The batch that ``records`` is in.
  var started: IndexingIterator<RecordBatch>?

  /// - Parameters:
  ///   - paths: The files in order; `-`, or no path at all, is standard input.
  ///   - threads: How many threads parse; 1 parses on the caller's.
  ///   - maxLine: The longest line accepted, in bytes.
  ///   - notesBlankLines: Whether blank lines are delivered as notes; they are skipped either way.
  ///   - chunkSize: How many bytes are parsed at a time; nothing but speed and memory depends on it.
  public convenience init(
    paths: [String], threads: Int = 1, maxLine: Int = JSONLimits.line, notesBlankLines: Bool = false,
    chunkSize: Int = LineChunker.defaultChunkSize
  ) {
    var waiting = (paths.isEmpty ? ["-"] : paths)[...]
    self.init(
      sources: { try waiting.popFirst().map { try openInput(path: $0) } }, threads: threads, maxLine: maxLine,
      notesBlankLines: notesBlankLines, chunkSize: chunkSize)
  }

  /// Reads from sources that are opened one after the other.
  public init(
    sources: @escaping () throws -> (any ByteSource)?, threads: Int = 1, maxLine: Int = JSONLimits.line,
    notesBlankLines: Bool = false, chunkSize: Int = LineChunker.defaultChunkSize
  ) {
    let options = LineChunk.Options(maxLine: maxLine, notesBlankLines: notesBlankLines)
    self.options = options
    var chunker: LineChunker?
    let produce: () throws -> LineChunk? = {
      while true {
        if let chunk = try chunker?.next() { return chunk }
        guard let source = try sources() else { return nil }
        chunker = LineChunker(source: source, chunkSize: chunkSize, maxLine: maxLine)
      }
    }
    self.produce = produce
    pool = OrderedWorkerPool(
      threads: threads, budget: Self.budget, cost: { $0.byteCount }, makeState: {}, produce: produce,
      transform: { _, chunk in chunk.parse(options) })
  }

  /// The next batch, or nil at the end of the last input.
  ///
  /// - Throws: ``IOFailure``; everything before the failure has been delivered.
  public func next() throws -> RecordBatch? { try pool.next() }

  /// The next lines, not yet parsed, for whoever parses them on threads of its own; not together with ``next()``, which
  /// reads ahead.
  ///
  /// - Throws: ``IOFailure``.
  package func nextChunk() throws -> LineChunk? { try produce() }
}
