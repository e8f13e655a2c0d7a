import PrepBytes
import PrepDiagnostics
import PrepYAML

/// How a card has the files of a configuration read: what `datasets` gives to its readers of tables, JSON and text.
package struct ReaderOptions: Sendable, Hashable {
  /// What of a file a reader of `datasets` is for, by the file's name.
  package enum Kind: Sendable, Hashable { case table, json, text, columns }

  /// What a record is in plain text.
  package enum Sample: String, Sendable, Hashable, CaseIterable { case line, paragraph, document }

  /// The byte between the fields of a table; nil looks at it.
  package var delimiter: UInt8?
  /// The byte around fields; nil is the double quote.
  package var quote: UInt8?
  /// Whether no field stands in quotes.
  package var hasNoQuotes = false
  /// Whether the first row of a table names the columns; nil looks at it.
  package var hasHeader: Bool?
  /// What the columns of a table are called.
  package var names: [String]?
  /// How many rows stand before the table.
  package var skippedRows = 0
  /// Whether blanks behind a delimiter are dropped.
  package var skipsInitialSpace = false
  /// The member of a JSON object that holds the records.
  package var member: String?
  /// What a record is in plain text; nil is a line.
  package var sample: Sample?
  /// The character set of tables, JSON and text; nil is UTF-8.
  package var encoding: String?
  /// Whether bytes that mean nothing in it become U+FFFD.
  package var replacesBadBytes = false
  private var saysDelimiter = false
  /// What is said and not done, for files of a kind.
  private(set) var faults: [Kind: Diagnostic] = [:]

  package init() {}

  /// What is said of a file by its name and not done.
  func fault(for path: String) -> Diagnostic? { Self.kind(of: path).flatMap { faults[$0] } }

  /// The kind of a file, by its name; nil for others.
  package static func kind(of path: String) -> Kind? {
    switch FileEnding(of: path).form {
    case .csv, .tsv: .table
    case .jsonLines, .json: .json
    case .text: .text
    case .parquet: .columns
    default: nil
    }
  }

  // MARK: Reading

  /// What a text, a number or a truth has to be for the option to say nothing, by its name; a null says nothing always.
  private static let unread: [String: (kind: Kind, nothing: [String])] = [
    "index_col": (.table, ["false"]), "usecols": (.table, []), "nrows": (.table, []), "prefix": (.table, []),
    "converters": (.table, []), "true_values": (.table, []), "false_values": (.table, []), "na_values": (.table, []),
    "thousands": (.table, []), "decimal": (.table, ["."]), "lineterminator": (.table, ["\n"]),
    "escapechar": (.table, []), "comment": (.table, []), "dialect": (.table, []), "skipfooter": (.table, ["0"]),
    "doublequote": (.table, ["true"]), "skip_blank_lines": (.table, ["true"]), "on_bad_lines": (.table, ["error"]),
    "error_bad_lines": (.table, ["true"]), "keep_linebreaks": (.text, ["false"]), "columns": (.columns, []),
    "filters": (.columns, []),
  ]

  /// Reads a member of a configuration; what is no option of a reader says nothing.
  mutating func read(_ key: String, _ node: YAMLNode) {
    if key == "header" {
      let text = node.isNull ? "null" : node.text?.lowercased()
      switch text {
      case "infer": break
      case "null", "none": hasHeader = false
      case "0": hasHeader = true
      default: refuse(key, node, .table)
      }
      return
    }
    guard !node.isNull else { return }
    if let (kind, nothing) = Self.unread[key] {
      if !(node.text.map { nothing.contains($0.lowercased()) } ?? false) { refuse(key, node, kind) }
      return
    }
    let text = node.text
    switch key {
    case "sep", "delimiter":
      // A pattern for one byte.
      let byte = ["\\t": "\t", "\\|": "|"][text ?? ""] ?? text
      // Of the two, the delimiter counts.
      if key == "sep", saysDelimiter { return }
      saysDelimiter = key == "delimiter"
      if byte?.utf8.count == 1 { delimiter = byte?.utf8.first } else { refuse(key, node, .table) }
    case "names", "column_names":
      if case .sequence(let nodes) = node.content, nodes.allSatisfy({ $0.text != nil }), !nodes.isEmpty,
        Set(nodes.map(\.text)).count == nodes.count
      {
        names = nodes.compactMap(\.text)
      } else {
        refuse(key, node, .table)
      }
    case "skiprows":
      if let count = text.flatMap({ Int($0) }), (0...1000).contains(count) {
        skippedRows = count
      } else {
        refuse(key, node, .table)
      }
    case "quotechar": if text?.utf8.count == 1 { quote = text?.utf8.first } else { refuse(key, node, .table) }
    case "quoting":
      switch text {
      case "0", "1": break
      case "3": hasNoQuotes = true
      default: refuse(key, node, .table)
      }
    case "skipinitialspace": skipsInitialSpace = Self.isTrue(node)
    case "field": if let text, !text.isEmpty { member = text } else { refuse(key, node, .json) }
    case "sample_by":
      if let found = text.flatMap({ Sample(rawValue: $0) }) { sample = found } else { refuse(key, node, .text) }
    case "encoding":
      // Python's name for UTF-8 behind a mark, which is dropped here always.
      let isMarked = text?.lowercased().replacing("_", with: "-") == "utf-8-sig"
      if let text, !text.isEmpty {
        encoding = isMarked ? "utf-8" : text
      } else {
        refuse(key, node, .table, .json, .text)
      }
    case "encoding_errors":
      switch text {
      case "strict": break
      case "replace": replacesBadBytes = true
      default: refuse(key, node, .table, .json, .text)
      }
    default: break
    }
  }

  /// Once all is read: names that are given stand in place of a header.
  mutating func finish() { if names != nil, hasHeader == nil { hasHeader = false } }

  private mutating func refuse(_ key: String, _ node: YAMLNode, _ kinds: Kind...) {
    for kind in kinds where faults[kind] == nil {
      faults[kind] = Diagnostic(
        "invalid-card",
        "the card has files read with \(key), which prep does not do so; each file can be read by its name",
        at: node.location)
    }
  }

  /// Whether a node is what YAML 1.1 takes for true, as `datasets` reads cards, or a number that is not zero.
  static func isTrue(_ node: YAMLNode) -> Bool {
    guard case .scalar(let text, let isPlain) = node.content else { return true }
    return isPlain ? ["true", "yes", "on", "1"].contains(text.lowercased()) : !text.isEmpty
  }
}
