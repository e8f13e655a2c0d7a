import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// A chunk of an input, and where it begins.
struct PlacedChunk: Sendable {
  /// The start of a line in one of the inputs.
  struct Place: Sendable, Equatable {
    var piece = 0
    var offset = 0
    var line = 1
  }

  var chunk: DocumentChunk
  /// Nil where the chunk begins inside a line.
  var place: Place?
}

/// The chunks of several inputs, and the shape that the first of them tells.
final class ChunkSequence {
  private let pieces: [InputPart.Piece]
  /// The piece that is read next.
  private var nextPiece = 0
  private let paths: [String]
  private let settings: TokenizingRun.Settings
  /// Where reading began within a file, and how many lines are before that, as far as somebody has asked.
  private var ranges: [String: LineRangeSource] = [:]
  private var linesBefore: [String: Int] = [:]
  private var reader: DocumentReader?
  private var ahead: [PlacedChunk] = []

  /// - Throws: ``UsageError`` when a part is asked for of what are no files.
  init(paths: [String], settings: TokenizingRun.Settings) throws {
    self.paths = paths
    self.settings = settings
    let pieces = try settings.part?.pieces(of: paths) { settings.content($0) != .whole }
    self.pieces = pieces ?? paths.map { InputPart.Piece(path: $0, range: nil) }
  }

  func next() throws -> PlacedChunk? { try ahead.isEmpty ? read() : ahead.removeFirst() }

  /// Goes on at the start of a line, wherever reading stands.
  func seek(to place: PlacedChunk.Place) throws {
    ahead = []
    reader = nil
    nextPiece = place.piece
    guard place.piece < pieces.count, place.offset > 0 else { return }
    try open(at: (place.offset, place.line))
  }

  /// Leaves out everything that has not been read.
  func seekToEnd() {
    ahead = []
    reader = nil
    nextPiece = pieces.count
  }

  /// The shape asked for, or that of the first record that tells one; text where there are no records.
  ///
  /// - Parameter stopsAtInvalid: Whether a line that is no JSON ends the run; what comes behind it then tells nothing.
  /// - Throws: A `Diagnostic` `unknown-shape`, ``UsageError``, and what reading throws.
  func shape(stopsAtInvalid: Bool) throws -> ExampleShape {
    if paths.contains(where: { settings.content($0) != .records }) {
      guard settings.shape ?? .text == .text else { throw UsageError("plain text has the shape text, not --shape \(settings.shape?.rawValue ?? "")") }
      return .text
    }
    if let shape = settings.shape { return shape }
    guard let chunk = try read() else { return .text }
    ahead.append(chunk)
    guard case .records(let lines) = chunk.chunk else { return .text }
    var first: Record?
    for item in lines.parse(LineChunk.Options(maxLine: settings.documents.maxLine)) {
      switch item {
      case .record(let record):
        if settings.names.detect(record.root) != nil { return try ExampleShape(of: record, settings.names) }
        first = first ?? record
      // Where this line is taken, it ends the run.
      case .invalid where stopsAtInvalid && first == nil: return .text
      default: break
      }
    }
    guard let first else { return .text }
    throw Diagnostic(
      "unknown-shape", "the record's fields tell no known shape; name it with --shape, or its fields with --map",
      at: first.location())
  }

  /// Whether the first records have weights that a mask cannot say, and whether they leave out parts of what would be learnt.
  func lossOfFirst(_ shape: ExampleShape) throws -> (hasFractions: Bool, leavesOutParts: Bool) {
    if ahead.isEmpty, let chunk = try read() { ahead.append(chunk) }
    guard case .records(let lines)? = ahead.first?.chunk else { return (false, false) }
    var leavesOutParts = false
    let reader = ExampleReader(shape: shape, names: settings.names)
    var left = 100
    for case .record(let record) in lines.parse(LineChunk.Options(maxLine: settings.documents.maxLine)) {
      if let weight = try? reader.weight(of: record) {
        if weight != 0, weight != 1 { return (true, true) }
        leavesOutParts = leavesOutParts || weight == 0
      }
      if shape == .chat, case .chat(let chat)? = try? reader.read(record) {
        for message in chat.messages {
          if let weight = message.weight, weight != 0, weight != 1 { return (true, true) }
          leavesOutParts = leavesOutParts || message.weight == 0 || message["train"] != nil || message["train_detail"] != nil
          if case .parts = message.content { leavesOutParts = true }
        }
      }
      left -= 1
      if left == 0 { break }
    }
    return (false, leavesOutParts)
  }

  private func read() throws -> PlacedChunk? {
    while true {
      if let chunk = try reader?.next() {
        return PlacedChunk(
          chunk: chunk, place: chunk.lineStart.map { PlacedChunk.Place(piece: nextPiece - 1, offset: $0.offset, line: $0.line) })
      }
      if nextPiece == pieces.count { return nil }
      try open(at: nil)
    }
  }

  /// Opens the next piece, at the start of one of its lines.
  private func open(at start: (offset: Int, line: Int)?) throws {
    let piece = pieces[nextPiece]
    nextPiece += 1
    var bytes = piece.range
    let content = settings.content(piece.path)
    // In a file that is not compressed there is no need to read what lies before.
    if start != nil, bytes == nil, content != .whole, piece.path != "-", try !InputPart.isCompressed(piece.path) {
      bytes = InputOptions.totalBytes(of: [piece.path]).map { 0..<$0 }
    }
    let opened = try DocumentReader(
      path: piece.path, content: content, maxLine: settings.documents.maxLine, bytes: bytes, start: start,
      refusing: !settings.documents.acceptsBytes)
    if let range = opened.range, range.start > 0 { ranges[piece.path] = range }
    reader = opened
  }

  /// Findings with their places counted from the start of the file.
  func placed(_ findings: DocumentFindings) throws -> DocumentFindings {
    if ranges.isEmpty || findings.findings.isEmpty { return findings }
    var findings = findings
    for index in findings.findings.indices {
      switch findings.findings[index] {
      case .rejected(var rejected):
        try place(&rejected.diagnostic)
        findings.findings[index] = .rejected(rejected)
      case .note(var diagnostic):
        try place(&diagnostic)
        findings.findings[index] = .note(diagnostic)
      case .continuation: break
      }
    }
    return findings
  }

  private func place(_ diagnostic: inout Diagnostic) throws {
    let file = diagnostic.location.file
    guard let range = ranges[file], diagnostic.location.line > 0 else { return }
    let lines = try linesBefore[file] ?? range.linesBefore()
    linesBefore[file] = lines
    diagnostic.location.line += lines
  }
}
