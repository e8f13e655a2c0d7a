import PrepTokens

extension TokenSequence {
  /// The length that counts against a row: of pairs the longer side.
  package var packingLength: Int { max(tokens.count, rejected?.tokens.count ?? 0) }

  /// The tokens of both sides.
  var tokenCount: Int { tokens.count + (rejected?.tokens.count ?? 0) }

  /// Whether a trainer learns something of the row: a label that is not the first token, which nothing comes before.
  var teaches: Bool {
    loss.teaches(count: tokens.count) || (rejected.map { $0.loss.teaches(count: $0.tokens.count) } ?? false)
  }

  /// The segments of several sequences without padding, one after the other.
  ///
  /// - Parameter columns: Those that the sequences have besides.
  init(joining parts: [TokenSequence], columns: [TokenColumn] = []) {
    if parts.count == 1 {
      self = parts[0]
      return
    }
    let main = TokenBranch(
      joining: parts.map { TokenBranch(tokens: $0.tokens, loss: $0.loss, boundaries: $0.boundaries) })
    let branches = parts.compactMap(\.rejected)
    self.init(
      tokens: main.tokens, loss: main.loss, boundaries: main.boundaries, documentIDs: parts.flatMap(\.documentIDs),
      rejected: branches.isEmpty ? nil : TokenBranch(joining: branches),
      documentLabels: parts.flatMap(\.documentLabels),
      documentParts: Self.documentParts(parts), columns: Self.columns(parts, columns))
  }

  /// The numbers of several sequences, one after the other; places of tokens move with these.
  private static func columns(_ sequences: [TokenSequence], _ columns: [TokenColumn]) -> [TokenColumnValues] {
    columns.enumerated().map { number, column in
      var all: TokenColumnValues = column.kind == .float32 ? .floats([]) : .integers([])
      var start = 0
      for sequence in sequences {
        let values = sequence.columns[number]
        all.append(column.isPlace ? values.moved(by: start) : values)
        start += sequence.tokens.count
      }
      return all
    }
  }

  /// Where the segments of several sequences stand in their documents; empty where none was cut.
  private static func documentParts(_ sequences: [TokenSequence]) -> [DocumentPart] {
    // A key path of two steps is walked at run time.
    if sequences.allSatisfy({ $0.documentParts.isEmpty }) { return [] }
    return sequences.flatMap { sequence in
      (0..<sequence.segmentCount).map { sequence.documentPart(ofSegment: $0) }
    }
  }

  /// The first tokens of a document, of both sides.
  func cut(to length: Int, columns: [TokenColumn] = []) -> TokenSequence {
    var cut = part(0..<min(length, tokens.count), columns: columns)
    if let branch = rejected {
      let range = 0..<min(length, branch.tokens.count)
      cut.rejected = TokenBranch(
        tokens: Array(branch.tokens[range]), loss: branch.loss[range], boundaries: [0, Int32(range.count)])
    }
    return cut
  }

  /// Changes both sides in the same way.
  mutating func changeSides(_ change: (inout TokenBranch) -> Void) {
    var main = TokenBranch(tokens: tokens, loss: loss, boundaries: boundaries)
    tokens = []
    loss = .all
    change(&main)
    (tokens, loss, boundaries) = (main.tokens, main.loss, main.boundaries)
    if var branch = rejected {
      change(&branch)
      rejected = branch
    }
  }

  /// Says by a mask that everything is learnt, where nothing said so before.
  mutating func makeMask() {
    changeSides { side in
      if side.loss == .all { side.loss = .mask([UInt8](repeating: 1, count: side.tokens.count)) }
    }
  }

  /// Takes the first token of every segment but those at the start of the row out of the labels.
  package mutating func maskBoundaries() {
    makeMask()
    changeSides { side in
      let places = side.boundaries.dropLast().map { Int($0) }.filter { $0 > 0 && $0 < side.tokens.count }
      side.loss.clear(places)
    }
  }

