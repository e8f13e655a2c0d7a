import Foundation
import PrepBytes
import PrepDiagnostics
import PrepRecords
import TestSupport

@testable import PrepColumns

/// The files of columns in Fixtures/columns, which generate.py made, and what is read of them.
enum ColumnFixtures {
  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("columns/" + name))))
  }

  /// Reads the rows of a file as JSON Lines.
  ///
  /// - Parameter limit: Reading ends when so many rows were given.
  static func lines(
    _ bytes: [UInt8], options: ColumnOptions = ColumnOptions(), part: (index: Int, count: Int)? = nil, limit: Int = .max
  ) throws -> [String] {
    let file = SeekableFile(bytes, name: "file")
    let isParquet = bytes.starts(with: "PAR1".utf8)
    let reader: any ColumnReader =
      isParquet
      ? try ParquetReader(file, options: options, part: part)
      : try ColumnFiles.open(file, isArrow: true, options: options, part: part)
    var lines: [String] = []
    while lines.count < limit, let batch = try reader.next() {
      for case .record(let record) in batch {
        lines.append(record.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
      }
    }
    return lines
  }

  /// The rows that a file has.
  static func expected(_ name: String) throws -> [String] {
    try Fixtures.text("columns/\(name).jsonl").split(separator: "\n").map(String.init)
  }

  /// Reads a file that may be damaged: the finding, or nil where its rows are read.
  static func finding(_ bytes: [UInt8], isParquet: Bool) throws -> Diagnostic? {
    do {
      let file = SeekableFile(bytes, name: "file")
      let reader: any ColumnReader =
        isParquet ? try ParquetReader(file) : try ColumnFiles.open(file, isArrow: true, options: ColumnOptions())
      var rows = 0
      while rows < 20_000, let batch = try reader.next() { rows += batch.count }
      return nil
    } catch let finding as Diagnostic { return finding }
  }
}
