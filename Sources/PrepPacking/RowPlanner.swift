import PrepTokens

/// Decides which documents share a row, from their lengths alone.
///
/// Documents have ascending numbers; a row lists them in that order, which is the order of the input.
package protocol RowPlanner {
  /// Takes the next document and calls the closure with each row that is complete.
  mutating func add(_ document: Int, length: Int, emit: ([Int]) throws -> Void) rethrows

  /// Calls the closure with the rows that are still open.
  mutating func finish(emit: ([Int]) throws -> Void) rethrows

  /// Puts what decides about the documents to come into a state.
  func save(to state: inout StageState)

  /// Takes back what ``save(to:)`` put there; nothing has been added yet.
  mutating func restore(from state: StageState) throws
}

/// Streaming best fit: a document goes into the open row in which it leaves the least room; when it fits into none and
/// all are open, the fullest is closed. With one row open this is next fit.
package struct BestFitPlanner: RowPlanner {
  private let length: Int
  private var rows: [[Int]]
  private var freeRows: [Int]
  private var spaces: SpaceIndex

  package init(length: Int, openRows: Int) {
    self.length = length
    rows = [[Int]](repeating: [], count: openRows)
    freeRows = Array((0..<openRows).reversed())
    spaces = SpaceIndex(bound: length)
  }

  package mutating func add(_ document: Int, length size: Int, emit: ([Int]) throws -> Void) rethrows {
    if size >= length { return try emit([document]) }
    var space = length
    var row: Int
    if let found = spaces.take(from: size) {
      (row, space) = found
    } else if let free = freeRows.popLast() {
      row = free
    } else if let fullest = spaces.take(from: 0) {
      row = fullest.row
      try close(row, emit)
      freeRows.removeLast()
    } else {
      return try emit([document])
    }
    rows[row].append(document)
    if space == size { try close(row, emit) } else { spaces.insert(row, space: space - size) }
  }

  package mutating func finish(emit: ([Int]) throws -> Void) rethrows {
    while let found = spaces.take(from: 0) { try close(found.row, emit) }
  }

  package func save(to state: inout StageState) {
    state.put(freeRows, as: "free rows")
    // The rows that are open, from the one that would be taken first.
    var rest = spaces
    var open: [(row: Int, space: Int)] = []
    while let found = rest.take(from: 0) { open.append(found) }
    state.put(open.map(\.row), as: "open rows")
    state.put(open.map(\.space), as: "spaces of open rows")
    state.put(open.map { rows[$0.row].count }, as: "documents in each open row")
    state.put(open.flatMap { rows[$0.row] }, as: "documents in open rows")
  }

  package mutating func restore(from state: StageState) throws {
    let count = rows.count
    freeRows = try state.numbers("free rows")
    let open = try state.numbers("open rows")
    let openSpaces = try state.numbers("spaces of open rows")
    let sizes = try state.numbers("documents in each open row")
    var documents = try state.numbers("documents in open rows")[...]
    guard Set(freeRows + open) == Set(0..<count), freeRows.count + open.count == count, openSpaces.count == open.count,
      sizes.count == open.count, openSpaces.allSatisfy({ (0...length).contains($0) }),
      sizes.allSatisfy({ (0...documents.count).contains($0) }),
      sizes.reduce(0, +) == documents.count
    else { throw StageState.damaged("its open rows are not those of this run") }
    for (row, size) in zip(open, sizes) {
      rows[row] = Array(documents.prefix(size))
      documents = documents.dropFirst(size)
    }
    // Of rows with the same space the last to be inserted is the first to be taken.
    for (row, space) in zip(open, openSpaces).reversed() { spaces.insert(row, space: space) }
  }

  private mutating func close(_ row: Int, _ emit: ([Int]) throws -> Void) rethrows {
    let members = rows[row]
    rows[row] = []
    freeRows.append(row)
    try emit(members)
  }
}

