import PrepBytes
import PrepDiagnostics
import PrepOrdering
import PrepTokens

/// Sequences out of the temporary files of sorts, one sort behind the other.
final class SortedSequences: TokenSequenceSource {
  let header: TokenStreamHeader
  private let stored: TokenStreamHeader
  private let nextTexts: () throws -> SortedTexts?
  private let span: UInt64
  private var texts: SortedTexts?
  private var sorts: UInt64 = 0

  /// - Parameters:
  ///   - header: That of the sequences as they were stored.
  ///   - part: The part of a job that they are.
  ///   - span: How far the numbers of documents in one sort are from those in the next, where each holds all of them.
  ///   - nextTexts: Gives the next sort; nil behind the last.
  init(
    header: TokenStreamHeader, part: InputPart? = nil, span: UInt64 = 0, nextTexts: @escaping () throws -> SortedTexts?
  ) {
    stored = header
    self.span = span
    var header = header
    header.part = part?.header
    self.header = header
    self.nextTexts = nextTexts
  }

  func next() throws -> TokenSequence? {
    while true {
      if texts == nil {
        guard let next = try nextTexts() else { return nil }
        texts = next
      }
      if let sequence = try texts?.next({ try Self.sequence($0, stored, pass: sorts, span: span) }) { return sequence }
      texts = nil
      sorts += 1
    }
  }

  /// The sequence that some bytes are, as `SequenceCoding` writes it.
  ///
  /// - Parameters:
  ///   - pass: How often its documents have been given before: they are others each time, with numbers of their own.
  ///   - span: How far the numbers of one pass are from those of the next.
  /// - Throws: `IOFailure` with code `failed` where the bytes are none; a `Diagnostic` `document-ids` where there is no
  ///   number left.
  static func sequence(
    _ bytes: UnsafeRawBufferPointer, _ header: TokenStreamHeader, pass: UInt64 = 0, span: UInt64 = 0
  ) throws -> TokenSequence {
    var decoder = SequenceDecoder(bytes, from: 0, header: header, saysParts: true)
    guard var sequence = decoder.next() else {
      throw IOFailure(.failed, "a temporary file does not hold what was written", path: "TMPDIR")
    }
    guard pass > 0 else { return sequence }
    let (first, isFar) = pass.multipliedReportingOverflow(by: span)
    for index in sequence.documentIDs.indices {
      let (number, overflows) = sequence.documentIDs[index].addingReportingOverflow(first)
      guard !isFar, !overflows else {
        throw Diagnostic(
          "document-ids", "there is no number left for document \(sequence.documentIDs[index]), which is given again",
          at: SourceLocation(file: "documents"))
      }
      sequence.documentIDs[index] = number
    }
    return sequence
  }
}

/// How far the numbers of documents that are given again have to be from those before.
struct DocumentSpan {
  /// The largest number, and one more.
  private(set) var value: UInt64 = 0

  /// Looks at a sequence.
  mutating func add(_ sequence: TokenSequence) {
    for id in sequence.documentIDs { value = max(value, id == .max ? id : id + 1) }
  }
}
