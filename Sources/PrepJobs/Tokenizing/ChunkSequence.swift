import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes
import PrepTokenizing

/// The chunks of several inputs, and the shape that the first of them tells.
final class ChunkSequence: SeekableExampleInput {
  private let pieces: [JobInput]
  /// The piece that is read next.
  private var nextPiece = 0
  private let inputs: [JobInput]
  private let options: ExampleOptions
  private let reading: InputOptions
  private let opening: RecordOpening
  private let context: JobContext
  private let invalid: InvalidRecords
  private var reader: DocumentReader?
  /// What fields are called.
  let names: FieldNames
  /// The shape that the first records tell, once it was asked for.
  private(set) var set = SetShape()
  private var ahead: [DocumentChunk] = []
  /// Whether the first records told a shape, or none was needed.
  private(set) var isTold = true

  /// - Parameter part: The part of a job that is read; nil is the whole.
  /// - Throws: ``JobFailure`` when a part is asked for of what are no files.
  init(
    _ inputs: [JobInput], _ options: ExampleOptions, _ reading: InputOptions, part: InputPart?,
    invalid: InvalidRecords, context: JobContext
  ) throws {
    self.inputs = inputs
    self.options = options
    names = FieldNames(options.mapping)
    self.reading = reading
    let opening = context.opening(reading, mapping: options.mapping)
    self.opening = opening
    self.invalid = invalid
    self.context = context
    pieces = try opening.part(part, of: inputs, options)
  }

  var invalidCount: Int { invalid.count }

  func settle(_ findings: DocumentFindings, byteCount: Int) throws {
    context.report.add(findings.records, to: "records")
    try invalid.settle(findings)
    try context.advance(bytes: byteCount, records: findings.records)
  }

  func restore(records: Int, invalid count: Int) {
    context.report.add(records, to: "records")
    invalid.restore(count)
  }

  func next() throws -> DocumentChunk? { try ahead.isEmpty ? read() : ahead.removeFirst() }

