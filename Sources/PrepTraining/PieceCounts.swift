// PrepTraining makes byte-level BPE vocabularies from text: it counts the pieces that a split pattern cuts text into,
// and merges the pairs that occur most. Where texts come from and how vocabularies are stored is not known here.

package import PrepBytePairEncoding

/// How often each piece of some texts occurs, as a dictionary: what ``WordCounter`` is judged by.
package struct PieceCounts: Sendable, Equatable {
  /// The pieces, as bytes, with how often they occur.
  package private(set) var counts: [[UInt8]: Int] = [:]

  package init() {}

  /// Adds a piece so many times.
  package mutating func add(_ piece: UnsafeBufferPointer<UInt8>, times: Int = 1) {
    counts[Array(piece), default: 0] += times
  }

  /// Adds the counts of another part.
  package mutating func merge(_ other: PieceCounts) { counts.merge(other.counts, uniquingKeysWith: +) }
}

/// Cuts texts into pieces and counts them, on one thread.
package final class PieceCounter {
  /// What has been counted.
  package private(set) var result = PieceCounts()
  private let splitter: TextSplitter
  private var ends = [UInt32](repeating: 0, count: 512)

  package init(_ pattern: SplitPattern) { splitter = TextSplitter(pattern) }

  /// Counts the pieces of a text, which is cut on its own.
  package func count(_ text: UnsafeBufferPointer<UInt8>) {
    var position = 0
    while position < text.count {
      let written = ends.withUnsafeMutableBufferPointer { splitter.fill(text, from: position, into: $0) }
      for end in ends[..<written] {
        result.add(UnsafeBufferPointer(rebasing: text[position..<Int(end)]))
        position = Int(end)
      }
    }
  }

  /// What has been counted since the last call.
  package func take() -> PieceCounts {
    defer { result = PieceCounts() }
    return result
  }
}
