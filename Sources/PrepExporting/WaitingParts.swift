import PrepTokens

/// Parts of documents of which others have not come yet.
struct WaitingParts {
  /// A document: several with one id, as conversations of which each answer became one, differ in length.
  private struct Key: Hashable {
    let id: UInt64
    let length: UInt32
  }

  /// A part, wherever its tokens lie.
  private struct Piece {
    let start: Int
    let count: Int
    let content: KeptParts.Place
    /// Whether as many of its first tokens as parts repeat are context, as those are that the part before ends with.
    let beginsAsRepeated: Bool
    var end: Int { start + count }
  }

  /// What has come of a document.
  private struct Gathering {
    var pieces: [Piece] = []
    /// How many tokens have come since it was looked whether all are there, and how many were missing then.
    var added = 0
    var missing: Int
    /// Whether its parts hold the same tokens, so that they are no document.
    var isContradictory = false
    /// Its place among all that wait.
    let order: Int
    let labels: [UInt8]
    /// The numbers that the document has in its columns, as if it began with the first part that came.
    let columns: [TokenColumnValues]
    /// Where that part stands.
    let start: Int
  }

  private let repeated: Int
  /// How many tokens at the end of a part can be padding.
  private let filling: Int
  /// The id of that padding.
  private let filler: UInt32?
  /// Documents that were whole, where ids do not tell them apart.
  private var whole: Set<Key>?
  private var gatherings: [Key: Gathering] = [:]
  private var count = 0
  private let kept: KeptParts
  private let columns: [TokenColumn]

  init(_ header: TokenStreamHeader) {
    (repeated, filling, filler) = (header.repeatedTokens, header.partMultiple - 1, header.padding)
    whole = header.repeatsIDs ? [] : nil
    columns = header.columns
    kept = KeptParts(columns: columns)
  }

  /// Adds a part. Where it does not go with the others of its document, it and they are stretches of their own.
  ///
  /// - Returns: The document, when nothing of it is missing any more.
  /// - Throws: ``CutDocument`` when parts hold the same tokens; ``IOFailure``.
  mutating func add(_ segment: TokenSequence, _ part: DocumentPart) throws -> TokenSequence? {
    let key = Key(id: segment.documentIDs[0], length: part.length)
    // Taken out of the dictionary, so that the list is not copied.
    var gathering =
      gatherings.removeValue(forKey: key)
      ?? Gathering(
        missing: Int(part.length), order: count, labels: segment.documentLabels, columns: segment.columns,
        start: Int(part.start))
    defer { gatherings[key] = gathering.pieces.isEmpty ? nil : gathering }
    if gathering.pieces.isEmpty { count += 1 }
    gathering.pieces.append(
      Piece(
        start: Int(part.start), count: segment.tokens.count, content: try kept.add(segment),
        beginsAsRepeated: (0..<min(repeated, segment.tokens.count)).allSatisfy { !segment.loss.isLabel($0) }))
    gathering.added += segment.tokens.count
    if gathering.isContradictory { return nil }
    if whole?.contains(key) ?? false {
      gathering.isContradictory = true
      throw CutDocument(documentID: key.id, reason: .overlapping)
    }
    // What parts were filled up with may stand for others that have not come.
    if gathering.added < gathering.missing || filling > 0 { return nil }
    let missing: Int
    do throws(CutDocument) { missing = try arrange(&gathering.pieces, key).missing } catch {
      gathering.isContradictory = true
      throw error
    }
    if missing > 0 {
      (gathering.added, gathering.missing) = (0, missing)
      return nil
    }
    let pieces = gathering.pieces
    gathering.pieces = []
    whole?.insert(key)
    return try document(pieces[...], key, gathering)
  }

