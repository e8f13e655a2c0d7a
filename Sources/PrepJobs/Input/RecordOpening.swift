import PrepBytes
import PrepColumns
import PrepFolders
import PrepImporting
import PrepRecords
import PrepShapes

/// How a job opens what it reads as records: the one place where that is decided, for all jobs alike.
///
/// An input is looked at: what it is made of, what it is compressed with, its character set; options overrule what is
/// seen. What there is to say of an input is noted once.
final class RecordOpening {
  /// How inputs that are not JSON Lines are read.
  let importer: InputImporter
  private let options: ImportOptions
  private let part: InputPart?
  private let note: (JobNote) -> Void
  private let replacementLog = ReplacementLog()
  /// What inputs were found to hold, by their paths.
  private var looked: [String: InputContent] = [:]

  /// What the inputs were taken for that are not JSON Lines; of thousands, the first.
  private(set) var containers: [(name: String, container: Container)] = []
  /// How many inputs besides were read as something else than JSON Lines.
  private(set) var otherContainers = 0
  private static let mostContainers = 20

  /// - Parameters:
  ///   - reading: How inputs are read.
  ///   - mapping: What fields are called, where the user said so.
  ///   - note: Hears what is to be known of an input.
  init(_ reading: InputOptions, mapping: FieldMapping = FieldMapping(), note: @escaping (JobNote) -> Void = { _ in }) {
    options = reading.importing
    part = reading.part
    importer = reading.importing.importer(longestLine: reading.longestLine, mapping: mapping)
    self.note = note
  }

  /// Another way to read what this one opens.
  ///
  /// - Parameter change: Changes how inputs that are not JSON Lines are read.
  init(_ other: RecordOpening, change: (inout InputImporter) -> Void) {
    var importer = other.importer
    change(&importer)
    self.importer = importer
    options = other.options
    part = other.part
    note = other.note
  }

  /// Opens an input as JSON Lines.
  ///
  /// - Parameter offset: Where to begin, the start of a line of what is read; 0 is the beginning.
  /// - Throws: A `Diagnostic`, `IOFailure` or ``JobFailure`` for what cannot be read.
  func open(_ input: JobInput, from offset: Int = 0) throws -> ImportedSource {
    if let range = input.range, try !input.isColumns() {
      let lines = try LineRangeSource(input, range: range)
      lines.skip(to: offset)
      return ImportedSource(lines: lines)
    }
    var importer = self.importer(for: input)
    importer.columnOptions.groupBytes = input.range
    let source = try importer.open(try text(of: input.whole.open(refusing: false), input.reader))
    note(source)
    if let remark = input.remark, remarked.insert(remark).inserted { note(.table(file: source.name, remark)) }
    if !source.hasBatches { try source.skip(offset) }
    return source
  }

  /// Opens the bytes of an input, decompressed, as JSON Lines.
  ///
  /// - Throws: As ``open(_:from:)``.
  func open(_ bytes: any ByteSource) throws -> ImportedSource {
    let source = try importer.open(try text(of: bytes))
    note(source)
    return source
  }

  /// Opens an input as JSON Lines, whatever it is.
  func openAsLines(_ bytes: any ByteSource) throws -> ImportedSource {
    var importer = importer
    importer.container = .jsonLines
    return try importer.open(bytes)
  }

  /// Opens an input of plain text as UTF-8.
  ///
  /// - Parameters:
  ///   - refusing: Whether formats that no command reads are refused by their first bytes.
  ///   - offset: Where to begin, a byte of what is read.
  func openText(_ input: JobInput, refusing: Bool, from offset: Int = 0) throws -> any ByteSource {
    if let range = input.range {
      let lines = try LineRangeSource(input, range: range)
      lines.skip(to: offset)
      return lines
    }
    let whole = try input.open(refusing: refusing)
    // Where any bytes are text, only the user says what they are, or the card of the folder.
    let isAsItIs =
      !refusing && options.encoding == nil && options.badBytes == .error && input.reader == ReaderOptions()
    let source = isAsItIs ? whole : try text(of: whole, input.reader)
    try source.skip(offset)
    return source
  }

  /// What the run reads of its inputs: all of them, or of each what belongs to the part that it does.
  ///
  /// - Parameter wanted: What says what an input holds; nil where all hold records.
  /// - Throws: ``JobFailure`` for a part of what is not a file, and what looking at one throws.
  func part(of inputs: [JobInput], _ wanted: (any InputContentTelling)? = nil) throws -> [JobInput] {
    try part(part, of: inputs, wanted)
  }

  /// What a part reads of inputs; nil is all of them.
  ///
  /// - Throws: As ``part(of:_:)``.
  func part(_ part: InputPart?, of inputs: [JobInput], _ wanted: (any InputContentTelling)?) throws -> [JobInput] {
    guard let part else { return inputs }
    var cut = try cut(inputs, wanted)
    return try cut.pieces(of: part)
  }

  /// How inputs are cut into parts.
  ///
  /// - Throws: As ``part(of:_:)``.
  func cut(_ inputs: [JobInput], _ wanted: (any InputContentTelling)?) throws -> InputCut {
    try InputCut(inputs) { input in
      try self.canBeCut(input, wanted.map { try self.content(of: input, $0) } ?? .records)
    }
  }

