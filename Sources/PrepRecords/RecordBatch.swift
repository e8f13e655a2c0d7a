import PrepDiagnostics

/// What a chunk of JSON Lines holds, line by line in order.
///
/// An item is made when it is asked for; the batch itself keeps a few bytes a line.
public struct RecordBatch: Sendable, RandomAccessCollection {
  /// What a line is.
  public enum Item: Sendable {
    /// A valid JSON value.
    case record(Record)
    /// A line that is no valid JSON value, and its bytes.
    case invalid(Diagnostic, RawLine)
    /// More bytes of the line too long to hold that the last `invalid` item reported; only its rejects want them.
    case continuation(RawLine)
    /// Something worth telling that takes nothing from the data: a byte order mark at the start, a blank line.
    case note(Diagnostic)
  }

  let storage: BatchStorage

  /// The items, in the order of the lines.
  public var items: Self { self }

  /// How many bytes of the (decompressed) input the batch covers, line ends and skipped lines included.
  public var byteCount: Int { storage.byteCount }

  public var startIndex: Int { 0 }
  public var endIndex: Int { storage.entryCount }

  public subscript(position: Int) -> Item {
    precondition(position >= 0 && position < storage.entryCount, "the batch has no such item")
    return storage.item(position)
  }
}

/// What the batch knows of a line.
struct LineEntry {
  enum Kind: UInt8 { case record, invalid, continuation, note }

  /// The position of the line's first byte in the chunk.
  var start: UInt32
  /// Its bytes without the line end.
  var length: UInt32
  /// Of a record the node of its value; else the offset of the fault in the line.
  var detail: UInt32
  /// The line's number less the chunk's first (24 bits), the problem or note (6 bits), the kind (2 bits).
  private var packed: UInt32

  init(_ kind: Kind, start: Int, length: Int, detail: Int, lineDelta: Int, reason: UInt8 = 0) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.length = UInt32(truncatingIfNeeded: length)
    self.detail = UInt32(truncatingIfNeeded: detail)
    packed = UInt32(truncatingIfNeeded: lineDelta) << 8 | UInt32(reason) << 2 | UInt32(kind.rawValue)
  }

  var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: packed & 3)) ?? .invalid }
  var reason: UInt8 { UInt8(truncatingIfNeeded: packed >> 2 & 63) }
  var lineDelta: Int { Int(packed >> 8) }

  /// How many lines a chunk may have.
  static let largestLineDelta = (1 << 24) - 1
}

/// The storage of a batch, shared by its records.
final class BatchStorage: Sendable {
  let storage: JSONStorage
  let file: String
  let firstLine: Int
  let baseOffset: Int
  let byteCount: Int
  /// Where the lines stand in the input; nil where they stand as they do here.
  let places: LinePlaces?
  private let rejected: [RejectedLine]
  private let entries: [LineEntry]

  init(
    storage: JSONStorage, entries: [LineEntry], file: String, firstLine: Int, baseOffset: Int, byteCount: Int,
    places: LinePlaces? = nil, rejected: [RejectedLine] = []
  ) {
    self.places = places
    self.rejected = rejected
    self.storage = storage
    self.entries = entries
    self.file = file
    self.firstLine = firstLine
    self.baseOffset = baseOffset
    self.byteCount = byteCount
  }

  var entryCount: Int { entries.count }

  func entry(_ index: Int) -> LineEntry { entries[index] }

  /// Where the lines stand with their line feeds; nil where one is no record or something stands between two of them.
  var wholeLines: Range<Int>? {
    guard let first = entries.first else { return nil }
    var end = Int(first.start)
    for entry in entries {
      guard entry.kind == .record, Int(entry.start) == end else { return nil }
      end += Int(entry.length) + 1
    }
    // The last one may have ended with the input; the others have one byte behind them, which can be nothing else.
    guard end <= storage.bytes.count, storage.pointer[end - 1] == 0x0A else { return nil }
    return Int(first.start)..<end
  }

  func item(_ index: Int) -> RecordBatch.Item {
    let entry = entries[index]
    switch entry.kind {
    case .record: return .record(Record(batch: self, index: index))
    case .invalid:
      let error = JSONError(JSONError.Problem(rawValue: entry.reason) ?? .expectedValue, at: Int(entry.detail))
      return .invalid(Diagnostic(error.code, error.message, at: location(entry)), raw(entry))
    case .continuation: return .continuation(raw(entry))
    case .note:
      let note = LineNote(rawValue: entry.reason) ?? .blankLine
      if note == .rejectedLine { return rejectedItem(rejected[Int(entry.detail)]) }
      // A byte order mark is the input's own, whatever its lines are made of.
      let place = note == .byteOrderMark ? SourceLocation(file: file, line: 1, column: 1, offset: 0) : location(entry)
      return .note(Diagnostic(note.code, severity: .warning, note.message, at: place))
    }
  }

  /// What could not become a line.
  func rejectedLine(_ entry: LineEntry) -> RejectedLine { rejected[Int(entry.detail)] }

  private func rejectedItem(_ line: RejectedLine) -> RecordBatch.Item {
    let bytes = ByteStorage(capacity: line.bytes.count)
    line.bytes.withUnsafeBytes { bytes.append($0) }
    let place = line.finding.location
    return .invalid(
      line.finding,
      RawLine(
        storage: JSONStorage(bytes: bytes, nodes: NodeBuffer(capacity: 0)), range: 0..<line.bytes.count,
        line: place.line, offset: place.offset ?? 0, isKeptAside: true))
  }

  /// A line as the input counts it.
  func line(_ entry: LineEntry) -> Int {
    let line = firstLine + entry.lineDelta
    return places?.origin(of: line) ?? line
  }

  /// A place in the batch as one in the input.
  func placed(_ place: SourceLocation) -> SourceLocation { places?.placed(place) ?? place }

  private func raw(_ entry: LineEntry) -> RawLine {
    RawLine(
      storage: storage, range: Int(entry.start)..<Int(entry.start) + Int(entry.length),
      line: line(entry),
      offset: baseOffset + Int(entry.start))
  }

  private func location(_ entry: LineEntry) -> SourceLocation {
    placed(
      SourceLocation(
        file: file, line: firstLine + entry.lineDelta, column: Int(entry.detail) + 1,
        offset: baseOffset + Int(entry.start) + Int(entry.detail)))
  }
}

/// What a reader notes without rejecting anything.
enum LineNote: UInt8 {
  case byteOrderMark, blankLine
  /// What could not become a line; no note to those who ask for items.
  case rejectedLine

  var code: Diagnostic.Code { self == .byteOrderMark ? "byte-order-mark" : "blank-line" }

  var message: String {
    self == .byteOrderMark ? "the file starts with a byte order mark, which is dropped" : "the line is blank"
  }
}
