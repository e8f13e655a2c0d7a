import PrepBytes

/// The layout of the binary token stream; prep-tokens(5) describes it.
///
/// After the magic come frames: kind (1 byte), length of the payload (4 bytes), payload, and the CRC-32C (4 bytes) of
/// the frame's number (8 bytes), kind, length and payload. All numbers are little-endian. The first frame is the
/// header, the last the end with the totals; nothing follows it.
package enum TokenStreamFormat {
  /// A byte no text begins with, a name, and bytes that a transfer as text would change.
  package static let magic: [UInt8] = [0x89, 0x50, 0x52, 0x54, 0x4B, 0x0D, 0x0A, 0x1A]
  static let version = 1
  /// That of streams whose sequences have columns besides: who knows only the first one refuses them.
  static let versionWithColumns = 2
  /// The largest payload a reader accepts.
  static let largestPayload = 1 << 30
  /// A block of sequences is handed on when its payload has this size.
  static let blockSize = 1 << 18

  enum Frame: UInt8 {
    case header = 1
    case sequences = 2
    case end = 3
    /// Sequences that say where their segments stand in documents: one of these was cut.
    case parts = 4
  }

  /// The frame's bytes up to the payload: kind and length.
  static let prefixSize = 5
  static let checksumSize = 4

  /// The checksum of a frame.
  static func checksum(ordinal: Int, frame: UnsafeRawBufferPointer) -> UInt32 {
    var number = UInt64(ordinal).littleEndian
    var sum = CRC32C()
    withUnsafeBytes(of: &number) { sum.update($0) }
    sum.update(frame)
    return sum.value
  }
}

/// The totals of a stream, as its end frame holds them.
public struct TokenStreamTotals: Sendable, Equatable {
  /// How many sequences there are.
  public var sequences = 0
  /// How many documents' segments they have.
  public var segments = 0
  /// How many tokens, padding included; both sides of pairs.
  public var tokens = 0
  /// How many tokens are labels.
  public var trainedTokens = 0

  public init() {}

  package mutating func add(_ sequence: TokenSequence) {
    sequences += 1
    segments += sequence.segmentCount
    tokens += sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0)
    trainedTokens += sequence.trainedTokenCount
    guard let rejected = sequence.rejected else { return }
    switch rejected.loss {
    case .all: trainedTokens += Int(rejected.boundaries.last ?? 0) - Int(rejected.boundaries.first ?? 0)
    case .mask(let mask): trainedTokens += mask.reduce(0) { $0 + Int($1) }
    case .weights(let weights): trainedTokens += weights.count { $0 != 0 }
    }
  }

  package mutating func add(_ other: TokenStreamTotals) {
    sequences += other.sequences
    segments += other.segments
    tokens += other.tokens
    trainedTokens += other.trainedTokens
  }

  var values: [Int] { [sequences, segments, tokens, trainedTokens] }
}

extension [UInt8] {
  /// Appends an integer in little-endian order.
  package mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
    var value = value.littleEndian
    Swift.withUnsafeBytes(of: &value) { append(contentsOf: $0) }
  }

  /// Appends the bytes of an array of numbers as they lie in memory, which is little-endian on every machine supported.
  mutating func append<Value: BitwiseCopyable>(bytesOf values: [Value]) {
    values.withUnsafeBytes { append(contentsOf: $0) }
  }
}
