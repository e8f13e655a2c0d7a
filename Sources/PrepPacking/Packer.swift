// PrepPacking joins documents' token sequences into rows of a fixed length. It looks at lengths and boundaries alone:
// what the tokens mean is none of its business.

import PrepTokens

/// Joins sequences into rows, one strategy each. Every token that is not dropped by the overflow policy comes out once.
package protocol Packer {
  /// Takes the next sequence and calls the closure with each row it completes.
  mutating func add(_ sequence: consuming TokenSequence, emit: (TokenSequence) throws -> Void) throws

  /// Calls the closure with the rows that are still open.
  mutating func finish(emit: (TokenSequence) throws -> Void) throws

  /// Puts what has been taken but not given back into a state.
  func save(to state: inout StageState)

  /// Takes back what ``save(to:)`` put there; nothing has been added yet.
  mutating func restore(from state: StageState) throws
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
  package func makePacker(length: Int, openRows: Int = 64, seed: UInt64 = 0, columns: [TokenColumn] = [])
    -> any Packer
  {
    switch self {
    case .bestFit: PlannedPacker(BestFitPlanner(length: length, openRows: openRows), columns)
    case .window: PlannedPacker(WindowPlanner(length: length, seed: seed), columns)
    case .nextFit: PlannedPacker(BestFitPlanner(length: length, openRows: 1), columns)
    case .wrap: WrappingPacker(length: length, columns)
    case .none: SingleRowPacker()
    }
  }
}

/// Keeps documents until a planner says which of them share a row.
struct PlannedPacker<Planner: RowPlanner>: Packer {
  private var planner: Planner
  private let waiting: WaitingDocuments
  private var count = 0

  /// - Parameter columns: Those that the documents have besides.
  init(_ planner: Planner, _ columns: [TokenColumn] = []) {
    self.planner = planner
    waiting = WaitingDocuments(columns)
  }

  mutating func add(_ sequence: consuming TokenSequence, emit: (TokenSequence) throws -> Void) throws {
    let waiting = waiting
    let length = sequence.packingLength
    waiting.documents[count] = sequence
    try planner.add(count, length: length) { try emit(waiting.take($0)) }
    count += 1
  }

  mutating func finish(emit: (TokenSequence) throws -> Void) throws {
    let waiting = waiting
    try planner.finish { try emit(waiting.take($0)) }
  }

  func save(to state: inout StageState) {
    let numbers = waiting.documents.keys.sorted()
    state.put(count, as: "documents taken")
    state.put(numbers, as: "numbers of waiting documents")
    state.put(numbers.compactMap { waiting.documents[$0] }, as: "waiting documents")
    state.put(as: "planner") { planner.save(to: &$0) }
  }

  mutating func restore(from state: StageState) throws {
    count = try state.number("documents taken")
    let numbers = try state.numbers("numbers of waiting documents")
    let documents = try state.sequences("waiting documents")
    guard numbers.count == documents.count else { throw StageState.damaged("not every waiting document has a number") }
    for (number, document) in zip(numbers, documents) { waiting.documents[number] = document }
    try planner.restore(from: state.stage("planner"))
  }
}

/// Documents by number.
private final class WaitingDocuments {
  var documents: [Int: TokenSequence] = [:]
  private let columns: [TokenColumn]

  init(_ columns: [TokenColumn]) { self.columns = columns }

  /// Takes documents out, joined.
  func take(_ numbers: [Int]) -> TokenSequence {
    TokenSequence(joining: numbers.compactMap { documents.removeValue(forKey: $0) }, columns: columns)
  }
}

/// Leaves every document in a row of its own.
struct SingleRowPacker: Packer {
  mutating func add(_ sequence: consuming TokenSequence, emit: (TokenSequence) throws -> Void) throws {
    try emit(sequence)
  }

  mutating func finish(emit: (TokenSequence) throws -> Void) throws {}

  func save(to state: inout StageState) {}

  mutating func restore(from state: StageState) throws {}
}
