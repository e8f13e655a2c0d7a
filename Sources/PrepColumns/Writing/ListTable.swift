import PrepBytes

/// A column of lists of numbers, or of one number a row, none of which is null.
package struct ListColumn: Sendable {
  /// The type of its numbers; those of `float32` are handed over as their bits.
  package enum Width: Sendable { case int8, int32, float32 }

  package let name: String
  package let width: Width
  /// Whether a row has one number and no list.
  package let isScalar: Bool

  package init(_ name: String, _ width: Width, isScalar: Bool = false) {
    self.name = name
    self.width = width
    self.isScalar = isScalar
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
  private let areScalars: [Bool]

  /// - Parameter groupRows: How many rows a row group has at most; readers of single rows read a group for each.
  package init(_ sink: any ByteSink, columns: [ListColumn], groupRows: Int = .max) throws {
    self.sink = sink
    let shape = ColumnShape(
      columns: columns.map { column in
        let kind: ColumnShape.Kind =
          switch column.width {
          case .int8: .int8
          case .int32: .int32
          case .float32: .double
          }
        return (name: column.name, kind: kind, isList: !column.isScalar)
      })
    areScalars = columns.map(\.isScalar)
    writer = try ParquetWriter(sink, shape: shape, mostRows: groupRows)
  }

  package func add(_ row: [[Int32]]) throws {
    try writer.write(byteCount: row.reduce(0) { $0 + 10 * $1.count }) { columns in
      for (index, list) in row.enumerated() { columns[index].addNumbers(list, isScalar: areScalars[index]) }
    }
  }

  package func finish() throws {
    try writer.finish()
    try sink.finish()
  }
}
