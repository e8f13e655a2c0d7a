/// What tables are made of, by their first rows and by what the user says.
extension InputImporter {
  /// The beginning of a file without so many of its lines.
  static func dropping(_ count: Int, of head: [UInt8]) -> [UInt8] {
    var rest = head[...]
    for _ in 0..<count { rest = rest.firstIndex(of: 0x0A).map { rest[($0 + 1)...] } ?? [] }
    return count == 0 ? head : Array(rest)
  }

  /// What the columns of a table without a header are called, and what the user is told about it.
  func headerless(_ rows: [[[UInt8]]], _ container: Container) -> (names: [[UInt8]]?, note: String) {
    if let named = columnNames?(rows) { return (named.names, "read without a header: \(named.reason)") }
    return (
      nil,
      "read without a header: the first row does not look like one, so columns are called column1 and so on;"
        + " with --from \(container.name) it names them"
    )
  }

  /// The container with what its first lines tell of its columns.
  static func looked(at head: [UInt8], isWhole: Bool, _ container: Container) -> Container {
    guard container == .tagged(nil) else { return container }
    return .tagged(TaggedDialect(head, isWhole: isWhole, isNamed: true) ?? TaggedDialect())
  }

  /// The dialect with the user's words put over the guess.
  func adjusted(_ container: Container) -> Container {
    if case .tagged(var dialect?) = container {
      if let tokenColumn { dialect.tokenColumn = tokenColumn }
      if let tagColumn, tagColumn != dialect.tagColumn {
        (dialect.tagColumn, dialect.hasEntities) = (tagColumn, true)
        dialect.others.removeAll { $0.place == tagColumn }
      }
      return .tagged(dialect)
    }
    guard case .delimited(var dialect) = container else { return container }
    if let delimiter { dialect.delimiter = delimiter }
    if let quote { dialect.quote = quote }
    if let hasHeader { dialect.hasHeader = hasHeader }
    if skipsInitialSpace { dialect.skipsInitialSpace = true }
    return .delimited(dialect)
  }

  /// The first rows of a table.
  static func rows(of head: [UInt8], _ dialect: CSVDialect, isWhole: Bool) -> [[[UInt8]]] {
    var rows: [[[UInt8]]] = []
    func add(_ row: CSVScanner.Row) { rows.append((0..<row.count).map { row.withField($0) { Array($0) } }) }
    var scanner = CSVScanner(dialect)
    head.withUnsafeBytes { scanner.feed($0, add) }
    if isWhole { _ = scanner.finish(add) }
    return rows
  }
}