  /// Takes the first tokens out of the labels.
  mutating func maskFirst(_ count: Int) {
    changeSides { side in side.loss.clear(0..<min(count, side.tokens.count)) }
  }

  /// Fills both sides up with an id that is no label.
  package mutating func pad(to length: Int, side: PaddingSide, id: UInt32, columns: [TokenColumn] = []) {
    if tokens.count < length {
      let count = length - tokens.count
      for (number, column) in columns.enumerated() {
        if column.scope == .token {
          self.columns[number] = self.columns[number].padded(count, with: column.padding, atStart: side == .left)
        } else if column.isPlace, side == .left {
          self.columns[number] = self.columns[number].moved(by: count)
        }
      }
    }
    changeSides { branch in
      let count = length - branch.tokens.count
      guard count > 0 else { return }
      let filling = [UInt32](repeating: id, count: count)
      switch side {
      case .right:
        branch.tokens += filling
        branch.loss.append(.none(branch.loss.kind, count: count))
      case .left:
        branch.tokens = filling + branch.tokens
        var padded = TokenLoss.none(branch.loss.kind, count: count)
        padded.append(branch.loss)
        branch.loss = padded
        for index in branch.boundaries.indices { branch.boundaries[index] += Int32(count) }
      }
    }
  }

  /// Makes the only document longer with an id that is no label, until its length is a multiple; it counts as part of
  /// the document.
  mutating func extendDocument(toMultipleOf multiple: Int, id: UInt32, columns: [TokenColumn] = []) {
    let count = (multiple - tokens.count % multiple) % multiple
    for (number, column) in columns.enumerated() where column.scope == .token && count > 0 {
      self.columns[number] = self.columns[number].padded(count, with: column.padding, atStart: false)
    }
    changeSides { side in
      let count = (multiple - side.tokens.count % multiple) % multiple
      side.tokens += [UInt32](repeating: id, count: count)
      side.loss.append(.none(side.loss.kind, count: count))
      side.boundaries = [0, Int32(side.tokens.count)]
    }
  }
}

extension TokenBranch {
  /// The segments of several sides, one after the other; none has padding.
  init(joining parts: [TokenBranch]) {
    var tokens: [UInt32] = []
    tokens.reserveCapacity(parts.reduce(0) { $0 + $1.tokens.count })
    var boundaries: [Int32] = [0]
    boundaries.reserveCapacity(parts.reduce(1) { $0 + $1.boundaries.count })
    for part in parts {
      let start = Int32(tokens.count)
      for boundary in part.boundaries.dropFirst() { boundaries.append(start + boundary) }
      tokens.append(contentsOf: part.tokens)
    }
    self.init(tokens: tokens, loss: TokenLoss(joining: parts.map(\.loss), count: tokens.count), boundaries: boundaries)
  }
}

extension TokenLoss {
  /// Whether one of so many tokens is a label, besides the first.
  fileprivate func teaches(count: Int) -> Bool {
    switch self {
    case .all: count > 1
    case .mask(let mask): mask.dropFirst().contains { $0 != 0 }
    case .weights(let weights): weights.dropFirst().contains { $0 != 0 }
    }
  }

  init(joining parts: [TokenLoss], count: Int) {
    var mask: [UInt8] = []
    var weights: [Float] = []
    switch parts.first?.kind ?? .all {
    case .all: self = .all
    case .mask:
      mask.reserveCapacity(count)
      for case .mask(let part) in parts { mask.append(contentsOf: part) }
      self = .mask(mask)
    case .weights:
      weights.reserveCapacity(count)
      for case .weights(let part) in parts { weights.append(contentsOf: part) }
      self = .weights(weights)
    }
  }

  /// Takes tokens out of the labels. A loss of all has no way to say so.
  mutating func clear(_ places: some Sequence<Int>) {
    switch self {
    case .all: break
    case .mask(var mask):
      for place in places { mask[place] = 0 }
      self = .mask(mask)
    case .weights(var weights):
      for place in places { weights[place] = 0 }
      self = .weights(weights)
    }
  }
}
