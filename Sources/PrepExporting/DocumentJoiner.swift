import PrepTokens

/// A document of which another part was met before, with other documents between them.
package struct CutDocument: Error, Sendable {
  /// Its id.
  package var documentID: UInt64
}

/// Makes whole documents of their parts again: those that repeat an id and follow one another, over the ends of rows.
package struct DocumentJoiner {
  /// The document whose parts are being met.
  private var open: TokenSequence?
  private var ended = SeenDocuments()
  private let takesParts: Bool
  private var repeatedTokens: Int
  private var padsParts: Bool
  /// Parts that were given as documents of their own, since others of the same document do not stand beside them.
  package private(set) var loneParts = 0

  /// - Parameters:
  ///   - header: What the parts are of.
  ///   - takesParts: Whether a part that stands alone is given as a document; else it is an error.
  package init(_ header: TokenStreamHeader, takesParts: Bool = false) {
    (repeatedTokens, padsParts) = (header.repeatedTokens, header.padsParts)
    self.takesParts = takesParts
  }

  /// Says what the parts of the next input are of.
  package mutating func beginInput(_ header: TokenStreamHeader) {
    (repeatedTokens, padsParts) = (header.repeatedTokens, header.padsParts)
  }

  /// Takes the next segment.
  ///
  /// - Returns: The document before it, when that is whole now.
  /// - Throws: ``CutDocument``.
  package mutating func add(_ segment: TokenSequence) throws(CutDocument) -> TokenSequence? {
    let id = segment.documentIDs[0]
    // Pairs are never cut, and padding between two parts cannot be told from what is theirs.
    if !padsParts, let before = open, before.documentIDs[0] == id, before.rejected == nil, segment.rejected == nil,
      before.documentLabels == segment.documentLabels
    {
      join(segment)
      return nil
    }
    if ended.contains(id) || open?.documentIDs[0] == id && segment.rejected == nil {
      guard takesParts else { throw CutDocument(documentID: id) }
      loneParts += 1
    }
    return end(with: segment)
  }

  /// Ends an input: the numbers of the next one's documents are its own.
  ///
  /// - Returns: The last document.
  package mutating func endInput() -> TokenSequence? {
    defer { ended = SeenDocuments() }
    return end(with: nil)
  }

  private mutating func end(with next: TokenSequence?) -> TokenSequence? {
    let whole = open
    open = next
    if let whole, whole.rejected == nil { ended.insert(whole.documentIDs[0]) }
    return whole
  }

  private mutating func join(_ segment: TokenSequence) {
    guard var document = open else { return }
    // Held once, so that what is long is not copied with every part.
    open = nil
    // What both parts have was learnt with the first, and stands there.
    let segment = segment.part(min(repeatedTokens, segment.tokens.count)..<segment.tokens.count)
    document.tokens += segment.tokens
    document.loss.append(segment.loss)
    document.boundaries = [0, Int32(clamping: document.tokens.count)]
    open = document
  }
}

/// The ids of documents that have ended, as runs of numbers: they come nearly in order, so the runs are few.
struct SeenDocuments {
  private var runs: [(first: UInt64, last: UInt64)] = []

  /// The number of runs that begin at an id or before it.
  private func count(upTo id: UInt64) -> Int {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].first <= id { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func contains(_ id: UInt64) -> Bool {
    let place = count(upTo: id)
    return place > 0 && runs[place - 1].last >= id
  }

  mutating func insert(_ id: UInt64) {
    let place = count(upTo: id)
    if place > 0, runs[place - 1].last >= id { return }
    let extendsBefore = place > 0 && runs[place - 1].last == id &- 1 && id > 0
    let extendsAfter = place < runs.count && id < .max && runs[place].first == id + 1
    switch (extendsBefore, extendsAfter) {
    case (true, true):
      runs[place - 1].last = runs[place].last
      runs.remove(at: place)
    case (true, false): runs[place - 1].last = id
    case (false, true): runs[place].first = id
    case (false, false): runs.insert((id, id), at: place)
    }
  }
}
