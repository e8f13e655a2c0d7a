import PrepBytes
import PrepTokens

/// A shard before compression.
///
/// A class, because it is handed on: whoever still refers to it holds the bytes no longer once they are taken, and so they are
/// never copied. It has one user at a time.
final class RawShard: @unchecked Sendable {
  let ordinal: Int
  /// The number of samples, where each begins, where the last ends, and the configuration.
  private let head: [UInt8]
  /// The samples, one after the other.
  private var body: [UInt8]
  let samples: Int
  let tokens: Int

  init(ordinal: Int, head: [UInt8], body: consuming [UInt8], samples: Int, tokens: Int) {
    self.ordinal = ordinal
    self.head = head
    self.body = body
    self.samples = samples
    self.tokens = tokens
  }

  /// The whole shard; what was here is gone then, so that it is in memory once.
  func takeBytes() -> [UInt8] {
    var bytes: [UInt8] = []
    swap(&bytes, &body)
    bytes.insert(contentsOf: head, at: 0)
    return bytes
  }
}

/// Cuts a stream of sequences into raw shards, where MDSWriter would cut.
final class ShardBuilder {
  private let sizeLimit: Int
  private let layout: ShardLayout
  private let configuration: [UInt8]
  private let encoder: SampleEncoder
  private let next: () throws -> TokenSequence?
  private var ordinal = 0
  /// Documents of a sequence that was taken apart.
  private var documents: ArraySlice<TokenSequence> = []
  /// The sample that did not fit into the shard before.
  private var waiting: (bytes: [UInt8], tokens: Int) = ([], 0)
  private var ended = false
  private(set) var emptyRows = 0

  init(
    header: TokenStreamHeader, options: ShardWriter.Options, configuration: [UInt8], next: @escaping () throws -> TokenSequence?
  ) {
    sizeLimit = options.sizeLimit
    layout = options.layout
    self.configuration = configuration
    self.next = next
    encoder = SampleEncoder(columns: options.layout.columns(for: header))
  }

  /// The next shard, or nil when all sequences are in one. A set without a sequence has one empty shard.
  ///
  /// The samples are laid down in one buffer with room for their offsets: a shard is never in memory twice.
  func nextShard() throws -> RawShard? {
    var body: [UInt8] = []
    body.reserveCapacity(min(sizeLimit + sizeLimit / 64, 1 << 28) + configuration.count)
    body.withUnsafeMutableBytes { LargePages.request($0.baseAddress, count: min(sizeLimit, 1 << 28)) }
    body.append(contentsOf: waiting.bytes)
    var ends = waiting.bytes.isEmpty ? [] : [waiting.bytes.count]
    var tokens = waiting.tokens
    waiting = ([], 0)
    // The rule of MDSWriter: eight bytes and the configuration, then each sample and its offset.
    var size = 8 + configuration.count + body.count + 4 * ends.count
    while let sequence = try nextRow() {
      let start = body.count
      encoder.append(sequence, to: &body)
      let count = sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0)
      size += body.count - start + 4
      if !ends.isEmpty, size > sizeLimit {
        waiting = (Array(body[start...]), count)
        body.removeLast(body.count - start)
        break
      }
      ends.append(body.count)
      tokens += count
    }
    if ends.isEmpty, ordinal > 0 { return nil }
    defer { ordinal += 1 }
    return RawShard(ordinal: ordinal, head: head(ends), body: consume body, samples: ends.count, tokens: tokens)
  }

  /// What comes before the samples: their number, where each begins and the last ends, the configuration.
  private func head(_ ends: [Int]) -> [UInt8] {
    let start = 4 + 4 * (ends.count + 1) + configuration.count
    var head: [UInt8] = []
    head.reserveCapacity(start)
    Self.append(UInt32(ends.count), to: &head)
    Self.append(UInt32(start), to: &head)
    for end in ends { Self.append(UInt32(truncatingIfNeeded: start + end), to: &head) }
    head.append(contentsOf: configuration)
    return head
  }

  /// The next sequence that has something in every column: an array without elements is nothing that readers of MDS accept.
  private func nextRow() throws -> TokenSequence? {
    while true {
      if let document = documents.popFirst() {
        if hasRow(document) { return document }
        continue
      }
      guard !ended, let sequence = try next() else {
        ended = true
        return nil
      }
      if layout.rows == .doc {
        documents = sequence.segments[...]
      } else if hasRow(sequence) {
        return sequence
      }
    }
  }

  private func hasRow(_ sequence: TokenSequence) -> Bool {
    if !sequence.tokens.isEmpty, sequence.segmentCount > 0, sequence.rejected?.tokens.isEmpty != true { return true }
    emptyRows += 1
    return false
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