  /// Goes on at the start of a line, wherever reading stands.
  func seek(to place: DocumentChunk.Place) throws {
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

  /// The shape asked for, or that of the set; text where there are no records.
  ///
  /// - Parameter stopsAtInvalid: Whether a line that is no JSON ends the run; what comes behind it then tells nothing.
  /// - Throws: A `Diagnostic` `unknown-shape`, ``JobFailure``, and what reading throws.
  func shape(stopsAtInvalid: Bool) throws -> ExampleShape {
    if try inputs.contains(where: { try opening.content(of: $0, options) != .records }) {
      guard options.shape ?? .text == .text else {
        throw JobFailure("other-shape", "plain text has the shape text, not --shape \(options.shape?.rawValue ?? "")")
      }
      return .text
    }
    if let shape = options.shape { return shape }
    guard let chunk = try read() else { return .text }
    ahead.append(chunk)
    guard case .records(let lines) = chunk.content else { return .text }
    let batch = lines.parse(LineChunk.Options(maxLine: reading.longestLine))
    set.look(at: batch, names)
    var first: Record?
    for item in batch {
      switch item {
      case .record(let record):
        if let told = set.shape, names.detect(record.root)?.layout == told.layout {
          return try ExampleShape(of: record, names, in: set)
        }
        first = first ?? record
      // Where this line is taken, it ends the run.
      case .invalid where stopsAtInvalid && first == nil:
        isTold = false
        return .text
      default: break
      }
    }
    guard let first else { return .text }
    throw first.unknownShape("set --shape, or map fields with --map")
  }

  /// The fields of the first records that nothing is made of: those that nobody knows, and those for templates that the
  /// template does not ask for.
  ///
  /// - Parameter shows: Whether the template asks for a field.
  func unusedFieldsOfFirst(_ shows: (RecordField) -> Bool) throws -> [String] {
    let omitted = OmittedFields(options.omitted)
    return try collectFromFirst { record, found in
      let unknown = MissingField.unknownFields(in: record.root, names)
      var unasked: [String] = []
      if record.root.kind == .object {
        unasked = [RecordField.documents].filter { field in
          !shows(field) && record.root[names.mapping.name(of: field)].map { field.says($0) } ?? false
        }.map { names.mapping.name(of: $0) }
        // What messages say of their loss no record does.
        unasked += TokenizingOptions.messageFlags.filter { record.root[$0].map { !$0.isNull } ?? false }
      }
      for name in unknown + unasked
      where !found.contains(name) && !omitted.contains(name) && name != reading.importing.pathField {
        found.append(name)
      }
    }
  }

  /// The members of the first records' messages that nothing is made of.
  ///
  /// - Parameter shows: Whether the template asks for a member.
  func unusedMembersOfFirst(_ shows: (String) -> Bool) throws -> [String] {
    let omitted = OmittedFields(options.omitted)
    return try collectFromFirst { record, found in
      let known = found
      found += UnusedMembers.names(in: record.root) { name in
        known.contains(name) || omitted.contains(name) || TokenizingOptions.messageFlags.contains(name) || shows(name)
      }
    }
  }

  /// What a closure adds to a list for each of the first records, until there is enough.
  private func collectFromFirst(_ add: (Record, inout [String]) -> Void) throws -> [String] {
    if ahead.isEmpty, let chunk = try read() { ahead.append(chunk) }
    guard case .records(let lines)? = ahead.first?.content else { return [] }
    var found: [String] = []
    var left = SetShape.firstRecords
    for case .record(let record) in lines.parse(LineChunk.Options(maxLine: reading.longestLine)) {
      add(record, &found)
      left -= 1
      if left == 0 || found.count > Self.mostUnused { break }
    }
    return found
  }

  private static let mostUnused = 12

  /// Whether the first records have weights that a mask cannot say, and whether they leave out parts of what would be
  /// learnt.
  func lossOfFirst(_ shape: ExampleShape) throws -> (hasFractions: Bool, leavesOutParts: Bool) {
    if ahead.isEmpty, let chunk = try read() { ahead.append(chunk) }
    guard case .records(let lines)? = ahead.first?.content else { return (false, false) }
    var leavesOutParts = false
    let reader = ExampleReader(shape: shape, names: names, omitting: .all)
    var left = 100
    for case .record(let record) in lines.parse(LineChunk.Options(maxLine: reading.longestLine)) {
      if let weight = try? reader.weight(of: record) {
        if weight != 0, weight != 1 { return (true, true) }
        leavesOutParts = leavesOutParts || weight == 0
      }
      guard shape == .chat, let examples = try? reader.examples(of: record) else {
        left -= 1
        if left == 0 { break }
        continue
      }
      for case .chat(let chat) in examples {
        for message in chat.messages {
          if let weight = message.weight, weight != 0, weight != 1 { return (true, true) }
          leavesOutParts =
            leavesOutParts || message.weight == 0
            || message.other.contains { TokenizingOptions.messageFlags.contains($0.key) }
          if case .parts = message.content { leavesOutParts = true }
        }
      }
      left -= 1
      if left == 0 { break }
    }
    return (false, leavesOutParts)
  }

  private func read() throws -> DocumentChunk? {
    while true {
      if let chunk = try reader?.next() { return chunk }
      if nextPiece == pieces.count { return nil }
      try open(at: nil)
    }
  }

  /// Opens the next piece, at the start of one of its lines.
  private func open(at start: (offset: Int, line: Int)?) throws {
    var piece = pieces[nextPiece]
    nextPiece += 1
    let content = try opening.content(of: piece, options)
    // In a file that can be cut there is no need to read what lies before; any other is read again.
    if start != nil, piece.range == nil, try opening.canBeCut(piece, content), try !piece.isColumns(),
      let size = piece.storedBytes
    {
      piece = piece.lines(in: 0..<size)
    }
    reader = try DocumentReader(
      piece, content: content, opening: opening, maxLine: reading.longestLine, piece: nextPiece - 1, start: start,
      refusing: !options.acceptsBytes, tells: !options.asksForPlainText)
  }
}