/// Best fit decreasing over a window of documents. Within a window the longest come first, so the rows leave it in a
/// seeded shuffle; windows follow one another in the order of the input.
package struct WindowPlanner: RowPlanner {
  /// A window is full with so many documents, or with so many bytes of tokens and loss.
  package static let largestCount = 10_000
  package static let largestBytes = 128 << 20

  private let length: Int
  private var random: ShuffleGenerator
  private var window: [(document: Int, length: Int)] = []
  private var bytes = 0
  private var spaces: SpaceIndex

  package init(length: Int, seed: UInt64) {
    self.length = length
    random = ShuffleGenerator(seed: seed)
    spaces = SpaceIndex(bound: length)
  }

  package mutating func add(_ document: Int, length size: Int, emit: ([Int]) throws -> Void) rethrows {
    window.append((document, size))
    bytes += size * 8
    if window.count == Self.largestCount || bytes >= Self.largestBytes { try finish(emit: emit) }
  }

  package mutating func finish(emit: ([Int]) throws -> Void) rethrows {
    // The length in the upper half, turned round, and the place in the lower: the longest first, equals in order.
    var order = window.indices.map { UInt64(length - min(window[$0].length, length)) << 32 | UInt64($0) }
    order.sort()
    var rows: [[Int]] = []
    for key in order {
      let index = Int(key & 0xFFFF_FFFF)
      let size = length - Int(key >> 32)
      if let (row, space) = spaces.take(from: size) {
        rows[row].append(window[index].document)
        if space > size { spaces.insert(row, space: space - size) }
      } else {
        rows.append([window[index].document])
        if size < length { spaces.insert(rows.count - 1, space: length - size) }
      }
    }
    while spaces.take(from: 0) != nil {}
    if let fewer = packTightly(insteadOf: rows.count) { rows = fewer }
    window.removeAll(keepingCapacity: true)
    bytes = 0
    rows.shuffle(using: &random)
    for row in rows { try emit(row.count > 1 ? row.sorted() : row) }
  }
}

extension WindowPlanner {
  /// Fewer rows for the documents of the window, when there may be fewer and another way finds them.
  private func packTightly(insteadOf count: Int) -> [[Int]]? {
    let sizes = window.map { min($0.length, length) }
    let least = (sizes.reduce(0, +) + length - 1) / length
    // Documents without tokens fit everywhere; they are left to the first way.
    guard count > least, length <= SpaceIndex.largestDenseBound, sizes.allSatisfy({ $0 > 0 }) else { return nil }
    var fill = ExactFill(sizes, length: length)
    return fill.rows(limit: count - 1)?.map { row in row.map { window[$0].document } }
  }

  package func save(to state: inout StageState) {
    state.put(Int(truncatingIfNeeded: random.state), as: "random generator")
    state.put(window.map(\.document), as: "documents of the window")
    state.put(window.map(\.length), as: "lengths of the window")
  }

  package mutating func restore(from state: StageState) throws {
    random = ShuffleGenerator(seed: UInt64(truncatingIfNeeded: try state.number("random generator")))
    let documents = try state.numbers("documents of the window")
    let lengths = try state.numbers("lengths of the window")
    guard documents.count == lengths.count else {
      throw StageState.damaged("not every document of the window has a length")
    }
    window = Array(zip(documents, lengths))
    bytes = window.reduce(0) { $0 + $1.length * 8 }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the shuffle is the same on every machine.
struct ShuffleGenerator: RandomNumberGenerator {
  private(set) var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension PackingStrategy {
  /// Which documents share a row, decided from their lengths alone: the numbers of the documents of each row, in the
  /// order of the rows.
  ///
  /// - Precondition: No length is above that of a row, and the strategy does not cut documents, as `wrap` does.
  public func plan(_ lengths: [Int], rowLength: Int, seed: UInt64 = 0) -> [[Int]] {
    precondition(self != .wrap, "a strategy that cuts documents has no plan of whole ones")
    precondition(lengths.allSatisfy { $0 <= rowLength }, "a document is longer than a row")
    switch self {
    case .bestFit: return Self.plan(BestFitPlanner(length: rowLength, openRows: 64), lengths)
    case .nextFit: return Self.plan(BestFitPlanner(length: rowLength, openRows: 1), lengths)
    case .window: return Self.plan(WindowPlanner(length: rowLength, seed: seed), lengths)
    case .wrap, .none: return lengths.indices.map { [$0] }
    }
  }

  private static func plan(_ planner: consuming some RowPlanner, _ lengths: [Int]) -> [[Int]] {
    var planner = planner
    var rows: [[Int]] = []
    for document in lengths.indices { planner.add(document, length: lengths[document]) { rows.append($0) } }
    planner.finish { rows.append($0) }
    return rows
  }
}
