import CKernels
public import PrepBytes
import PrepSystem

/// Cuts an input into chunks of whole lines. Serial and cheap; the parsing is the chunks' business.
///
/// Lines end in a line feed, with or without a carriage return before it; the last one may have none. A line longer
/// than the limit comes in pieces, so that memory stays bounded.
public final class LineChunker {
  /// The size of a chunk whose lines are short.
  public static let defaultChunkSize = 1 << 18

  private let source: any ByteSource
  /// The source, where it has records instead of text.
  private let batches: (any RecordBatchSource)?
  /// The source, where its lines stand elsewhere in the input.
  private let placed: (any PlacedLineSource)?
  /// Where to begin in a source of batches.
  private let firstByte: Int
  private let file: String
  private let chunkSize: Int
  private let maxLine: Int
  private var pending: ByteStorage?
  /// How many bytes of `pending` are known to hold no line feed.
  private var scanned = 0
  private var line: Int
  private var offset: Int
  private var insideLongLine = false
  private var sourceEnded = false

  /// - Parameters:
  ///   - file: The name for messages; nil takes the source's.
  ///   - chunkSize: How many bytes to read at a time; nothing but speed and memory depends on it.
  ///   - maxLine: The longest line kept whole, in bytes without the line feed.
  ///   - baseOffset: Where in its input the source begins; nil is where the source says.
  ///   - firstLine: The number of the line that begins there.
  public init(
    source: any ByteSource, file: String? = nil, chunkSize: Int = LineChunker.defaultChunkSize,
    maxLine: Int = JSONLimits.line, baseOffset: Int? = nil, firstLine: Int = 1
  ) {
    line = firstLine
    precondition(chunkSize >= 1 && maxLine >= 1, "sizes are positive")
    self.source = source
    batches = (source as? any RecordBatchSource).flatMap { $0.hasBatches ? $0 : nil }
    placed = (source as? any PlacedLineSource).flatMap { $0.areLinesOfInput ? nil : $0 }
    offset = baseOffset ?? (source as? any PlacedLineSource)?.firstByte ?? 0
    firstByte = offset
    self.file = file ?? source.name
    self.chunkSize = min(chunkSize, LineEntry.largestLineDelta)
    self.maxLine = min(maxLine, JSONLimits.largestLine)
  }

  /// The next chunk, or nil at the end of the input.
  ///
  /// - Throws: ``IOFailure``.
  public func next() throws -> LineChunk? {
    if let batches { return try nextBatch(batches) }
    while true {
      let buffer = pending ?? ByteStorage(capacity: chunkSize)
      pending = buffer
      if let chunk = cut(buffer) { return chunk }
      if sourceEnded { return takeRejected() }
      if buffer.count == buffer.capacity { buffer.grow(to: min(buffer.capacity * 2, maxLine + 1 + chunkSize)) }
      let read = try source.readFully(into: buffer.room)
      buffer.count += read
      sourceEnded = read == 0 || buffer.count < buffer.capacity
    }
  }

  /// The next batch that begins where reading is to begin, or behind it.
  private func nextBatch(_ batches: any RecordBatchSource) throws -> LineChunk? {
    while let batch = try batches.nextBatch() { if batch.baseOffset >= firstByte { return LineChunk(batch) } }
    return nil
  }

  /// What is left at the end that could not become a line.
  private func takeRejected() -> LineChunk? {
    guard let placed else { return nil }
    let (places, rejected) = placed.takePlaces(from: line, to: line, isLast: true)
    if rejected.isEmpty { return nil }
    return LineChunk(
      bytes: ByteStorage(capacity: 0), content: .lines, file: file, firstLine: line, baseOffset: offset, byteCount: 0,
      places: places, rejected: rejected)
  }

  /// Takes what can be handed out now, or nil when more bytes must be read first.
  private func cut(_ buffer: ByteStorage) -> LineChunk? {
    guard buffer.count > 0, sourceEnded || buffer.count == buffer.capacity else { return nil }
    if insideLongLine {
      guard let lineFeed = find(first: true, buffer, from: 0) else {
        return take(buffer, buffer.count, .longLineContinued, ends: sourceEnded)
      }
      return take(buffer, lineFeed + 1, .longLineContinued, ends: true)
    }
    if let lineFeed = find(first: false, buffer, from: scanned) {
      return take(buffer, lineFeed + 1, .lines, ends: true)
    }
    if buffer.count > maxLine { return take(buffer, buffer.count, .longLine, ends: sourceEnded) }
    scanned = buffer.count
    return sourceEnded ? take(buffer, buffer.count, .lines, ends: true) : nil
  }

  private func find(first: Bool, _ buffer: ByteStorage, from start: Int) -> Int? {
    let base = buffer.pointer
    if first { return Memory.offset(of: 0x0A, from: base + start, buffer.count - start).map { start + $0 } }
    let found = prep_last_line_feed(base + start, buffer.count - start)
    return found < 0 ? nil : start + found
  }

  /// Hands out the first `count` bytes and keeps the rest for the next chunk.
  private func take(_ buffer: ByteStorage, _ count: Int, _ content: LineChunk.Content, ends: Bool) -> LineChunk {
    let rest = UnsafeRawBufferPointer(start: buffer.pointer + count, count: buffer.count - count)
    pending = nil
    if rest.count > 0 {
      let next = ByteStorage(capacity: max(chunkSize, rest.count))
      next.append(rest)
      pending = next
    }
    scanned = 0
    let firstLine = line
    let startOffset = offset
    offset += count
    insideLongLine = !ends
    if content == .lines { line += prep_count_line_feeds(buffer.pointer, count) } else if ends { line += 1 }
    // The line feed that ends a long line belongs to no piece of it.
    let hasLineFeed = content != .lines && ends && buffer.pointer[count - 1] == 0x0A
    buffer.count = hasLineFeed ? count - 1 : count
    buffer.seal()
    let known = placed?.takePlaces(from: firstLine, to: max(line, firstLine + 1), isLast: false)
    return LineChunk(
      bytes: buffer, content: content, file: file, firstLine: firstLine, baseOffset: startOffset, byteCount: count,
      places: known?.places, rejected: known?.rejected ?? [])
  }
}
