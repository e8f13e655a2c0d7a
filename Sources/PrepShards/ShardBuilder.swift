import PrepTokens

/// A shard before compression.
struct RawShard: Sendable {
  var ordinal: Int
  var bytes: [UInt8]
  var samples: Int
  var tokens: Int
}

/// Cuts a stream of sequences into raw shards, where MDSWriter would cut.
final class ShardBuilder {
  private let options: ShardWriter.Options
  private let configuration: [UInt8]
  private let coding: SampleCoding
  private let next: () throws -> TokenSequence?
  private var ordinal = 0
  private var waiting: (sample: [UInt8], tokens: Int)?
  private var ended = false
  private(set) var emptyRows = 0

  init(
    header: TokenStreamHeader, options: ShardWriter.Options, configuration: [UInt8], next: @escaping () throws -> TokenSequence?
  ) {
    self.options = options
    self.configuration = configuration
    self.next = next
    coding = SampleCoding(header: header, tokensName: options.tokensName)
  }

  /// The next shard, or nil when all sequences are in one. A set without a sequence has one empty shard.
  func nextShard() throws -> RawShard? {
    var samples: [UInt8] = []
    var ends: [Int] = []
    var tokens = 0
    // The rule of MDSWriter: eight bytes and the configuration, then each sample and its offset.
    var size = 8 + configuration.count
    while let sample = try nextSample() {
      if !ends.isEmpty, size + sample.sample.count + 4 > options.sizeLimit {
        waiting = sample
        break
      }
      size += sample.sample.count + 4
      samples.append(contentsOf: sample.sample)
      ends.append(samples.count)
      tokens += sample.tokens
    }
    if ends.isEmpty, ordinal > 0 { return nil }
    defer { ordinal += 1 }
    let start = 4 + 4 * (ends.count + 1) + configuration.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(start + samples.count)
    Self.append(UInt32(ends.count), to: &bytes)
    Self.append(UInt32(start), to: &bytes)
    for end in ends { Self.append(UInt32(start + end), to: &bytes) }
    bytes.append(contentsOf: configuration)
    bytes.append(contentsOf: samples)
    return RawShard(ordinal: ordinal, bytes: bytes, samples: ends.count, tokens: tokens)
  }

  private func nextSample() throws -> (sample: [UInt8], tokens: Int)? {
    if let sample = waiting.take() { return sample }
    while !ended {
      guard let sequence = try next() else {
        ended = true
        return nil
      }
      // An array without elements is nothing that readers of MDS accept.
      if sequence.tokens.isEmpty || sequence.segmentCount == 0 || sequence.rejected?.tokens.isEmpty == true {
        emptyRows += 1
        continue
      }
      var sample: [UInt8] = []
      coding.append(sequence, to: &sample)
      return (sample, sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0))
    }
    return nil
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
