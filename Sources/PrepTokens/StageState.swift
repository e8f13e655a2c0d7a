import PrepBytes

/// Where the stages of a run stand, so that another run can go on from there: numbers, lists of numbers and sequences,
/// each under a name, and the states of stages below a stage.
package struct StageState: Sendable, Equatable {
  /// The version of the form in which states are saved, and of the names and meanings of what they hold. Whoever
  /// changes what a stage saves makes it one more: a run does not go on from a state of another version.
  package static let version = 4

  fileprivate enum Value: Sendable, Equatable {
    case number(Int)
    case numbers([Int])
    case sequences([TokenSequence])
    case stage(StageState)
  }

  private var values: [(name: String, value: Value)] = []

  package init() {}

  package static func == (left: StageState, right: StageState) -> Bool {
    left.values.elementsEqual(right.values) { $0.name == $1.name && $0.value == $1.value }
  }

  /// How many bytes the state takes, about.
  package var byteCount: Int {
    values.reduce(0) { sum, entry in
      switch entry.value {
      case .number: sum + 8
      case .numbers(let list): sum + 8 * list.count
      case .sequences(let list): sum + list.reduce(0) { $0 + $1.tokens.count * 5 + $1.documentParts.count * 8 + 64 }
      case .stage(let state): sum + state.byteCount
      }
    }
  }

  // MARK: Saving

  /// - Precondition: Nothing has that name yet; so for the other ones.
  package mutating func put(_ number: Int, as name: String) { put(.number(number), name) }

  package mutating func put(_ list: [Int], as name: String) { put(.numbers(list), name) }

  package mutating func put(_ list: some Collection<TokenSequence>, as name: String) {
    put(.sequences(Array(list)), name)
  }

  package mutating func put(_ stage: StageState, as name: String) { put(.stage(stage), name) }

  /// Puts the state of something below this stage under a name.
  package mutating func put(as name: String, _ save: (inout StageState) throws -> Void) rethrows {
    var stage = StageState()
    try save(&stage)
    put(stage, as: name)
  }

  private mutating func put(_ value: Value, _ name: String) {
    precondition(
      self.value(of: name) == nil && (1...255).contains(name.utf8.count), "a name stands for one thing of a state")
    values.append((name, value))
  }

  // MARK: Restoring

  /// - Throws: ``IOFailure`` with code `damaged` when the state has no number of that name; so for the other ones.
  package func number(_ name: String) throws -> Int {
    guard case .number(let number) = value(of: name) else { throw Self.damaged("it has no number '\(name)'") }
    return number
  }

  package func numbers(_ name: String) throws -> [Int] {
    guard case .numbers(let list) = value(of: name) else { throw Self.damaged("it has no list '\(name)'") }
    return list
  }

  package func sequences(_ name: String) throws -> [TokenSequence] {
    guard case .sequences(let list) = value(of: name) else { throw Self.damaged("it has no sequences '\(name)'") }
    return list
  }

  package func stage(_ name: String) throws -> StageState {
    guard case .stage(let state) = value(of: name) else { throw Self.damaged("it has no stage '\(name)'") }
    return state
  }

  private func value(of name: String) -> Value? { values.first { $0.name == name }?.value }

  /// What a state is that does not fit the run that takes it.
  package static func damaged(_ reason: String) -> IOFailure {
    IOFailure(.damaged, "the state of the interrupted run contradicts itself: \(reason)", path: "prep.journal")
  }

  // MARK: Bytes

  /// Appends the state to bytes: for each value the length of its name in a byte, the name, what it is in a byte, how
  /// many bytes it takes in eight, and these. All sequences are of the kind that the header declares.
  package func append(to bytes: inout [UInt8], header: TokenStreamHeader) {
    for (name, value) in values {
      bytes.append(UInt8(truncatingIfNeeded: name.utf8.count))
      bytes.append(contentsOf: name.utf8)
      bytes.append(value.tag)
      let start = bytes.count
      bytes.append(littleEndian: UInt64(0))
      switch value {
      case .number(let number): Self.append([number], to: &bytes)
      case .numbers(let list): Self.append(list, to: &bytes)
      case .sequences(let list):
        for sequence in list { SequenceCoding.append(sequence, header: header, saysParts: true, to: &bytes) }
      case .stage(let state): state.append(to: &bytes, header: header)
      }
      let size = UInt64(bytes.count - start - 8)
      for index in 0..<8 { bytes[start + index] = UInt8(truncatingIfNeeded: size >> UInt64(8 * index)) }
    }
  }

  /// Reads what ``append(to:header:)`` wrote; nil when the bytes are something else.
  package init?(_ bytes: UnsafeRawBufferPointer, header: TokenStreamHeader) {
    self.init(bytes, header: header, depth: 0)
  }

  /// No stage lies below so many others.
  private static let deepest = 8

  fileprivate init?(_ bytes: UnsafeRawBufferPointer, header: TokenStreamHeader, depth: Int) {
    if depth > Self.deepest { return nil }
    var rest = bytes[...]
    func take(_ count: Int) -> UnsafeRawBufferPointer? {
      guard count >= 0, count <= rest.count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
    }
    // SAFETY: `take` gives as many bytes as were asked for, or none.
    while !rest.isEmpty {
      guard let nameLength = take(1)?[0], let nameBytes = take(Int(nameLength)), let tag = take(1)?[0],
        let size = take(8).flatMap({ Int(exactly: UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))) }),
        let content = take(size),
        let name = String(validating: nameBytes, as: UTF8.self), !name.isEmpty, value(of: name) == nil,
        let value = Value(tag: tag, content, header, depth: depth)
      else { return nil }
      values.append((name, value))
    }
  }

  private static func append(_ list: [Int], to bytes: inout [UInt8]) {
    for number in list { bytes.append(littleEndian: UInt64(bitPattern: Int64(number))) }
  }
}

extension StageState.Value {
  fileprivate var tag: UInt8 {
    switch self {
    case .number: 1
    case .numbers: 2
    case .sequences: 3
    case .stage: 4
    }
  }

  fileprivate init?(tag: UInt8, _ bytes: UnsafeRawBufferPointer, _ header: TokenStreamHeader, depth: Int) {
    switch tag {
    case 1, 2:
      guard bytes.count % 8 == 0, tag == 2 || bytes.count == 8 else { return nil }
      // SAFETY: the count is a multiple of eight.
      let list = stride(from: 0, to: bytes.count, by: 8).map {
        Int(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int64.self)))
      }
      self = tag == 1 ? .number(list[0]) : .numbers(list)
    case 3:
      var decoder = SequenceDecoder(bytes, from: 0, header: header, saysParts: true)
      var list: [TokenSequence] = []
      while !decoder.isAtEnd {
        guard let sequence = decoder.next() else { return nil }
        list.append(sequence)
      }
      self = .sequences(list)
    case 4:
      guard let state = StageState(bytes, header: header, depth: depth + 1) else { return nil }
      self = .stage(state)
    default: return nil
    }
  }
}