  /// The shape of the set that some inputs are, where a part of them is read: all parts take what the first records of
  /// the whole say. Not told yet where the run reads the whole, and sees these records itself.
  ///
  /// - Parameter told: The shape that was named; the records are not asked then.
  /// - Throws: What reading throws.
  func setShape(of inputs: [JobInput], _ names: FieldNames, told: RecordShape? = nil, maxLine: Int) throws -> SetShape {
    var set = SetShape(told)
    guard part != nil, told == nil else { return set }
    let options = LineChunk.Options(maxLine: maxLine)
    for input in inputs {
      let chunker = LineChunker(source: try open(input.whole), maxLine: maxLine)
      while set.shape == nil, let chunk = try chunker.next() { set.look(at: chunk.parse(options), names) }
      if set.shape != nil { break }
    }
    return set
  }

  /// Whether the lines of an input can be read from any of them on: a file of JSON Lines, or of lines of text, in UTF-8
  /// and not compressed.
  func canBeCut(_ input: JobInput, _ content: InputContent) throws -> Bool {
    guard content != .whole, input.isRegularFile, try !input.isCompressed() else { return false }
    let source = try input.open(refusing: false)
    let text = try DecodedSource.open(
      source, encoding: options.encoding ?? input.reader.encoding, policy: options.badBytes)
    if text is DecodedSource { return false }
    if content == .lines { return true }
    // Files of columns are cut between row groups.
    let opened = try importer(for: input).open(text)
    return opened.isPassedThrough || opened.hasBatches
  }

  /// What an input holds: what the options say, what the container says that was named, what its name says, and where
  /// none does, what stands in it. Standard input holds records, whose container is told when it is opened.
  ///
  /// - Throws: What opening it throws.
  func content(of input: JobInput, _ wanted: any InputContentTelling) throws -> InputContent {
    if wanted.asksForPlainText { return wanted.plainText }
    if let container = options.container {
      if case .text = container, options.textUnit == nil { return wanted.plainText }
      return .records
    }
    // Whoever says what a record is in plain text has it read as records.
    if options.textUnit != nil || input.reader.sample != nil { return .records }
    if let told = wanted.content(of: input.path) { return told }
    guard input.isRegularFile else { return Container.isTextName(input.path) ? wanted.plainText : .records }
    if let known = looked[input.path] { return known }
    let source = try DecodedSource.open(
      input.whole.open(refusing: false), encoding: options.encoding ?? input.reader.encoding, policy: .replace)
    let content = try importer.holdsPlainText(source) ? wanted.plainText : .records
    looked[input.path] = content
    return content
  }

  private func note(_ source: ImportedSource) {
    if source.container == .text, options.textUnit == nil {
      tellReading(of: source.name, isOneText: false)
    } else if source.container != .jsonLines {
      if containers.count < Self.mostContainers {
        containers.append((source.name, source.container))
      } else {
        otherContainers += 1
      }
    }
    if let words = source.note { note(.table(file: source.name, words)) }
    if !saysPartition, options.pathField == nil, let key = Self.partition(in: source.name) {
      saysPartition = true
      note(
        .table(
          file: source.name,
          "what its path says (\(key)) is no field of its records; --path-field NAME gives each record its path"))
    }
  }

  /// Whether it was told how plain text is read.
  private var saysReading = false

  /// Tells, once in a run, how a file of plain text with several lines is read, where it could be read otherwise.
  ///
  /// - Parameter isOneText: Whether the file is one text; else each of its lines is a record.
  func tellReading(of name: String, isOneText: Bool) {
    if saysReading { return }
    saysReading = true
    note(.plainText(file: name, isOneText: isOneText))
  }

  /// Whether it was told that the keys in paths are no fields.
  private var saysPartition = false

  /// A folder in a path that says what a field of all records below it is, `KEY=VALUE`, as engines write partitions.
  static func partition(in path: String) -> String? {
    for folder in path.split(separator: "/").dropLast() {
      guard let sign = folder.utf8.firstIndex(of: UInt8(ascii: "=")), sign > folder.startIndex,
        folder[..<sign].utf8.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "_") })
      else { continue }
      return String(folder)
    }
    return nil
  }

  /// What was said of inputs.
  private var remarked: Set<String> = []

  /// How an input is read: as the user says, then as the card of its folder.
  func importer(for input: JobInput) -> InputImporter {
    input.reader == ReaderOptions() ? importer : input.reader.applied(to: importer, options, path: input.path)
  }

  /// An input as UTF-8, whatever its character set.
  func text(of source: any ByteSource, _ reader: ReaderOptions = ReaderOptions()) throws -> any ByteSource {
    try DecodedSource.open(
      source, encoding: options.encoding ?? reader.encoding,
      policy: reader.replacesBadBytes ? .replace : options.badBytes, replacements: replacementLog
    ) { [note] in note(.characterSet(file: source.name, $0.name)) }
  }

  /// How many stretches of bytes that mean nothing in a character set became U+FFFD.
  var replacements: [(name: String, encoding: String, count: Int)] { replacementLog.entries }
}
