/// Some whole lines of an input, not yet parsed.
public struct LineChunk: Sendable {
  /// How a chunk is parsed.
  public struct Options: Sendable, Hashable {
    /// The longest line accepted, in bytes without the line feed.
    public var maxLine: Int
    /// Whether blank lines are noted; they are skipped either way.
    public var notesBlankLines: Bool
    /// The instruction set of the kernels; tests try them all.
    package var level = ScanLevel.best

    public init(maxLine: Int = JSONLimits.line, notesBlankLines: Bool = false) {
      self.maxLine = min(maxLine, JSONLimits.largestLine)
      self.notesBlankLines = notesBlankLines
    }
  }

  /// What the bytes of a chunk are.
  enum Content: Sendable {
    /// Whole lines, the last one perhaps without a line end.
    case lines
    /// The start of a line that is longer than the limit.
    case longLine
    /// More of a line that is longer than the limit.
    case longLineContinued
  }

  let bytes: ByteStorage
  let content: Content
  let file: String
  let firstLine: Int
  let baseOffset: Int
  /// Where the lines stand in the input; nil where they stand as they do here.
  let places: LinePlaces?
  /// What could not become a line, in order.
  let rejected: [RejectedLine]
  /// The records, where the source had them as such.
  private let parsed: RecordBatch?
  /// Where the chunk begins: a byte of the input and its line; nil inside a line.
  package var lineStart: (offset: Int, line: Int)? {
    if case .longLineContinued = content { return nil }
    return (baseOffset, firstLine)
  }
  /// How many bytes of the input the chunk covers.
  public let byteCount: Int

  init(
    bytes: ByteStorage, content: Content, file: String, firstLine: Int, baseOffset: Int, byteCount: Int,
    places: LinePlaces? = nil, rejected: [RejectedLine] = []
  ) {
    self.places = places
    self.rejected = rejected
    self.bytes = bytes
    self.content = content
    self.file = file
    self.firstLine = firstLine
    self.baseOffset = baseOffset
    self.byteCount = byteCount
    parsed = nil
  }

  /// Lines whose records are known.
  init(_ batch: RecordBatch) {
    bytes = batch.storage.storage.bytes
    content = .lines
    file = batch.file
    firstLine = batch.storage.firstLine
    baseOffset = batch.baseOffset
    byteCount = batch.byteCount
    places = batch.storage.places
    rejected = []
    parsed = batch
  }

  /// Parses the lines. Any thread may do it, and the result does not depend on how the input was cut.
  public func parse(_ options: Options = Options()) -> RecordBatch {
    if let parsed { return parsed }
    var parser = LineParser(chunk: self, options: options)
    switch content {
    case .lines: parser.parseLines()
    case .longLine: parser.addWhole(.invalid)
    case .longLineContinued: parser.addWhole(.continuation)
    }
    return parser.finish()
  }
}
