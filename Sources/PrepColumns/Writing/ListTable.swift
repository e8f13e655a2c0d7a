import PrepBytes

/// A column of lists of integers, none of which is null.
package struct ListColumn: Sendable {
  /// How many bits its integers have.
  package enum Width: Sendable { case int8, int32 }

  package let name: String
  package let width: Width

  package init(_ name: String, _ width: Width) {
    self.name = name
    self.width = width
  }
}

/// Takes rows of lists and writes them as a file of columns.
package protocol ListTableWriter: AnyObject {
  /// Takes a row: a list for each column, whose integers fit it.
  func add(_ row: [[Int32]]) throws

  /// Writes what is left; the sink is finished too.
  func finish() throws
}

/// Rows of lists as a Parquet file: PLAIN and zstd, which make the least of token ids.
package final class ParquetListWriter: ListTableWriter {
  private var writer: ParquetWriter
  private let sink: any ByteSink

  /// - Parameter groupRows: How many rows a row group has at most; readers of single rows read a group for each.
  package init(_ sink: any ByteSink, columns: [ListColumn], groupRows: Int = .max) throws {
    self.sink = sink
    let shape = ColumnShape(
      columns: columns.map { (name: $0.name, kind: $0.width == .int8 ? .int8 : .int32, isList: true) })
    writer = try ParquetWriter(sink, shape: shape, mostRows: groupRows)
  }

  package func add(_ row: [[Int32]]) throws {
    try writer.write(byteCount: row.reduce(0) { $0 + 10 * $1.count }) { columns in
      for (column, list) in zip(columns, row) { column.addList(list) }
    }
  }

  package func finish() throws {
    try writer.finish()
    try sink.finish()
  }
}
