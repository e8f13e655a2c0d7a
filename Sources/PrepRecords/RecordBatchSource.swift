package import PrepBytes

/// A source that may have its records in the form of batches already, so that nobody has to parse its text.
package protocol RecordBatchSource: ByteSource {
  /// Whether ``nextBatch()`` gives what there is; then nothing is to be read as bytes.
  var hasBatches: Bool { get }

  /// The next records, or nil at the end.
  ///
  /// - Throws: What reading throws; everything before the failure has been delivered.
  func nextBatch() throws -> RecordBatch?
}
