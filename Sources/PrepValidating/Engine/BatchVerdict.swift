import PrepContents
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// What the rules found in one batch. Made on a worker, then handed over whole.
///
/// SAFETY of `@unchecked Sendable`: one worker fills it, and the thread that takes it has it alone.
final class BatchVerdict: @unchecked Sendable {
  let file: Int
  let byteCount: Int
  /// The batch itself, when its lines are still wanted.
  let batch: RecordBatch?
  var findings: [Finding] = []
  var counts = FindingCounts(targets: 0)
  var tallies: [any SetTally]
  let census: SetCensus?
  var tokens: TokenTotals?
  // SAFETY: one thread has it at a time, and it calls nobody while it changes these, so that accesses need no check.
  @exclusivity(unchecked) var keys: [RecordKeys] = []
  /// As many: the number of each one's record among the records of the batch.
  @exclusivity(unchecked) var keyOwners: [Int] = []
  /// As many, when near copies are looked for.
  @exclusivity(unchecked) var near: [NearKeys?] = []
  /// What was found of items of other data, for each record; with its text, where something was.
  @exclusivity(unchecked) var scans: [(place: RecordPlace, scan: ContaminationScan, text: [UInt8])] = []
  /// How many examples there are of each shape, by its ordinal; behind them, of none that is known.
  @exclusivity(unchecked) var shapes = [Int](repeating: 0, count: RecordShape.count + 1)
  /// What fields were first found to be called, where not by our names.
  var otherNames: [RecordField: String] = [:]
  @exclusivity(unchecked) var records = 0
  @exclusivity(unchecked) var invalid = 0
  /// The items that are no records, and for each record the worst that was found, when lines are wanted.
  var refused: [Int] = []
  @exclusivity(unchecked) var worst: [(index: Int, severity: Diagnostic.Severity?)] = []
  var areLinesMade = false
  var hasByteOrderMark = false
  var isWide = false
  @exclusivity(unchecked) var lastByte: UInt8 = 0x0A
  @exclusivity(unchecked) private(set) var returns = 0
  @exclusivity(unchecked) private(set) var loneReturns = 0
  @exclusivity(unchecked) private(set) var feeds = 0
  @exclusivity(unchecked) private(set) var lines = 0
  @exclusivity(unchecked) private(set) var firstReturn: Int?
  @exclusivity(unchecked) private(set) var firstFeed: Int?

  init(
    file: Int, byteCount: Int, batch: RecordBatch?, tallies: [any SetTally], census: SetCensus?, tokens: TokenTotals?
  ) {
    self.file = file
    self.byteCount = byteCount
    self.batch = batch
    self.tallies = tallies
    self.census = census
    self.tokens = tokens
  }

  /// Notes how a line ends.
  @inline(__always)
  func note(_ facts: LineFacts, _ bytes: UnsafeBufferPointer<UInt8>) {
    lines += 1
    let end = facts.start + facts.length
    guard end < bytes.count else { return }
    if bytes[end] == 0x0D {
      returns += 1
      if end + 1 == bytes.count || bytes[end + 1] != 0x0A { loneReturns += 1 }
      if firstReturn == nil { firstReturn = facts.line }
    } else {
      feeds += 1
      if firstFeed == nil { firstFeed = facts.line }
    }
  }

  /// Adds what the batch says about its file.
  func add(to facts: inout FileFacts) {
    facts.bytes += byteCount
    facts.records += records
    facts.invalid += invalid
    facts.lines += lines
    if hasByteOrderMark { facts.hasByteOrderMark = true }
    if isWide { facts.isWide = true }
    if areLinesMade { facts.areLinesMade = true }
    if facts.firstMixed == nil {
      if facts.returns + facts.feeds == 0 {
        if let firstReturn, let firstFeed { facts.firstMixed = max(firstReturn, firstFeed) }
      } else {
        facts.firstMixed = facts.returns > 0 ? firstFeed : firstReturn
      }
    }
    facts.returns += returns
    facts.loneReturns += loneReturns
    facts.feeds += feeds
    if byteCount > 0 { facts.lastByte = lastByte }
  }
}
