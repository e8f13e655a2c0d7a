import PrepBytes
import PrepCodecs
import PrepColumns
import PrepFolders
import PrepImporting
import PrepSystem

/// The forms in which records are written.
package enum RecordFileFormat: String, Sendable, CaseIterable {
  case jsonl, parquet

  /// The form that the ending of a name stands for.
  package init(path: String?) { self = path.map { FileEnding(of: $0).form } == .parquet ? .parquet : .jsonl }

  /// Refuses a name whose ending stands for a form in which no records are written, or for Parquet in a compression: its
  /// pages are compressed already.
  ///
  /// - Throws: ``JobFailure`` `other-format`.
  package static func check(path: String?) throws(JobFailure) {
    guard let path else { return }
    let ending = FileEnding(of: path)
    if ending.form == .parquet, let compression = ending.compression {
      throw JobFailure(
        "other-format", "a Parquet file is compressed inside, and \(path) asks for \(compression.rawValue) around it")
    }
    switch ending.form {
    case nil, .jsonLines, .json, .parquet, .text: return
    case .csv, .tsv, .workbook, .arrow, .unread: break
    }
    throw JobFailure(
      "other-format",
      "records are written as JSON Lines or Parquet, and \(path) has the name of another form; --output-format says which it is to be"
    )
  }
}

extension JobOutput {
  /// Where records go, in the form that the name of the file has.
  ///
  /// - Parameter lineField: In Parquet, the column for lines that are no records; nil refuses them.
  package static func records(path: String?, lineField: String? = nil) -> JobOutput {
    let output = JobOutput(path: path).records(as: RecordFileFormat(path: path), lineField: lineField)
    return JobOutput(path: path) {
      try RecordFileFormat.check(path: path)
      return try output.open()
    }.writing(output.isTable ? .parquet : .jsonl)
  }

  /// The same output, of which is known what is written.
  fileprivate func writing(_ format: RecordFileFormat) -> JobOutput {
    var output = self
    output.isTable = format == .parquet
    return output
  }

  /// The same place, where records go in a form: JSON Lines are compressed where the name ends in `.gz`, `.zst` or `.zstd`.
  ///
  /// - Parameter lineField: In Parquet, the column for lines that are no records; nil refuses them.
  package func records(as format: RecordFileFormat, lineField: String? = nil) -> JobOutput {
    if format == .parquet {
      return JobOutput(path: path) { ParquetSink(try self.open(), lineField: lineField) }.writing(format)
    }
    guard let path, !isReplacement else { return self }
    switch FileEnding(of: path).compression {
    case .gzip: return JobOutput(path: path) { GzipByteSink(try self.open()) }
    case .zstd: return JobOutput(path: path) { ZstdByteSink(try self.open(), level: 3) }
    case nil: return self
    }
  }
}

/// A folder with a data set that is written: a file for each split, and when all are there a card.
package final class FolderOutput {
  private let folder: String
  private let format: RecordFileFormat
  private let splits: [String]
  private var finished: Set<String> = []
  /// The directories that were not there before.
  private var made: [String] = []

  /// - Parameters:
  ///   - folder: Its path; a slash at its end does not matter.
  ///   - splits: The splits that will be written, each once.
  /// - Throws: ``JobFailure`` for a name that no split may have.
  package init(_ folder: String, format: RecordFileFormat?, splits: [String]) throws(JobFailure) {
    var trimmed = folder
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.folder = trimmed
    self.format = format ?? .parquet
    self.splits = splits
    if let bad = splits.first(where: { !DatasetCardText.isSplitName($0) }) {
      throw JobFailure(
        "invalid-split-name", "'\(bad)' is not a valid split name in a dataset folder: use letters, digits and '_'")
    }
  }

  /// Where the records of a split go.
  package func output(_ split: String) -> JobOutput {
    let path = "\(folder)/\(DatasetCardText.path(of: split, ending: format.rawValue))"
    return JobOutput(path: path) {
      try self.makeFolders()
      return FolderSink(try JobOutput(path: path).records(as: self.format).open()) { try self.finish(split) }
    }.writing(format)
  }

  /// What was made for nothing goes with it.
  deinit { made.reversed().forEach(FileNames.removeEmptyDirectory) }

  private var card: String { folder + "/README.md" }

  private func makeFolders() throws {
    if FileNames.exists(card) {
      throw IOFailure(
        .cannotCreate, "already holds a dataset: choose a folder without one", path: card)
    }
    for path in [folder, folder + "/data"] {
      do { if try FileNames.makeDirectory(path) { made.append(path) } } catch {
        throw IOFailure.cannotCreate(path, error)
      }
    }
  }

  private func finish(_ split: String) throws {
    finished.insert(split)
    guard splits.allSatisfy(finished.contains) else { return }
    let sink = try AtomicFile(path: card)
    try sink.write(DatasetCardText.text(splits))
    try sink.finish()
  }
}

/// A sink that says when it is finished.
private final class FolderSink: ByteSink {
  var name: String { sink.name }
  private let sink: any ByteSink
  private let whenFinished: () throws -> Void

  init(_ sink: any ByteSink, whenFinished: @escaping () throws -> Void) {
    self.sink = sink
    self.whenFinished = whenFinished
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws { try sink.write(bytes) }

  func finish() throws {
    try sink.finish()
    try whenFinished()
  }
}
