/// A document whose number does not fit behind those of the documents before.
package struct DocumentNumberFault: Error, Sendable, Equatable {
  /// The number it has in its own input.
  package let documentID: UInt64
}

/// Keeps the documents of several inputs apart: the numbers of each input begin behind the largest of those before.
///
/// Within an input the distances between numbers stay, and so do the parts of a document that has more than one. The
/// numbers of a part of a job, which begin at its index times 2⁴⁰, are taken from there, so that parts that are joined
/// in order have nearly the numbers of the whole job.
package struct DocumentNumbers: Sendable {
  /// Where the numbers of the present input begin.
  package private(set) var first: UInt64 = 0
  /// The number behind the largest that was given.
  private var next: UInt64 = 0
  private var partStart: UInt64 = 0
  /// What stands before the numbers of the present input; nil until the first of them is seen.
  private var start: UInt64?

  /// How far the numbers of the parts of a job are from one another.
  package static let partDistance = UInt64(1) << 40

  package init() {}

  /// Begins an input, which is of a part of a job or of the whole.
  package mutating func beginInput(part: TokenStreamHeader.Part?) {
    first = next
    start = nil
    partStart = UInt64(part?.index ?? 0) &* Self.partDistance
  }

  /// Gives the documents of a sequence of the present input their numbers.
  ///
  /// - Throws: ``DocumentNumberFault`` for a number beyond 64 bits, or one that stands before those of its part.
  package mutating func renumber(_ sequence: inout TokenSequence) throws(DocumentNumberFault) {
    for index in sequence.documentIDs.indices {
      let own = sequence.documentIDs[index]
      let start = start ?? (own >= partStart ? partStart : 0)
      self.start = start
      guard own >= start else { throw DocumentNumberFault(documentID: own) }
      let (number, overflows) = (own - start).addingReportingOverflow(first)
      guard !overflows, number < .max else { throw DocumentNumberFault(documentID: own) }
      sequence.documentIDs[index] = number
      next = max(next, number + 1)
    }
  }
}
