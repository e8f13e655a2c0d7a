import PrepBytes

/// Where the stages of a run stand, so that another run can go on from there: numbers and sequences, taken back in the order they were put.
package struct StageState: Sendable, Equatable {
  private var numbers: [Int] = []
  private var sequences: [TokenSequence] = []
  private var nextNumber = 0
  private var nextSequence = 0

  package init() {}

  /// How many bytes the state takes, about.
  package var byteCount: Int { numbers.count * 8 + sequences.reduce(0) { $0 + $1.tokens.count * 5 + 64 } }

  package mutating func put(_ number: Int) { numbers.append(number) }

  package mutating func put(_ list: [Int]) {
    numbers.append(list.count)
    numbers.append(contentsOf: list)
  }

  package mutating func put(_ list: some Collection<TokenSequence>) {
    numbers.append(list.count)
    sequences.append(contentsOf: list)
  }

  /// - Throws: ``IOFailure`` with code `damaged` when the state does not hold what is asked for.
  package mutating func takeNumber() throws -> Int {
    guard nextNumber < numbers.count else { throw Self.damaged }
    nextNumber += 1
    return numbers[nextNumber - 1]
  }

  /// - Throws: ``IOFailure`` with code `damaged` when the state does not hold what is asked for.
  package mutating func takeNumbers() throws -> [Int] {
    let count = try takeNumber()
    guard count >= 0, count <= numbers.count - nextNumber else { throw Self.damaged }
    nextNumber += count
    return Array(numbers[nextNumber - count..<nextNumber])
  }

  /// - Throws: ``IOFailure`` with code `damaged` when the state does not hold what is asked for.
  package mutating func takeSequences() throws -> [TokenSequence] {
    let count = try takeNumber()
    guard count >= 0, count <= sequences.count - nextSequence else { throw Self.damaged }
    nextSequence += count
    return Array(sequences[nextSequence - count..<nextSequence])
  }

  /// What a state is that does not fit the run that takes it.
  package static var damaged: IOFailure { IOFailure(.damaged, "the state of the interrupted run contradicts itself", path: "prep.journal") }

  // MARK: Bytes

  /// Appends the state to bytes. All sequences are of the kind that the header declares.
  package func append(to bytes: inout [UInt8], header: TokenStreamHeader) {
    bytes.append(littleEndian: UInt64(numbers.count))
    for number in numbers { bytes.append(littleEndian: UInt64(bitPattern: Int64(number))) }
    bytes.append(littleEndian: UInt64(sequences.count))
    for sequence in sequences { SequenceCoding.append(sequence, header: header, to: &bytes) }
  }

  /// Reads what ``append(to:header:)`` wrote; nil when the bytes are something else.
  package init?(_ bytes: UnsafeRawBufferPointer, header: TokenStreamHeader) {
    var place = 0
    func number() -> Int? {
      guard bytes.count - place >= 8 else { return nil }
      defer { place += 8 }
      return Int(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int64.self)))
    }
    guard let count = number(), count >= 0, count <= (bytes.count - place) / 8 else { return nil }
    for _ in 0..<count { if let value = number() { numbers.append(value) } }
    guard let sequenceCount = number(), sequenceCount >= 0, sequenceCount <= bytes.count else { return nil }
    var decoder = SequenceDecoder(bytes, from: place, header: header)
    for _ in 0..<sequenceCount {
      guard let sequence = decoder.next() else { return nil }
      sequences.append(sequence)
    }
    guard decoder.isAtEnd else { return nil }
  }
}

/// A source that another run can go on with where this one stands.
package protocol ResumableSource: TokenSequenceSource {
  /// Puts into a state what the next sequence depends on.
  func save(to state: inout StageState) throws

  /// Goes to where the run that saved a state stood; called before the first sequence is taken.
  func restore(from state: inout StageState) throws
}
