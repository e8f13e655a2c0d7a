import PrepExamples

/// What a tokenizing run reads: chunks of documents, in order, and whoever deals with what is wrong with them.
package protocol ExampleInput: AnyObject {
  /// How many records were bad so far.
  var invalidCount: Int { get }

  /// The next chunk, or nil at the end.
  func next() throws -> DocumentChunk?

  /// Takes what was found in a chunk, before any sequence of it is given.
  ///
  /// - Parameter byteCount: How many bytes of the input the chunk covers.
  /// - Throws: What is to end the run.
  func settle(_ findings: DocumentFindings, byteCount: Int) throws
}

/// An input that a run can go on with at a place: files, but not a pipe.
package protocol SeekableExampleInput: ExampleInput {
  /// Goes on at the start of a line, wherever reading stands.
  func seek(to place: DocumentChunk.Place) throws

  /// Leaves out everything that has not been read.
  func seekToEnd()

  /// Counts what an earlier run had counted.
  func restore(records: Int, invalid: Int)
}
