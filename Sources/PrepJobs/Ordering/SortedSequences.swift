import PrepBytes
import PrepOrdering
import PrepTokens

/// Sequences out of the temporary files of sorts, one sort behind the other.
final class SortedSequences: TokenSequenceSource {
  let header: TokenStreamHeader
  private let stored: TokenStreamHeader
  private let nextTexts: () throws -> SortedTexts?
  private var texts: SortedTexts?

  /// - Parameters:
  ///   - header: That of the sequences as they were stored.
  ///   - part: The part of a job that they are.
  ///   - nextTexts: Gives the next sort; nil behind the last.
  init(header: TokenStreamHeader, part: InputPart? = nil, nextTexts: @escaping () throws -> SortedTexts?) {
    stored = header
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
      if let sequence = try texts?.next({ try Self.sequence($0, stored) }) { return sequence }
      texts = nil
    }
  }

  /// The sequence that some bytes are, as `SequenceCoding` writes it.
  ///
  /// - Throws: `IOFailure` with code `failed` where they are none.
  static func sequence(_ bytes: UnsafeRawBufferPointer, _ header: TokenStreamHeader) throws -> TokenSequence {
    var decoder = SequenceDecoder(bytes, from: 0, header: header)
    guard let sequence = decoder.next() else {
      throw IOFailure(.failed, "a temporary file does not hold what was written", path: "TMPDIR")
    }
    return sequence
  }
}
