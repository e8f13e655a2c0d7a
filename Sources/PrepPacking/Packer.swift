// PrepPacking joins documents' token sequences into rows of a fixed length. It looks at lengths and boundaries alone: what the
// tokens mean is none of its business.

import PrepTokens

/// Joins sequences into rows, one strategy each. Every token that is not dropped by the overflow policy comes out once.
package protocol Packer {
  /// Takes the next sequence and calls the closure with each row it completes.
  mutating func add(_ sequence: TokenSequence, emit: (TokenSequence) throws -> Void) throws

  /// Calls the closure with the rows that are still open.
  mutating func finish(emit: (TokenSequence) throws -> Void) throws
}

/// How documents are put into rows.
public enum PackingStrategy: String, Sendable, CaseIterable {
  /// Each document goes into the open row it fits best; 64 rows are open.
  case bestFit = "best-fit"
  /// Best fit, longest first, over a window of documents; the rows leave the window in a seeded shuffle.
  case window
  /// The row is closed when the next document does not fit.
  case nextFit = "next-fit"
  /// Documents are written one after the other and cut where a row is full.
  case wrap
  /// One document a row.
  case none

  /// A packer for rows of a length.
  package func makePacker(length: Int, openRows: Int = 64, seed: UInt64 = 0) -> any Packer {
    switch self {
    case .bestFit: BestFitPacker(length: length, openRows: openRows)
    case .window: WindowPacker(length: length, seed: seed)
    case .nextFit: BestFitPacker(length: length, openRows: 1)
    case .wrap: WrappingPacker(length: length)
    case .none: SingleRowPacker()
    }
  }
}
