import PrepBytes

/// Opens files of columns.
package enum ColumnFiles {
  /// Opens a file.
  ///
  /// - Parameters:
  ///   - isArrow: Whether it is Arrow, not Parquet.
  ///   - part: Of how many parts which is read, each with whole row groups or record batches.
  /// - Throws: ``IOFailure``, and a `Diagnostic` for a file that is damaged or not read.
  package static func open(
    _ file: SeekableFile, isArrow: Bool, options: ColumnOptions, part: (index: Int, count: Int)? = nil
  ) throws -> any ColumnReader {
    isArrow
      ? try ArrowReader(file, options: options, part: part) : try ParquetReader(file, options: options, part: part)
  }
}
