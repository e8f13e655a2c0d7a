import PrepBytes
import PrepCodecs
import PrepColumns
import PrepRecords

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
  /// Whether columns of one name are told apart as pandas does, `a` and `a.1`, instead of refused.
  package var repeatsColumnNames = false
  /// Names for the columns of a table without a header, told from its first rows, and why; nil leaves their numbers.
  package var columnNames: (@Sendable (_ rows: [[[UInt8]]]) -> (names: [[UInt8]], reason: String)?)?
  /// Names that the user says columns have: a first row with one of them is a header.
  package var knownNames: Set<[UInt8]> = []
  /// The sheet of a workbook; nil takes the first.
  package var sheet: String?
  package var textUnit = TextUnit.line
  /// The slips that are got over where values are cut out of JSON; nil takes JSON alone.
  package var slips: JSONSlips?
  /// The field that plain text goes into.
  package var textField = "text"
  /// How the rows of files of columns become records; the longest row is ``maximumLine``.
  package var columnOptions = ColumnOptions()
  /// The longest row, value, line or text, in bytes.
  package var maximumLine = JSONLimits.line

  package init() {}

  /// Opens an input.
  ///
  /// - Parameters:
  ///   - source: The input, decompressed and in UTF-8.
  ///   - isWhole: Filled with what was recognised.
  /// - Throws: ``RefusedContainer`` for a container that is recognised and not read here, ``IOFailure``, and a
  ///   ``Diagnostic`` for a table whose columns have no usable names.
  package func open(_ source: any ByteSource) throws -> ImportedSource {
    var head = [UInt8](repeating: 0, count: Self.headSize)
    let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
    head.removeLast(head.count - count)
    let isWhole = count < Self.headSize
    let found = container ?? head.withUnsafeBytes { ContainerGuess($0, isWhole: isWhole, path: source.name).container }
    // A byte order mark is no part of a table or text; the reader of JSON Lines drops and reports it.
    let hasMark = found != .jsonLines && head.starts(with: [0xEF, 0xBB, 0xBF])
    if hasMark { head.removeFirst(3) }
    var container = adjusted(found)
    var columns: (names: [[UInt8]]?, note: String)?
    if case .delimited(var dialect) = container, !dialect.hasHeader, hasHeader == nil {
      let rows = Self.rows(of: head, dialect, isWhole: isWhole)
      if rows.first?.contains(where: { knownNames.contains($0.trimmingBlanks()) }) ?? false {
        dialect.hasHeader = true
        container = .delimited(dialect)
      } else {
        columns = headerless(rows, container)
      }
    }
    let whole = PrefixedByteSource(prefix: head, rest: source)
    return try open(whole, as: container, columns, hasMark: hasMark)
  }

  /// What the columns of a table without a header are called, and what the user is told about it.
  private func headerless(_ rows: [[[UInt8]]], _ container: Container) -> (names: [[UInt8]]?, note: String) {
    if let named = columnNames?(rows) { return (named.names, "read without a header: \(named.reason)") }
    return (
      nil,
      "read without a header: the first row does not look like one, so columns are called column1 and so on;"
        + " with --from \(container.name) it names them"
    )
  }

  /// The dialect with the user's words put over the guess.
  private func adjusted(_ container: Container) -> Container {
    guard case .delimited(var dialect) = container else { return container }
    if let delimiter { dialect.delimiter = delimiter }
    if let quote { dialect.quote = quote }
    if let hasHeader { dialect.hasHeader = hasHeader }
    return .delimited(dialect)
  }

  /// The first rows of a table.
  private static func rows(of head: [UInt8], _ dialect: CSVDialect, isWhole: Bool) -> [[[UInt8]]] {
    var rows: [[[UInt8]]] = []
    func add(_ row: CSVScanner.Row) { rows.append((0..<row.count).map { row.withField($0) { Array($0) } }) }
    var scanner = CSVScanner(dialect)
    head.withUnsafeBytes { scanner.feed($0, add) }
    if isWhole { _ = scanner.finish(add) }
    return rows
  }

  private func open(
    _ source: any ByteSource, as container: Container, _ columns: (names: [[UInt8]]?, note: String)?, hasMark: Bool
  ) throws -> ImportedSource {
    if container == .parquet || container == .arrow { return try openColumns(source, container) }
    let producer: (any RecordProducer)? =
      switch container {
      case .jsonLines: nil
      case .jsonArray: JSONValueProducer(source, isArray: true, maximumValue: maximumLine, slips: slips)
      case .jsonValues: JSONValueProducer(source, isArray: false, maximumValue: maximumLine, slips: slips)
      case .delimited(let dialect):
        CSVProducer(
          source, dialect: dialect, ragged: ragged, maximumRow: maximumLine, repeatsColumnNames: repeatsColumnNames,
          names: columns?.names)
      case .xlsx:
        try SpreadsheetProducer(
          source, sheet: sheet, hasHeader: hasHeader ?? true, ragged: ragged, maximumRow: maximumLine,
          repeatsColumnNames: repeatsColumnNames)
      case .text: TextProducer(source, unit: textUnit, field: textField, maximum: maximumLine)
      case .parquet, .arrow: nil
      case .refused(let refused): throw RefusedContainer(path: source.name, container: refused)
      }
    return ImportedSource(source, container: container, producer: producer, note: columns?.note, hasMark: hasMark)
  }

  /// Opens a file of columns; what cannot be read at any place goes through a temporary file.
  private func openColumns(_ source: any ByteSource, _ container: Container) throws -> ImportedSource {
    var options = columnOptions
    options.maximumLine = maximumLine
    let reader = try ColumnFiles.open(
      try SeekableFile.whole(of: source), isArrow: container == .arrow, options: options)
    return ImportedSource(name: source.name, container: container, columns: reader)
  }
}
