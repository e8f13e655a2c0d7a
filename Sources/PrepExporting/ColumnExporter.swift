import PrepBytes
import PrepColumns
import PrepDiagnostics
import PrepRecords
import PrepSystem
import PrepTokens

/// Rows of tokens in the columns of a trainer: as Parquet, as JSON Lines, or as `save_to_disk` of `datasets` writes them.
final class ColumnExporter: DocumentExporter {
  /// Whether rows are taken as they were packed.
  var takesRows: Bool { trainer.takesRows(header) }
  private let trainer: ExportTrainer
  private let table: any ListTableWriter
  private let name: String
  private let folder: SavedFolder?
  private var row = 0

  private let header: TokenStreamHeader

  init(_ format: ExportFormat, for trainer: ExportTrainer, prefix: String, header: TokenStreamHeader) throws {
    self.trainer = trainer
    self.header = header
    let columns = trainer.columns(for: header)
    switch format {
    case .arrow:
      let folder = try SavedFolder(prefix, columns: columns)
      self.folder = folder
      name = prefix
      table = folder.table
    case .parquet:
      let file = try AtomicFile(path: prefix + trainer.ending + ".parquet")
      folder = nil
      name = file.name
      table = try ParquetListWriter(file, columns: columns, groupRows: trainer.groupRows)
    default:
      let file = try AtomicFile(path: prefix + ".jsonl")
      folder = nil
      name = file.name
      table = JSONListWriter(file, columns: columns)
    }
  }

  func add(_ document: TokenSequence) throws {
    row += 1
    if let id = document.tokens.first(where: { $0 > Int32.max }) {
      throw Diagnostic(
        "id-too-large", "the token id \(id) is beyond 31 bits", at: SourceLocation(file: name, line: row))
    }
    try table.add(trainer.lists(of: document, header))
  }

  func finish() throws {
    try table.finish()
    try folder?.finish()
  }
}

extension ExportFormat {
  /// The files of the folder that ``arrow`` writes: that of the rows, and last the one that names it.
  package static let savedFiles = ["data-00000-of-00001.arrow", "dataset_info.json", "state.json"]
}

/// Rows of lists as JSON Lines.
private final class JSONListWriter: ListTableWriter {
  private let sink: any ByteSink
  private let columns: [ListColumn]
  private var writer = JSONWriter()

  init(_ sink: any ByteSink, columns: [ListColumn]) {
    self.sink = sink
    self.columns = columns
  }

  func add(_ row: [[Int32]]) throws {
    writer.removeAll()
    writer.beginObject()
    for (column, list) in zip(columns, row) {
      writer.key(column.name)
      if !column.isScalar { writer.beginArray() }
      for value in list {
        if column.width == .float32 {
          writer.float(Float(bitPattern: UInt32(bitPattern: value)))
        } else {
          writer.int(value)
        }
      }
      if !column.isScalar { writer.endArray() }
    }
    writer.endObject()
    writer.newline()
    try sink.write(writer.bytes)
  }

  func finish() throws { try sink.finish() }
}

/// A folder that `load_from_disk` of `datasets` opens: a file of rows, what its columns are, and last the file that
/// names it.
private final class SavedFolder {
  let table: ArrowListWriter
  private let folder: String
  private let columns: [ListColumn]
  private static let rows = ExportFormat.savedFiles[0]

  init(_ folder: String, columns: [ListColumn]) throws {
    self.folder = folder
    do { try FileNames.makeDirectory(folder) } catch { throw IOFailure.cannotCreate(folder, error) }
    self.columns = columns
    var metadata = JSONWriter()
    metadata.beginObject()
    metadata.key("info")
    metadata.beginObject()
    metadata.key("features")
    Self.write(columns, to: &metadata)
    metadata.endObject()
    metadata.endObject()
    table = try ArrowListWriter(
      try AtomicFile(path: "\(folder)/\(Self.rows)"), columns: columns,
      metadata: [("huggingface", metadata.take())])
  }

  /// Writes what `datasets` calls features.
  private static func write(_ columns: [ListColumn], to writer: inout JSONWriter) {
    writer.beginObject()
    for column in columns {
      writer.key(column.name)
      writer.beginObject()
      if !column.isScalar {
        writer.key("feature")
        writer.beginObject()
      }
      writer.key("dtype")
      writer.string(column.width == .int8 ? "int8" : column.width == .int32 ? "int32" : "float32")
      writer.key("_type")
      writer.string("Value")
      if column.isScalar {
        writer.endObject()
        continue
      }
      writer.endObject()
      writer.key("_type")
      // Versions before 4 know lists by this name, and later ones still do.
      writer.string("Sequence")
      writer.endObject()
    }
    writer.endObject()
  }

  func finish() throws {
    var info = JSONWriter()
    info.beginObject()
    for name in ["citation", "description"] {
      info.key(name)
      info.string("")
    }
    info.key("features")
    Self.write(columns, to: &info)
    for name in ["homepage", "license"] {
      info.key(name)
      info.string("")
    }
    info.endObject()
    info.newline()
    try write("dataset_info.json", info.take())
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("_data_files")
    writer.beginArray()
    writer.beginObject()
    writer.key("filename")
    writer.string(Self.rows)
    writer.endObject()
    writer.endArray()
    writer.key("_fingerprint")
    let digits = String(table.digest, radix: 16)
    writer.string(String(repeating: "0", count: 16 - digits.utf8.count) + digits)
    for key in ["_format_columns", "_format_type", "_split"] {
      writer.key(key)
      writer.null()
    }
    writer.key("_format_kwargs")
    writer.beginObject()
    writer.endObject()
    writer.key("_output_all_columns")
    writer.bool(false)
    writer.endObject()
    writer.newline()
    try write("state.json", writer.take())
  }

  private func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = try AtomicFile(path: "\(folder)/\(name)")
    try file.write(bytes)
    try file.finish()
  }
}