  /// Puts pieces into order and says how many tokens are missing, and the first gap.
  private func arrange(_ pieces: inout [Piece], _ key: Key) throws(CutDocument) -> (missing: Int, gap: Range<Int>?) {
    pieces.sort { ($0.start, $0.count) < ($1.start, $1.count) }
    let length = Int(key.length)
    var (missing, end) = (0, 0)
    var gap: Range<Int>?
    // Which of the last tokens of a part are padding, and which are repeated, cannot be told.
    if filling > 0, repeated > 0 { throw CutDocument(documentID: key.id, reason: .filled) }
    func miss(_ range: Range<Int>) {
      missing += range.count
      gap = gap ?? range
    }
    for (index, piece) in pieces.enumerated() {
      let common = end - piece.start
      if common < 0 {
        miss(end..<piece.start)
      } else if index > 0, common > repeated + filling || piece.end <= end || piece.start == pieces[index - 1].start {
        throw CutDocument(documentID: key.id, reason: .overlapping)
      } else if index > 0, common < repeated, common > 0 || piece.beginsAsRepeated {
        // A part between them, which both have in common with it, is not there: what was learnt of it is missing.
        miss(end..<piece.start + repeated)
      }
      end = piece.end
    }
    if end - length > filling { throw CutDocument(documentID: key.id, reason: .overlapping) }
    if end < length { miss(end..<length) }
    return (missing, gap)
  }

  /// Pieces in order that follow one another as one document.
  ///
  /// - Parameter isCut: Whether they are not all of it.
  private func document(_ pieces: ArraySlice<Piece>, _ key: Key, _ gathering: Gathering, isCut: Bool = false) throws
    -> TokenSequence
  {
    var tokens: [UInt32] = []
    var loss: TokenLoss?
    var numbers = columns.map { column in
      column.kind == .float32 ? TokenColumnValues.floats([]) : .integers([])
    }
    let start = pieces.first?.start ?? 0
    for index in pieces.indices {
      let piece = pieces[index]
      // Beyond what the next part repeats lies what a part was filled up with.
      let end = index + 1 < pieces.endIndex ? pieces[index + 1].start + repeated : Int(key.length)
      let own = max(0, start + tokens.count - piece.start)..<min(piece.count, max(0, end - piece.start))
      defer { kept.release(piece.content) }
      guard own.lowerBound < own.upperBound else { continue }
      let (more, moreLoss) = try kept.content(piece.content, own)
      // Where the last token is what parts are filled up with, it may be none of the document's.
      if filling > 0, !isCut, more.last == filler, !moreLoss.isLabel(own.count - 1) {
        throw CutDocument(documentID: key.id, reason: .filled)
      }
      tokens += more
      if loss == nil { loss = moreLoss } else { loss?.append(moreLoss) }
      if columns.isEmpty { continue }
      for (index, more) in try kept.columns(piece.content, own).enumerated() {
        if let more { numbers[index].append(more) }
      }
    }
    for (index, column) in columns.enumerated() where column.scope == .document {
      numbers[index] =
        column.isPlace ? gathering.columns[index].moved(by: gathering.start - start) : gathering.columns[index]
    }
    return TokenSequence(
      tokens: tokens, loss: loss ?? .all, boundaries: [0, Int32(clamping: tokens.count)], documentIDs: [key.id],
      documentLabels: gathering.labels, columns: numbers)
  }

  /// Calls a closure with the documents that wait for nothing but the end, in the order in which they began; and, where
  /// that is asked for, with each stretch of the others whose parts follow one another, marked with where it stands.
  ///
  /// - Throws: ``CutDocument`` for the first document of which a part is missing, unless stretches are asked for; what
  ///   the closure throws.
  func settle(takesParts: Bool, _ body: (TokenSequence, _ isWhole: Bool) throws -> Void) throws {
    for (key, gathering) in gatherings.sorted(by: { $0.value.order < $1.value.order }) {
      var pieces = gathering.pieces
      var areApart = gathering.isContradictory
      do {
        if areApart { throw CutDocument(documentID: key.id, reason: .overlapping) }
        let (missing, gap) = try arrange(&pieces, key)
        if missing == 0 {
          try body(try document(pieces[...], key, gathering), true)
          continue
        }
        let range = gap ?? 0..<Int(key.length)
        let reason = CutDocument.Reason.missing(from: range.lowerBound, to: range.upperBound, of: Int(key.length))
        if !takesParts { throw CutDocument(documentID: key.id, reason: reason) }
      } catch let cut as CutDocument where takesParts && cut.documentID == key.id { areApart = true }
      var first = 0
      for index in pieces.indices
      where areApart || index + 1 == pieces.count || pieces[index + 1].start > pieces[index].end {
        var stretch = try document(pieces[first...index], key, gathering, isCut: true)
        stretch.documentParts = [DocumentPart(start: UInt32(clamping: pieces[first].start), length: key.length)]
        try body(stretch, false)
        first = index + 1
      }
    }
  }
}
