package import PrepTokens

/// What becomes of documents longer than a row.
public enum OverflowPolicy: String, Sendable, CaseIterable {
  /// They are cut into parts, which repeat the document's id.
  case split
  /// Their end is cut off.
  case cutEnd = "cut-end"
  /// They are left out.
  case drop
  /// They are bad data.
  case error
}

/// What becomes of rows in which nothing is learnt, such as those of a part of a document that is all prompt.
public enum EmptyRowPolicy: String, Sendable, CaseIterable {
  /// They are left out.
  case drop
  /// They are rows like others.
  case keep
}

/// Where padding goes.
public enum PaddingSide: String, Sendable, CaseIterable { case right, left }

/// How rows are filled up.
package struct RowPadding: Sendable, Equatable {
  /// How long a row becomes.
  package enum Target: Sendable, Equatable {
    /// As long as a row can be.
    case length
    /// The next multiple of a number.
    case multiple(Int)
    /// As long as the longest of so many rows that follow one another.
    case batch(Int)
    /// As long as the longest of a batch: as many rows that follow one another as hold at most so many tokens when they
    /// are filled up.
    case batchTokens(Int)
  }

  package var side: PaddingSide
  package var id: UInt32
  package var target: Target

  package init(_ side: PaddingSide, id: UInt32, target: Target = .length) {
    self.side = side
    self.id = id
    self.target = target
  }
}

/// How documents are packed.
package struct PackingPlan: Sendable {
  package var length: Int
  package var strategy: PackingStrategy
  package var overflow: OverflowPolicy
  /// How many tokens the parts of a split document have in common; in the later part they are context.
  package var stride = 0
  package var openRows = 64
  package var seed: UInt64 = 0
  /// The columns that the sequences have besides.
  package var columns: [TokenColumn] = []
  package var padding: RowPadding?
  /// Whether the first token of every document stops being a label: it would be predicted from another document.
  package var masksBoundaries = false
  /// Every document is made as long as a multiple of a number, with an id that is no label.
  package var documentMultiple: (number: Int, id: UInt32)?
  /// Whether rows in which nothing is learnt are left out.
  package var dropsEmptyRows = false
  /// The lengths of rows, ascending, the last one `length`; a document goes where it fits most tightly. Empty is one
  /// length.
  package var buckets: [Int] = []

  package init(length: Int, strategy: PackingStrategy, overflow: OverflowPolicy = .split) {
    self.length = length
    self.strategy = strategy
    self.overflow = overflow
  }

  /// Whether something that is no label can stand inside a document, so that a mask has to say so.
  package var needsMask: Bool { masksBoundaries || stride > 0 || documentMultiple != nil }
}
