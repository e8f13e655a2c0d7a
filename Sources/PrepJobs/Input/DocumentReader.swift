import PrepBytePairEncoding
import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepRecords

/// Cuts one input into chunks of documents: serial and cheap; what is in a chunk is a worker's business.
final class DocumentReader {
  private static let blockSize = 1 << 18
  private static let emptyBlock = [UInt8](repeating: 0, count: blockSize)
  /// What a part of a text has at least.
  private static let partSize = 1 << 20
  /// Places in a text are 31 bits wide.
  private static let longestText = 1 << 31 - 1

  private let source: any ByteSource
  private let content: InputContent
  private let maxLine: Int
  private let cutsTexts: Bool
  private let piece: Int
  private let chunker: LineChunker?
  private var pending: [UInt8] = []
  private var place: SourceLocation
  private var ended = false
  /// The lines before the first one, in a part of a file of plain text.
  private let skipped: SkippedLines?
  /// Hears of a text of several lines, which somebody may want to be several texts.
  private let tellWhole: (() -> Void)?

  /// - Parameters:
  ///   - content: What the input holds.
  ///   - opening: How records are opened.
  ///   - piece: The number of the input, for the places of chunks.
  ///   - cutsTexts: Whether an input that is one document may come in parts, cut where ``TextCut`` says.
  ///   - start: Where to begin, a byte of what is read and the number of the line there, when that is not the beginning.
  ///   - refusing: Whether formats that no command reads are refused; not where any bytes are text.
  ///   - tells: Whether it is told that a text of several lines is one; not where that changes nothing.
  init(
    _ input: JobInput, content: InputContent, opening: RecordOpening, maxLine: Int, piece: Int = 0,
    cutsTexts: Bool = false, start: (offset: Int, line: Int)? = nil, refusing: Bool = true, tells: Bool = true
  ) throws {
    self.cutsTexts = cutsTexts
    self.piece = piece
    let first = start?.offset ?? 0
    source =
      switch content {
      case .records: try opening.open(input, from: first)
      case .lines, .whole: try opening.openText(input, refusing: refusing, from: first)
      }
    let offset = max(first, (source as? any PlacedLineSource)?.firstByte ?? 0)
    skipped = (source as? LineRangeSource)?.skipped
    let name = source.name
    tellWhole =
      content == .whole && input.isRegularFile && tells ? { opening.tellReading(of: name, isOneText: true) } : nil
    self.content = content
    self.maxLine = maxLine
    chunker =
      content == .records
      ? LineChunker(source: source, maxLine: maxLine, baseOffset: offset, firstLine: start?.line ?? 1) : nil
    place = SourceLocation(file: source.name, line: start?.line ?? 1, column: 1, offset: offset)
  }

  /// The next chunk, or nil at the end. An input that is one document gives one chunk, even when it is empty, unless it
  /// is cut.
  func next() throws -> DocumentChunk? {
    if let chunker { return try chunker.next().map { DocumentChunk(.records($0), piece: piece) } }
    if ended { return nil }
    if content == .whole { return DocumentChunk(.text(try nextPart()), piece: piece) }
    return try nextLines().map { DocumentChunk(.text($0), piece: piece) }
  }

  /// The whole text, or as much of it as can be cut off.
  private func nextPart() throws -> TextBlock {
    while true {
      let start = pending.count
      let (read, _) = try readBlock()
      ended = read == 0
      if pending.count > Self.longestText {
        throw Diagnostic(
          "text-too-long", "a text can have at most 2 GiB; --lines reads each line as a text", at: place)
      }
      let cut =
        cutsTexts && !ended && pending.count >= Self.partSize ? TextCut.last(in: pending, from: max(1, start - 4)) : nil
      guard ended || cut != nil else { continue }
      return takePart(upTo: cut ?? pending.count)
    }
  }

  private func takePart(upTo cut: Int) -> TextBlock {
    let block = TextBlock(
      bytes: cut == pending.count ? pending : Array(pending[..<cut]), place: place, isWhole: true, goesOn: !ended)
    pending.removeFirst(cut)
    let lines = block.bytes.count { $0 == 0x0A }
    if lines > 1 || lines == 1 && block.bytes.last != 0x0A { tellWhole?() }
    place.line += lines
    place.column = (block.bytes.lastIndex(of: 0x0A).map { cut - $0 } ?? place.column + cut)
    place.offset = place.offset.map { $0 + cut }
    return block
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
      let block = TextBlock(bytes: Array(pending[..<cut]), place: place, isWhole: false, skipped: skipped)
      pending.removeFirst(cut)
      place.line += block.bytes.count { $0 == 0x0A }
      place.offset = place.offset.map { $0 + cut }
      return block
    }
  }

  /// Reads more; gives the number of bytes read and the end of the last whole line.
  private func readBlock() throws -> (read: Int, cut: Int?) {
    let start = pending.count
    pending += Self.emptyBlock
    let read = try pending.withUnsafeMutableBytes {
      try source.readFully(into: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
    }
    pending.removeLast(Self.blockSize - read)
    return (read, pending[start...].lastIndex(of: 0x0A).map { $0 + 1 })
  }
}
