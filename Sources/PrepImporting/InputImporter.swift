import PrepBytes
import PrepCodecs
import PrepColumns
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Recognises what an input is made of and opens it as JSON Lines.
package struct InputImporter: Sendable {
  /// How much of an input is looked at to recognise it.
  package static let headSize = 1 << 16

  /// What the input is taken for; nil recognises it.
  package var container: Container?
  /// The delimiter, quote and header of delimited text, where the guess is overruled.
  package var delimiter: UInt8?
  package var quote: UInt8??
  package var hasHeader: Bool?
  package var ragged = RaggedRowPolicy.error
  /// What the columns are called, in place of a header's names; nil takes those.
  package var givenNames: [[UInt8]]?
  /// How many rows of delimited text stand before the table.
  package var skippedRows = 0
  /// Whether blanks behind a delimiter are dropped, wherever.
  package var skipsInitialSpace = false
  /// Whether columns of one name are told apart as pandas does, `a` and `a.1`, instead of refused.
  package var repeatsColumnNames = false
  /// Names for the columns of a table without a header, told from its first rows, and why; nil leaves their numbers.
  package var columnNames: (@Sendable (_ rows: [[[UInt8]]]) -> (names: [[UInt8]], reason: String)?)?
  /// Names that the user says columns have: a first row with one of them is a header.
  package var knownNames: Set<[UInt8]> = []
  /// The sheet of a workbook; nil takes the first.
  package var sheet: String?
  package var textUnit = TextUnit.line
  /// The columns of words and of tags where lines are words, from 0; nil looks at them.
  package var tokenColumn: Int?
  package var tagColumn: Int?
  /// The slips that are got over where values are cut out of JSON; nil takes JSON alone.
  package var slips: JSONSlips?
  /// The field that plain text goes into.
  package var textField = "text"
  /// How the rows of files of columns become records; the longest row is ``maximumLine``.
  package var columnOptions = ColumnOptions()
  /// The longest row, value, line or text, in bytes.
  package var maximumLine = JSONLimits.line

  /// Where the records are inside of a JSON text; nil reads all of it.
  package var pointer: JSONPointer?
  /// The field that gets the path of the input; nil for none.
  package var pathField: String?
  /// Whether messages are joined to conversations and columns taken apart; else every value is a record.
  package var makesRecords = true
  /// What fields are called, for telling records from what has records inside.
  package var fieldNames = FieldNames.usual

  package init() {}

  /// Opens an input.
  ///
  /// - Parameter source: The input, decompressed and in UTF-8.
  /// - Throws: ``RefusedContainer`` for a container that is recognised and not read here, ``IOFailure``, and a
  ///   ``Diagnostic`` for a table whose columns have no usable names.
  package func open(_ source: any ByteSource) throws -> ImportedSource {
    var (head, isWhole) = try Self.head(of: source)
    let table = Self.dropping(skippedRows, of: head)
    let found =
      container ?? table.withUnsafeBytes { ContainerGuess($0, isWhole: isWhole, path: source.name).container }
    // A byte order mark is no part of a table or text; the reader of JSON Lines drops and reports it.
    let hasMark = found != .jsonLines && head.starts(with: [0xEF, 0xBB, 0xBF])
    if hasMark { head.removeFirst(3) }
    var container = adjusted(Self.looked(at: head, isWhole: isWhole, found))
    if case .tagged(let dialect?) = container, max(dialect.tokenColumn, dialect.tagColumn) >= dialect.columns {
      throw Diagnostic(
        "column-count", "the lines have \(dialect.columns) columns, none with that number",
        at: SourceLocation(file: source.name, line: 1))
    }
    var columns: (names: [[UInt8]]?, note: String)?
    if case .delimited(var dialect) = container, !dialect.hasHeader, hasHeader == nil, givenNames == nil {
      let rows = Self.rows(of: table, dialect, isWhole: isWhole)
      if rows.first?.contains(where: { knownNames.contains($0.trimmingBlanks()) }) ?? false {
        dialect.hasHeader = true
        container = .delimited(dialect)
      } else {
        columns = headerless(rows, container)
      }
    }
    var pointer = pointer
    if pointer == nil, makesRecords, container.isJSON, ArticleForm.isInside(head) {
      // Questions stand in the articles of an object.
      pointer = JSONPointer("/data")
    }
    if pointer == nil, makesRecords, container.isJSON { pointer = QueryForm.list(in: head) }
    let served =
      pointer == nil && makesRecords && container.isJSON ? ServedRows(head, file: source.name) : nil
    if served != nil { pointer = ServedRows.list }
    if pointer == nil, makesRecords { try refuseOuterObject(head, container, source.name) }
    let form = container == .jsonLines && makesRecords && pointer == nil ? form(of: head, isWhole: isWhole) : nil
    let whole = PrefixedByteSource(prefix: head, rest: source)
    return try open(whole, as: container, at: pointer, columns, hasMark: hasMark, form: form, served: served)
  }

  /// The beginning of an input, and whether it is all there is: of JSON as much as its first two lines take, which say
  /// what its lines are.
  private static func head(of source: any ByteSource) throws -> (bytes: [UInt8], isWhole: Bool) {
    var head: [UInt8] = []
    var size = headSize
    while true {
      let known = head
      head = try [UInt8](unsafeUninitializedCapacity: size) { room, count in
        let bytes = UnsafeMutableRawBufferPointer(room)
        known.withUnsafeBytes { bytes.copyMemory(from: $0) }
        // SAFETY: the bytes before were copied, and of those behind as many count as the source has written.
        count = try known.count + source.readFully(into: .init(rebasing: bytes[known.count..<size]))
      }
      if head.count < size { return (head, true) }
      let isJSON = head.first { $0 > 0x20 && $0 < 0x80 }.map { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }
      guard isJSON ?? false, size < longestHead, head.count(where: { $0 == 0x0A }) < 2 else { return (head, false) }
      size *= 4
    }
  }

  /// How much of JSON is looked at where its first lines are long.
  private static let longestHead = headSize << 6

  /// Whether an input holds text that is neither JSON nor a table, by its first bytes.
  ///
  /// - Parameter source: The input, decompressed and in UTF-8; what was looked at is read.
  /// - Throws: What reading throws.
  package func holdsPlainText(_ source: any ByteSource) throws -> Bool {
    var head = [UInt8](repeating: 0, count: Self.headSize)
    let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
    let guess = head.withUnsafeBytes {
      ContainerGuess(UnsafeRawBufferPointer(rebasing: $0[..<count]), isWhole: count < Self.headSize, path: source.name)
    }
    if case .text = guess.container { return true }
    // What is refused as binary is a text with odd bytes to those who take such.
    if case .refused(.unknownBinary) = guess.container { return Container.isTextName(source.name) }
    return false
  }

  /// What the lines of JSON Lines are, where they are no records.
  private func form(of head: [UInt8], isWhole: Bool) -> RecordForm? {
    let (lines, areAll) = head.withUnsafeBytes { ContainerGuess.firstLines(of: $0, isWhole: isWhole) }
    // A first line that is longer than what was looked at may be columns; other lines stay as they are then.
    if lines.isEmpty { return !isWhole && ColumnTable.mayBegin(head) ? .columns : nil }
    let form = RecordForm(lines, isWhole: areAll, names: fieldNames)
    return form == .records ? nil : form
  }

  /// - Throws: A `Diagnostic` `records-inside` for an object that is no record and has lists of records.
  private func refuseOuterObject(_ head: [UInt8], _ container: Container, _ name: String) throws(Diagnostic) {
    guard container == .jsonLines || container == .jsonValues else { return }
    let lists = head.withUnsafeBytes { JSONOutline($0)?.recordLists(fieldNames) ?? [] }
    guard let first = lists.first else { return }
    let words = lists.map { list in
      let count = "\(list.isCut ? "more than " : "")\(list.count) object\(list.count == 1 && !list.isCut ? "" : "s")"
      return "\"\(list.pointer.dropFirst())\" is a list of \(count)"
    }
    throw Diagnostic(
      "records-inside",
      "the records are inside the object: \(words.joined(separator: ", ")); "
        + "\(ShellWord.quoted("--records=\(first.pointer)")) reads \(lists.count == 1 ? "it" : "the first")",
      at: SourceLocation(file: name, line: 1))
  }

  private func open(
    _ source: any ByteSource, as container: Container, at pointer: JSONPointer?,
    _ columns: (names: [[UInt8]]?, note: String)?, hasMark: Bool, form: RecordForm?, served: ServedRows?
  ) throws -> ImportedSource {
    if container == .parquet || container == .arrow { return try openColumns(source, container) }
    // What a pointer leads to stands in a JSON text, however that begins.
    let container = pointer != nil && container.isJSON ? Container.jsonArray : container
    var form = form
    var producer = try producer(source, container, at: pointer, columns?.names)
    let sheets = (producer as? SpreadsheetProducer)?.note
    if producer == nil, form != nil || pathField != nil { producer = LineProducer(source, maximum: maximumLine) }
    if var base = producer {
      let areLines = base is LineProducer
      if let served {
        base = FormProducer(base, served)
      } else if makesRecords, container != .jsonLines || pointer != nil {
        var ahead = ProducedLines()
        var failure: (any Error)?
        var isAtEnd = false
        // What leads to the records, and the first of them, may take several pieces.
        do { while !isAtEnd, ahead.origins.isEmpty { isAtEnd = try !base.produce(into: &ahead) } } catch {
          failure = error
        }
        form = isAtEnd ? nil : Self.form(of: ahead, container, fieldNames)
        base = ResumedProducer(base, ahead: ahead, failure: failure)
      }
      if let made = form?.form(file: source.name, maximum: maximumLine, names: fieldNames, areLines: areLines) {
        base = FormProducer(base, made)
      }
      if let pathField { base = FormProducer(base, PathField(name: pathField, path: source.name)) }
      producer = base
    }
    let words = form.flatMap { $0 == .records || $0 == .columns ? nil : "read as \($0.rawValue)" }
    return ImportedSource(
      source, container: container, producer: producer, note: columns?.note ?? sheets ?? words, hasMark: hasMark)
  }

  /// What the first values that were produced are.
  private static func form(of lines: ProducedLines, _ container: Container, _ names: FieldNames) -> RecordForm? {
    // Plain text is none of these.
    if container == .text || lines.origins.isEmpty { return nil }
    if case .tagged = container { return nil }
    if container == .annotations { return nil }
    let first = lines.bytes.split(separator: 0x0A, maxSplits: 20).prefix(20).map { Array($0) }
    let form = RecordForm(first, isWhole: lines.origins.count == 1 && container.isJSON, names: names)
    return form == .records ? nil : form
  }

  /// What makes lines of the input; nil where it has lines.
  private func producer(
    _ source: any ByteSource, _ container: Container, at pointer: JSONPointer?, _ names: [[UInt8]]?
  ) throws -> (any RecordProducer)? {
    if let pointer, !pointer.tokens.isEmpty {
      guard container.isJSON else {
        throw Diagnostic(
          "no-such-records", "--records is for JSON, and this is \(container.name)",
          at: SourceLocation(file: source.name, line: 1))
      }
      return JSONValueProducer(
        JSONMemberSource(source, at: pointer), isArray: nil, maximumValue: maximumLine, slips: slips)
    }
    return switch container {
    case .jsonLines: nil
    case .jsonArray: JSONValueProducer(source, isArray: true, maximumValue: maximumLine, slips: slips)
    case .jsonValues: JSONValueProducer(source, isArray: false, maximumValue: maximumLine, slips: slips)
    case .delimited(let dialect):
      CSVProducer(
        source, dialect: dialect, ragged: ragged, maximumRow: maximumLine, repeatsColumnNames: repeatsColumnNames,
        names: names, givenNames: givenNames, skippedRows: skippedRows, fields: fieldNames)
    case .xlsx:
      try SpreadsheetProducer(
        source, sheet: sheet, hasHeader: hasHeader ?? true, ragged: ragged, maximumRow: maximumLine,
        repeatsColumnNames: repeatsColumnNames, fields: fieldNames)
    case .tagged(let dialect): TaggedProducer(source, dialect ?? TaggedDialect(), maximum: maximumLine)
    case .annotations: AnnotationProducer(source, maximum: maximumLine)
    case .text: TextProducer(source, unit: textUnit, field: textField, maximum: maximumLine)
    case .parquet, .arrow: nil
    case .refused(let refused): throw RefusedContainer(path: source.name, container: refused)
    }
  }

  /// Opens a file of columns; what cannot be read at any place goes through a temporary file.
  private func openColumns(_ source: any ByteSource, _ container: Container) throws -> ImportedSource {
    var options = columnOptions
    options.maximumLine = maximumLine
    let reader = try ColumnFiles.open(
      try SeekableFile.whole(of: source), isArrow: container == .arrow, options: options)
    let pathField = pathField.map { PathField(name: $0, path: source.name) }
    return ImportedSource(name: source.name, container: container, columns: reader, pathField: pathField)
  }
}
