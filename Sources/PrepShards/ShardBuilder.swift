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
  /// The sample that did not fit into the shard before.
  private var waiting: (bytes: [UInt8], tokens: Int) = ([], 0)
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
  ///
  /// The samples are laid down in one buffer, and moved once to make room for their offsets: a shard is never in memory twice.
  func nextShard() throws -> RawShard? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(options.sizeLimit, 1 << 28))
    bytes.append(contentsOf: waiting.bytes)
    var ends = waiting.bytes.isEmpty ? [] : [waiting.bytes.count]
    var tokens = waiting.tokens
    waiting = ([], 0)
    // The rule of MDSWriter: eight bytes and the configuration, then each sample and its offset.
    var size = 8 + configuration.count + bytes.count + 4 * ends.count
    while let sequence = try nextSequence() {
      let start = bytes.count
      coding.append(sequence, to: &bytes)
      let count = sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0)
      size += bytes.count - start + 4
      if !ends.isEmpty, size > options.sizeLimit {
        waiting = (Array(bytes[start...]), count)
        bytes.removeLast(bytes.count - start)
        break
      }
      ends.append(bytes.count)
      tokens += count
    }
    if ends.isEmpty, ordinal > 0 { return nil }
    defer { ordinal += 1 }
    bytes.insert(contentsOf: head(ends), at: 0)
    return RawShard(ordinal: ordinal, bytes: bytes, samples: ends.count, tokens: tokens)
  }

  /// What comes before the samples: their number, where each begins and the last ends, the configuration.
  private func head(_ ends: [Int]) -> [UInt8] {
    let start = 4 + 4 * (ends.count + 1) + configuration.count
    var head: [UInt8] = []
    head.reserveCapacity(start)
    Self.append(UInt32(ends.count), to: &head)
    Self.append(UInt32(start), to: &head)
    for end in ends { Self.append(UInt32(start + end), to: &head) }
    head.append(contentsOf: configuration)
    return head
  }

  private func nextSequence() throws -> TokenSequence? {
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
      return sequence
    }
    return nil
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
