import PrepTokens

/// A document that is not whole again: a part is missing, or there are more parts than belong together.
package struct CutDocument: Error, Sendable {
  /// Its id.
  package var documentID: UInt64
  /// Why.
  package var reason: Reason

  /// Why a document is not whole.
  package enum Reason: Sendable, Equatable {
    /// Tokens from one number up to another are nowhere, of so many.
    case missing(from: Int, to: Int, of: Int)
    /// Parts hold the same tokens, or some beyond the end: they are of several documents, or were read twice.
    case overlapping
    /// A part was filled up with tokens that it may as well have had.
    case filled
    /// Parts that do not say where they stand do not follow one another.
    case apart
  }

  /// What is wrong, in words that follow "document 17".
  package var message: String {
    switch reason {
    case .missing(let from, let to, let length):
      "is not whole: tokens \(from) to \(to - 1) of its \(length) are in no row"
    case .filled: "has a padded chunk whose end is unknown"
    case .overlapping: "has parts that hold the same tokens, as if rows were there twice"
    case .apart: "has chunks that are not consecutive and do not say where they belong"
    }
  }
}

/// Makes whole documents of their parts again.
///
/// Parts that say where they stand in their documents may come in any order, and what is missing is noticed. Those that
/// do not, as older streams have them, are joined where they repeat an id and follow one another, over the ends of rows
/// too.
package struct DocumentJoiner {
  /// The document whose parts without places are being met.
  private var open: TokenSequence?
  private var ended = SeenDocuments()
  private var waiting: WaitingParts
  private let takesParts: Bool
  private var header: TokenStreamHeader
  /// Parts that were given as documents of their own, since the others of the same document are not there or not
  /// beside them.
  package private(set) var loneParts = 0

  /// - Parameters:
  ///   - header: What the parts are of.
  ///   - takesParts: Whether a part that stands alone is given as a document; else it is an error.
  package init(_ header: TokenStreamHeader, takesParts: Bool = false) {
    self.header = header
    self.takesParts = takesParts
    waiting = WaitingParts(header)
  }

  /// Says what the parts of the next input are of.
  package mutating func beginInput(_ header: TokenStreamHeader) {
    self.header = header
    waiting = WaitingParts(header)
  }

  /// Takes the next segment, and calls a closure with the documents that are whole now.
  ///
  /// - Throws: ``CutDocument``, what keeps parts aside throws, and what the closure throws.
  package mutating func add(_ segment: TokenSequence, _ emit: (TokenSequence) throws -> Void) throws {
    let id = segment.documentIDs[0]
    if let part = segment.documentParts.first {
      try end(with: nil, emit)
      if ended.contains(id), !header.repeatsIDs { return try refuse(segment, .overlapping, emit) }
      let whole: TokenSequence?
      do { whole = try waiting.add(segment, part) } catch is CutDocument where takesParts { return }
      guard let whole else { return }
      if !header.repeatsIDs { ended.insert(id) }
      return try emit(whole)
    }
    if header.repeatsIDs {
      try end(with: nil, emit)
      return try emit(segment)
    }
    // Pairs are never cut, and padding between two parts cannot be told from what is theirs.
    if !header.padsParts, let before = open, before.documentIDs[0] == id, before.rejected == nil,
      segment.rejected == nil, before.documentLabels == segment.documentLabels
    {
      return join(segment)
    }
    if ended.contains(id) || open?.documentIDs[0] == id && segment.rejected == nil {
      guard takesParts else { throw CutDocument(documentID: id, reason: .apart) }
      loneParts += 1
    }
    try end(with: segment, emit)
  }

  /// Ends an input: the numbers of the next one's documents are its own.
  ///
  /// - Throws: ``CutDocument`` for the first document of which a part is missing; what else ``add(_:_:)`` throws.
  package mutating func endInput(_ emit: (TokenSequence) throws -> Void) throws {
    try end(with: nil, emit)
    ended = SeenDocuments()
    let left = waiting
    waiting = WaitingParts(header)
    try left.settle(takesParts: takesParts) { document, isWhole in
      if !isWhole { loneParts += 1 }
      try emit(document)
    }
  }

  /// Gives a part that belongs nowhere as a document, or refuses it.
  private mutating func refuse(
    _ segment: TokenSequence, _ reason: CutDocument.Reason, _ emit: (TokenSequence) throws -> Void
  ) throws {
    guard takesParts else { throw CutDocument(documentID: segment.documentIDs[0], reason: reason) }
    loneParts += 1
    try emit(segment)
  }

  private mutating func end(with next: TokenSequence?, _ emit: (TokenSequence) throws -> Void) throws {
    let whole = open
    open = next
    guard let whole else { return }
    if whole.rejected == nil { ended.insert(whole.documentIDs[0]) }
    try emit(whole)
  }

  private mutating func join(_ segment: TokenSequence) {
    guard var document = open else { return }
    // Held once, so that what is long is not copied with every part.
    open = nil
    // What both parts have was learnt with the first, and stands there.
    let segment = segment.part(
      min(header.repeatedTokens, segment.tokens.count)..<segment.tokens.count, columns: header.columns)
    for (number, column) in header.columns.enumerated() where column.scope == .token {
      document.columns[number].append(segment.columns[number])
    }
    document.tokens += segment.tokens
    document.loss.append(segment.loss)
    document.boundaries = [0, Int32(clamping: document.tokens.count)]
    open = document
  }
}
