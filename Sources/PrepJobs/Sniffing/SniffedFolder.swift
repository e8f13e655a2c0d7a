import PrepBytes
import PrepColumns
import PrepDiagnostics
import PrepFolders
import PrepImporting
import PrepRecords

/// What is in a folder with a data set.
struct SniffedFolder {
  struct Split {
    let name: String
    let files: Int
    /// As they are stored.
    let bytes: Int
    /// nil where they were not counted.
    let rows: Int?
    let declaredRows: Int?
    let fault: Diagnostic?
  }

  struct Configuration {
    let name: String
    let isDefault: Bool
    let splits: [Split]
    /// The columns of its first file, where it has such.
    let columns: [(name: String, type: String)]
  }

  let path: String
  let layout: DatasetFolder.Layout
  private(set) var configurations: [Configuration] = []

  /// Files of records are counted where they have at most so many bytes together.
  private static let mostCounted = 64 << 20

  /// - Parameters:
  ///   - readsAll: Whether records are counted that have to be read for it, however many there are.
  ///   - check: Called now and then; what it throws ends the counting.
  init(
    _ folder: DatasetFolder, opening: RecordOpening, readsAll: Bool, longestLine: Int, check: () throws -> Void
  ) throws {
    path = folder.path
    layout = folder.layout
    for configuration in folder.configurations {
      var splits: [Split] = []
      var columns: [(name: String, type: String)] = []
      for split in configuration.splits {
        var fault = split.fault
        if fault == nil {
          do { try ShardAgreement.check(split.files) } catch let finding as Diagnostic { fault = finding }
        }
        let inputs = split.inputs
        let bytes = JobInput.storedBytes(of: inputs)
        var rows: Int? = 0
        for input in inputs {
          if let summary = try ShardAgreement.summary(of: input.path) {
            rows = rows.flatMap { sum in summary.rowCount.map { sum + $0 } }
            if columns.isEmpty { columns = summary.columns }
          } else if readsAll || (bytes ?? .max) <= Self.mostCounted {
            do {
              let count = try Self.records(of: input, opening, longestLine, check)
              rows = rows.map { $0 + count }
            } catch let finding as Diagnostic {
              if fault == nil { fault = finding }
              rows = nil
            }
          } else {
            rows = nil
          }
        }
        splits.append(
          Split(
            name: split.name, files: inputs.count, bytes: bytes ?? 0, rows: fault == nil ? rows : nil,
            declaredRows: split.declaredRows, fault: fault))
      }
      configurations.append(
        Configuration(
          name: configuration.name, isDefault: configuration.isDefault, splits: splits, columns: columns))
    }
  }

  private static func records(
    of input: JobInput, _ opening: RecordOpening, _ longestLine: Int, _ check: () throws -> Void
  ) throws -> Int {
    let reader = ImportedRecords([input], threads: 1, longestLine: longestLine, opening: opening)
    var count = 0
    while let batch = try reader.next() {
      try check()
      for item in batch {
        switch item {
        case .record, .invalid: count += 1
        case .continuation, .note: continue
        }
      }
    }
    return count
  }

  /// The first of what is wrong.
  var fault: Diagnostic? { configurations.lazy.flatMap(\.splits).compactMap(\.fault).first }
}
