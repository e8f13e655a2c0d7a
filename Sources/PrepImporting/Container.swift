// PrepImporting takes records out of other containers: CSV and TSV, spreadsheets, JSON arrays, pretty-printed JSON and plain
// text all leave it as JSON Lines, one object a line, with the place each line came from. What the fields mean is none
// of its business.

/// What a file is made of, as far as its first bytes tell.
package enum Container: Sendable, Hashable {
  /// One JSON value a line.
  case jsonLines
  /// One JSON array whose elements are the records.
  case jsonArray
  /// JSON objects one after the other, each over several lines.
  case jsonValues
  /// Rows of delimited fields.
  case delimited(CSVDialect)
  /// An Office Open XML workbook.
  case xlsx
  /// Anything else that is text.
  case text
  /// A container that is recognised and refused.
  case refused(Refused)

  /// Containers that are recognised by their first bytes and not read here.
  package enum Refused: Sendable, Hashable, CaseIterable {
    case parquet, arrow, feather, xls, zip, sevenZip, bzip2, xz, pdf, sqlite, hdf5, numpy, unknownBinary

    /// The name of the format.
    package var name: String {
      switch self {
      case .parquet: "Apache Parquet"
      case .arrow: "Apache Arrow"
      case .feather: "Feather (Arrow, version 1)"
      case .xls: "an Excel 97-2003 workbook (.xls)"
      case .zip: "a ZIP archive"
      case .sevenZip: "a 7z archive"
      case .bzip2: "bzip2"
      case .xz: "xz"
      case .pdf: "PDF"
      case .sqlite: "a SQLite database"
      case .hdf5: "HDF5"
      case .numpy: "a NumPy array"
      case .unknownBinary: "a binary format that is not known"
      }
    }

    /// What turns the format into one that is read here.
    package var remedy: String {
      switch self {
      case .parquet, .feather:
        "convert it first, for example: duckdb -c \"COPY (FROM 'FILE') TO '/dev/stdout' (FORMAT json)\""
      case .arrow: "convert it first, for example in Python: pyarrow.ipc.open_stream(f).read_pandas().to_json(…, orient=\"records\", lines=True)"
      case .xls: "save it as .xlsx or CSV first, for example: libreoffice --headless --convert-to xlsx FILE"
      case .zip: "unpack it first, for example: unzip -p FILE NAME | prep convert -"
      case .sevenZip: "unpack it first, for example: 7z e -so FILE | prep convert -"
      case .bzip2: "decompress it first: bzip2 -dc FILE | prep convert -"
      case .xz: "decompress it first: xz -dc FILE | prep convert -"
      case .pdf: "take the text out first, for example: pdftotext FILE - | prep convert -"
      case .sqlite: "export the table first, for example: sqlite3 -csv -header FILE 'SELECT * FROM …' | prep convert -"
      case .hdf5, .numpy: "write it as JSON Lines or CSV first"
      case .unknownBinary: "write it as JSON Lines, CSV, XLSX or text first"
      }
    }
  }

  /// A short name, as `--from` takes it.
  package var name: String {
    switch self {
    case .jsonLines: "jsonl"
    case .jsonArray: "json"
    case .jsonValues: "json-values"
    case .delimited(let dialect): dialect.delimiter == UInt8(ascii: "\t") ? "tsv" : "csv"
    case .xlsx: "xlsx"
    case .text: "text"
    case .refused(let refused): refused.name
    }
  }
}

/// A container that is recognised and not read here.
package struct RefusedContainer: Error, Sendable, CustomStringConvertible {
  package var path: String
  package var container: Container.Refused

  package var description: String { "\(path): this is \(container.name); \(container.remedy)" }
}
