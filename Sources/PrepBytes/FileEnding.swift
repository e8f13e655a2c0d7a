/// What the ending of a file's name promises of what is in the file: the one table of endings for whoever reads, writes or
/// judges files of records. What a file really is, its first bytes tell.
package struct FileEnding: Sendable, Equatable {
  /// A form that endings stand for.
  package enum Form: String, Sendable, CaseIterable {
    case jsonLines = "jsonl"
    case json
    case csv
    case tsv
    case workbook = "xlsx"
    case parquet
    case arrow
    case text
    /// Forms of records that are not read.
    case unread
  }

  /// How a file is compressed as a whole.
  package enum Compression: String, Sendable { case gzip, zstd }

  /// The form that the name stands for; nil where it stands for none that is known here.
  package let form: Form?
  /// The ending in lower case, that of a compression left out; empty where there is none.
  package let name: String
  package let compression: Compression?

  /// The ending of a path.
  package init(of path: String) {
    var parts = path.split(separator: "/").last.map { $0.lowercased().split(separator: ".") } ?? []
    switch parts.last {
    case "gz": compression = .gzip
    case "zst", "zstd": compression = .zstd
    default: compression = nil
    }
    if compression != nil { parts.removeLast() }
    let name = parts.count > 1 ? String(parts[parts.count - 1]) : ""
    self.name = name
    form = Form.allCases.first { Self.endings(of: $0).contains(name) }
  }

  /// The endings that stand for a form, the usual one first.
  package static func endings(of form: Form) -> [String] {
    switch form {
    case .jsonLines: ["jsonl", "ndjson", "jl"]
    case .json: ["json"]
    case .csv: ["csv"]
    case .tsv: ["tsv", "tab"]
    case .workbook: ["xlsx", "xlsm"]
    case .parquet: ["parquet", "pq"]
    case .arrow: ["arrow", "ipc"]
    case .text: ["txt", "md"]
    case .unread: ["xls", "ods", "feather", "orc", "avro"]
    }
  }

  /// Whether files of records that are read have such a name.
  package var isOfRecords: Bool {
    switch form {
    case .jsonLines, .json, .csv, .tsv, .workbook, .parquet, .arrow: true
    case .text, .unread, nil: false
    }
  }
}
