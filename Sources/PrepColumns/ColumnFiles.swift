import PrepBytes

/// Opens files of columns.
package enum ColumnFiles {
  /// Opens a file.
  ///
  /// - Parameter isArrow: Whether it is Arrow, not Parquet.
  /// - Throws: ``IOFailure``, and a `Diagnostic` for a file that is damaged or not read.
  package static func open(_ file: SeekableFile, isArrow: Bool, options: ColumnOptions) throws -> any ColumnReader {
    try ParquetReader(file, options: options)
  }
}
