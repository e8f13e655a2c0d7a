import PrepBytes
import PrepTokens

/// A shard in the making: its samples, one after the other in memory that does not move once there is more than one.
///
/// The builder fills it; what lies before a place that the builder has named does not change any more, and other
/// threads may read it.
///
/// SAFETY of `@unchecked Sendable`: the builder alone writes, behind all that it has named to others.
final class RawShard: @unchecked Sendable {
  let ordinal: Int
  let workspace: ShardWorkspace
  /// Whether its rows say where the segments stand in their documents.
  let saysParts: Bool
  /// How many bytes of samples there are.
  fileprivate(set) var count = 0
  fileprivate(set) var tokens = 0
  /// The number of samples, where each begins and the last ends, and the configuration; empty until the shard is
  /// complete.
  fileprivate(set) var head: [UInt8] = []
  fileprivate(set) var samples = 0

  init(ordinal: Int, workspace: ShardWorkspace, saysParts: Bool) {
    self.ordinal = ordinal
    self.saysParts = saysParts
    self.workspace = workspace
  }

  /// The samples.
  var body: UnsafeRawBufferPointer { body(0..<count) }

  func body(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: workspace.memory[range]) }
}

/// How the rows of a shard are written, and what the shard says of that.
private struct RowForm {
  let encoder: SampleEncoder
  let configuration: [UInt8]

  init(_ header: TokenStreamHeader, _ options: ShardWriter.Options, saysParts: Bool) {
    let columns = options.layout.columns(for: header, saysParts: saysParts)
    encoder = SampleEncoder(columns: columns)
    configuration = columns.configuration(
      compression: ShardIndex.compression(level: options.level), sizeLimit: options.sizeLimit)
  }
}

/// Cuts a stream of sequences into raw shards, where MDSWriter would cut.
///
/// The first row with a document that was cut begins a shard too: from there on rows say where segments stand in
/// documents. A set without such a document does not have these columns.
final class ShardBuilder {
  /// By how many bytes a shard grows before somebody is told.
  private static let step = 256 << 10

  private let sizeLimit: Int
  private let layout: ShardLayout
  private let columns: [TokenColumn]
  private let forms: (whole: RowForm, parts: RowForm)
  private let next: () throws -> TokenSequence?
  private var ordinal: Int
  /// Documents of a sequence that was taken apart.
  private var documents: ArraySlice<TokenSequence> = []
  /// The row that did not fit into the shard before.
  private var waiting: TokenSequence?
  private var ended = false
  /// Whether the source has given everything and all of it is in a shard.
  var hasEnded: Bool { ended && waiting == nil && documents.isEmpty }
  private(set) var emptyRows = 0
  /// Whether a document that was cut has been met, and there is room to say so.
  private var saysParts = false
  private let canSayParts: Bool

  /// - Parameter ordinal: The number of the first shard.
  init(
    header: TokenStreamHeader, options: ShardWriter.Options, ordinal: Int = 0,
    next: @escaping () throws -> TokenSequence?
  ) {
    sizeLimit = options.sizeLimit
    layout = options.layout
    columns = header.columns
    canSayParts = options.layout.fixedLength == nil
    forms = (RowForm(header, options, saysParts: false), RowForm(header, options, saysParts: true))
    self.ordinal = ordinal
    self.next = next
  }

  /// The next shard, or nil when all sequences are in one. A set without a sequence has one empty shard.
  ///
  /// - Parameters:
  ///   - workspace: Gives the memory for it; asked once there is something to put there.
  ///   - grown: Called now and then with the shard and how many bytes of it are there to stay.
  func nextShard(workspace: () throws -> ShardWorkspace, grown: (RawShard, Int) throws -> Void) throws -> RawShard? {
    guard let first = try waiting ?? nextRow() else {
      return ordinal == 0 ? try finish(RawShard(ordinal: 0, workspace: workspace(), saysParts: false), []) : nil
    }
    waiting = nil
    saysParts = saysParts || beginsParts(first)
    let form = saysParts ? forms.parts : forms.whole
    let shard = RawShard(ordinal: ordinal, workspace: try workspace(), saysParts: saysParts)
    var ends: [Int] = []
    // The rule of MDSWriter: eight bytes and the configuration, then each sample and its offset.
    var size = 8 + form.configuration.count
    var told = 0
    var row: TokenSequence? = first
    while let sequence = row {
      let bytes = form.encoder.size(of: sequence)
      size += bytes + 4
      if !ends.isEmpty, size > sizeLimit || !saysParts && beginsParts(sequence) {
        waiting = sequence
        break
      }
      if shard.count + bytes > shard.workspace.memory.count {
        precondition(told == 0, "a shard below its limit outgrew its memory")
        shard.workspace.grow(to: max(shard.count + bytes, min(2 * shard.count, sizeLimit)), keeping: shard.count)
      }
      if bytes > 0 { form.encoder.write(sequence, to: shard.workspace.memory.baseAddress! + shard.count) }
      shard.count += bytes
      shard.tokens += sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0)
      ends.append(shard.count)
      // Only what will not move any more can be told of.
      if shard.count - told >= Self.step, shard.count < sizeLimit, shard.workspace.memory.count >= sizeLimit {
        told = shard.count
        try grown(shard, told)
      }
      row = try nextRow()
    }
    return try finish(shard, ends)
  }

  /// Whether a row has a document that was cut, and it can be said.
  private func beginsParts(_ row: TokenSequence) -> Bool { canSayParts && !row.documentParts.isEmpty }

  private func finish(_ shard: RawShard, _ ends: [Int]) throws -> RawShard {
    shard.head = head(ends, (shard.saysParts ? forms.parts : forms.whole).configuration)
    shard.samples = ends.count
    ordinal += 1
    return shard
  }

  /// What comes before the samples: their number, where each begins and the last ends, the configuration.
  private func head(_ ends: [Int], _ configuration: [UInt8]) -> [UInt8] {
    let start = 4 + 4 * (ends.count + 1) + configuration.count
    var head: [UInt8] = []
    head.reserveCapacity(start)
    Self.append(UInt32(ends.count), to: &head)
    Self.append(UInt32(start), to: &head)
    for end in ends { Self.append(UInt32(truncatingIfNeeded: start + end), to: &head) }
    head.append(contentsOf: configuration)
    return head
  }

  /// Puts what was read but is in no shard yet into the state of the run.
  func save(to state: inout StageState) {
    state.put(emptyRows, as: "empty rows")
    state.put(saysParts ? 1 : 0, as: "says parts")
    state.put((waiting.map { [$0] } ?? []) + documents, as: "rows in no shard")
  }

  /// Takes back what ``save(to:)`` put there. The rows that waited are in order again, those of a sequence taken apart
  /// too.
  func restore(from state: StageState) throws {
    emptyRows = try state.number("empty rows")
    saysParts = try state.number("says parts") != 0
    var rows = try state.sequences("rows in no shard")[...]
    if layout.rows == .doc { documents = rows } else { waiting = rows.popFirst() }
  }

  /// The next sequence that has something in every column: an array without elements is nothing that readers of MDS
  /// accept.
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
        documents = sequence.segments(columns)[...]
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
