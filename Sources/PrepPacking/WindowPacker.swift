import PrepTokens

/// Best fit decreasing over a window of documents. Within a window the longest come first, so the rows leave it in a seeded
/// shuffle; windows follow one another in the order of the input.
struct WindowPacker: Packer {
  /// A window is full with so many documents, or with so many bytes of tokens and loss.
  static let largestCount = 10_000
  static let largestBytes = 128 << 20

  private let length: Int
  private var random: ShuffleGenerator
  private var window: [TokenSequence] = []
  private var bytes = 0

  init(length: Int, seed: UInt64) {
    self.length = length
    random = ShuffleGenerator(seed: seed)
  }

  mutating func add(_ sequence: TokenSequence, emit: (TokenSequence) throws -> Void) throws {
    window.append(sequence)
    bytes += (sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0)) * 8
    if window.count == Self.largestCount || bytes >= Self.largestBytes { try flush(emit) }
  }

  mutating func finish(emit: (TokenSequence) throws -> Void) throws { try flush(emit) }

  private mutating func flush(_ emit: (TokenSequence) throws -> Void) throws {
    let order = window.indices.sorted {
      (window[$1].packingLength, $0) < (window[$0].packingLength, $1)
    }
    var rows: [[Int]] = []
    var rowsWithSpace = [[Int]](repeating: [], count: length + 1)
    var spaces = LengthSet(bound: length)
    for index in order {
      let size = min(window[index].packingLength, length)
      var space = length
      var row = rows.count
      if let found = spaces.firstMember(from: size), let last = rowsWithSpace[found].popLast() {
        if rowsWithSpace[found].isEmpty { spaces.remove(found) }
        space = found
        row = last
        rows[row].append(index)
      } else {
        rows.append([index])
      }
      let left = space - size
      if left > 0 {
        if rowsWithSpace[left].isEmpty { spaces.insert(left) }
        rowsWithSpace[left].append(row)
      }
    }
    rows.shuffle(using: &random)
    for members in rows {
      // Inside a row documents keep the order of the input.
      let members = members.sorted()
      var row = Row(window[members[0]])
      for index in members.dropFirst() { row.append(window[index]) }
      try emit(row.sequence)
    }
    window.removeAll(keepingCapacity: true)
    bytes = 0
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the shuffle is the same on every machine.
struct ShuffleGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
