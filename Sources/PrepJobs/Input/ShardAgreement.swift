import PrepBytes
import PrepColumns
import PrepDiagnostics
import PrepImporting

/// Whether the files of a split have the same columns, where they say which they have before they are read.
enum ShardAgreement {
  /// - Throws: A `Diagnostic` `shards-differ` for two files of which one has a column that the other has not, or of
  ///   another kind; ``IOFailure``.
  static func check(_ files: [String]) throws {
    var first: (file: String, columns: [String: String])?
    for file in files {
      guard let summary = try summary(of: file) else { continue }
      let columns = Dictionary(summary.columns.map { ($0.name, $0.type) }) { first, _ in first }
      guard let (other, known) = first else {
        first = (file, columns)
        continue
      }
      for name in Set(known.keys).union(columns.keys).sorted() where !agree(known[name], columns[name]) {
        let words = "the column \(name) is \(kind(columns[name])) here and \(kind(known[name])) in \(other)"
        throw Diagnostic(
          "shards-differ", words + ", and both are files of one split; each can be read by its name",
          at: SourceLocation(file: file))
      }
    }
  }

  /// What a file of columns says about itself; nil for other files, and for those that cannot be read, of which whoever
  /// reads them says what is wrong.
  static func summary(of path: String) throws -> ColumnSummary? {
    let ending = FileEnding(of: path)
    guard ending.form == .parquet || ending.form == .arrow, ending.compression == nil else { return nil }
    let file = try SeekableFile(path: path)
    do {
      return try ColumnFiles.open(file, isArrow: ending.form == .arrow, options: ColumnOptions()).summary
    } catch is Diagnostic { return nil }
  }

  private static func kind(_ type: String?) -> String { type ?? "not there" }

  /// Whether values of two types are of one kind as JSON.
  private static func agree(_ one: String?, _ other: String?) -> Bool {
    guard let one, let other else { return false }
    func kind(_ type: String) -> Substring {
      if ["int", "float", "decimal"].contains(type) { return "number" }
      return type.hasPrefix("{") ? "{" : type[...]
    }
    let lists = "list of "
    if one.hasPrefix(lists), other.hasPrefix(lists) {
      return agree(String(one.dropFirst(lists.count)), String(other.dropFirst(lists.count)))
    }
    return one == "null" || other == "null" || one == "json" || other == "json" || kind(one) == kind(other)
  }
}
