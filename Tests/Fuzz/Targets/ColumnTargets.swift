import Foundation
import PrepBytes
import PrepCodecs
import PrepColumns
import PrepDiagnostics
import PrepRecords
import TestSupport

extension FuzzTarget {
  /// Files of columns: what is read of them is JSON, in bounded room, and the rows of the parts are those of the whole.
  static let columns = FuzzTarget(
    "columns",
    seeds: ["repeated-names", "conversations", "views", "marked", "dictionary-falls-back", "nested-gzip", "groups"]
      .flatMap { name in ["parquet", "arrow"].map { "columns/\(name).\($0)" } }
      .compactMap { try? Data(contentsOf: URL(fileURLWithPath: Fixtures.path($0))) }.map { [UInt8]($0) },
    longest: 8192
  ) { bytes in
    // Parquet says what it is at both ends, which changes would seldom leave alone.
    for isArrow in [false, true] {
      let bytes = isArrow || bytes.count < 8 ? bytes : Array("PAR1".utf8) + bytes[4..<bytes.count - 4] + "PAR1".utf8
      guard let rows = rows(bytes, isArrow: isArrow) else { continue }
      let parts = (0..<3).map { Self.rows(bytes, isArrow: isArrow, part: ($0, 3)) }
      if rows.count < mostRows, parts.allSatisfy({ $0 != nil }) {
        precondition(parts.flatMap { $0 ?? [] } == rows, "the parts have other rows than the file")
      }
    }
    // Blocks of every method into rooms of any size.
    for method in [BlockDecompressor.Method.snappy, .lz4Raw, .lz4Hadoop] {
      var room = [UInt8](repeating: 0, count: Int(bytes.first ?? 0) * 17)
      bytes.withUnsafeBytes { block in
        room.withUnsafeMutableBytes { _ = BlockDecompressor().decompress(block, method, into: $0) }
      }
    }
  }

  private static let mostRows = 2000

  /// The rows of a file; nil where it is refused.
  private static func rows(_ bytes: [UInt8], isArrow: Bool, part: (index: Int, count: Int)? = nil) -> [[UInt8]]? {
    do {
      let file = SeekableFile(bytes, name: "fuzz")
      let reader = try ColumnFiles.open(file, isArrow: isArrow, options: ColumnOptions(), part: part)
      var rows: [[UInt8]] = []
      while rows.count < mostRows, let batch = try reader.next() {
        for item in batch {
          guard case .record(let record) = item else { continue }
          let text = record.withUnsafeBytes { Array($0) }
          precondition((try? JSONDocument(text)) != nil, "a row is not valid JSON")
          rows.append(text)
        }
      }
      return rows
    } catch {
      // What is wrong with the file is said; nothing more is asked for here.
      return nil
    }
  }
}
