import PrepDiagnostics
import PrepTokens

/// A document longer than a row, where that is bad data.
public struct OverlongDocument: Error, Sendable {
  public var documentID: UInt64
  public var tokens: Int
  public var length: Int

  public var message: String {
    "the document has \(Counted(tokens, "token")), more than a row of \(length); see --overflow"
  }
}

/// One run of packing: the overflow policy before the packer, padding and labels at boundaries after it, and the
/// counts.
package struct PackingJob {
  /// What went in and came out.
  package struct Counts: Sendable, Equatable {
    package var documents = 0
    package var tokens = 0
    package var rows = 0
    package var paddedTokens = 0
    package var cutDocuments = 0
    package var droppedDocuments = 0
    package var droppedTokens = 0
    /// Tokens that stand in two parts of a document.
    package var repeatedTokens = 0
    /// Tokens that documents were made longer by.
    package var fillingTokens = 0
    /// Rows that were left out because nothing is learnt in them; their tokens are among those dropped.
    package var droppedRows = 0
    /// What the rows would hold if all were full.
    package var capacity = 0

    init() {}

    /// What is saved of the counts, by name.
    private static var fields: [(name: String, path: WritableKeyPath<Counts, Int>)] {
      [
        ("documents", \.documents), ("tokens", \.tokens), ("rows", \.rows), ("padded tokens", \.paddedTokens),
        ("cut documents", \.cutDocuments), ("dropped documents", \.droppedDocuments),
        ("dropped tokens", \.droppedTokens),
        ("repeated tokens", \.repeatedTokens), ("filling tokens", \.fillingTokens), ("capacity", \.capacity),
        ("dropped rows", \.droppedRows),
      ]
    }

    init(_ state: StageState) throws {
      for (name, path) in Self.fields { self[keyPath: path] = try state.number(name) }
    }

    func save(to state: inout StageState) {
      for (name, path) in Self.fields { state.put(self[keyPath: path], as: name) }
    }

    /// The share of the rows that holds no token of a document, in percent.
    package var emptyPercent: Double {
      let held = tokens - droppedTokens + repeatedTokens
      return capacity == 0 ? 0 : Double(capacity - held) * 100 / Double(capacity)
    }
  }

  package var counts: Counts { finish.counts }
  private let plan: PackingPlan
  /// The rows of one length each, the shortest first.
  private var lanes: [(length: Int, packer: any Packer)]
  private let finish: RowFinish

  package init(_ plan: PackingPlan) {
    self.plan = plan
    let lengths = plan.buckets.isEmpty ? [plan.length] : plan.buckets
    lanes = lengths.map {
      ($0, plan.strategy.makePacker(length: $0, openRows: plan.openRows, seed: plan.seed, columns: plan.columns))
    }
    finish = RowFinish(plan)
  }

  /// Takes a sequence, whose segments are packed anew.
  ///
  /// - Throws: ``OverlongDocument`` under the policy `error`, and what `emit` throws.
  package mutating func add(_ sequence: consuming TokenSequence, emit: (TokenSequence) throws -> Void) throws {
    if sequence.isDocument(plan.columns) { return try take(sequence, emit) }
    for segment in sequence.segments(plan.columns) { try take(segment, emit) }
  }

  private mutating func take(_ segment: consuming TokenSequence, _ emit: (TokenSequence) throws -> Void) throws {
    finish.counts.documents += 1
    finish.counts.tokens += segment.tokenCount
    try fit(segment, emit)
  }

  package mutating func finish(emit: (TokenSequence) throws -> Void) throws {
    let finish = finish
    for lane in lanes.indices {
      let length = lanes[lane].length
      try lanes[lane].packer.finish { try finish.complete($0, length, emit) }
    }
    try finish.flush(emit)
  }

  package func save(to state: inout StageState) {
    for lane in lanes { state.put(as: "rows of \(lane.length)") { lane.packer.save(to: &$0) } }
    state.put(as: "finish") { finish.save(to: &$0) }
  }

  package mutating func restore(from state: StageState) throws {
    for lane in lanes.indices { try lanes[lane].packer.restore(from: state.stage("rows of \(lanes[lane].length)")) }
    try finish.restore(from: state.stage("finish"))
  }

  private mutating func fit(_ segment: consuming TokenSequence, _ emit: (TokenSequence) throws -> Void) throws {
    let size = segment.packingLength
    let length = plan.length
    if size <= length || plan.strategy == .wrap { return try pack(segment, emit) }
    switch plan.overflow {
    case .error:
      throw OverlongDocument(documentID: segment.documentIDs[0], tokens: size, length: length)
    case .drop:
      finish.counts.droppedDocuments += 1
      finish.counts.droppedTokens += segment.tokenCount
    case .cutEnd:
      finish.counts.cutDocuments += 1
      let cut = segment.cut(to: length, columns: plan.columns)
      finish.counts.droppedTokens += segment.tokenCount - cut.tokenCount
      try pack(cut, emit)
    case .split:
      guard segment.rejected == nil else {
        throw OverlongDocument(documentID: segment.documentIDs[0], tokens: size, length: length)
      }
      finish.counts.cutDocuments += 1
      try split(segment, emit)
    }
  }

  private mutating func split(_ segment: TokenSequence, _ emit: (TokenSequence) throws -> Void) throws {
    var start = 0
    while true {
      let end = min(start + plan.length, segment.tokens.count)
      var part = segment.markedPart(start..<end, columns: plan.columns)
      if plan.stride > 0 {
        part.makeMask()
        if start > 0 {
          part.maskFirst(plan.stride)
          finish.counts.repeatedTokens += plan.stride
        }
      }
      try pack(part, emit)
      if end == segment.tokens.count { return }
      start = end - plan.stride
    }
  }

  private mutating func pack(_ segment: consuming TokenSequence, _ emit: (TokenSequence) throws -> Void) throws {
    if plan.needsMask { segment.makeMask() }
    if let (number, id) = plan.documentMultiple {
      let before = segment.tokenCount
      segment.extendDocument(toMultipleOf: number, id: id, columns: plan.columns)
      finish.counts.fillingTokens += segment.tokenCount - before
    }
    let size = segment.packingLength
    let lane = lanes.firstIndex { size <= $0.length } ?? lanes.count - 1
    let length = lanes[lane].length
    let finish = finish
    try lanes[lane].packer.add(segment) { try finish.complete($0, length, emit) }
  }
}
