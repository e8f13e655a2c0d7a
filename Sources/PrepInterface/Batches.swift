public import CPrep
import PrepDiagnostics
import PrepTokenizers
import PrepTokens
import PrepJobs

/// Rows of token ids that a C program holds.
///
/// SAFETY of `@unchecked Sendable`: all of it is made by `init` and then only read.
final class OpenBatch: @unchecked Sendable {
  private let rows: TokenRows?
  private let ownIDs: CList<UInt32>
  private let offsets: CList<Int64>
  private let begins: CList<UInt32>
  private let ends: CList<UInt32>
  private let words: CList<Int32>
  private let mask: CList<UInt8>
  private let weights: CList<Float>
  private let records: CList<Int64>

  /// Rows of texts.
  init(_ rows: TokenRows) {
    self.rows = rows
    ownIDs = CList([])
    offsets = CList(rows.offsets)
    begins = CList(rows.begins)
    ends = CList(rows.ends)
    words = CList(rows.words)
    mask = CList([])
    weights = CList([])
    records = CList([])
  }

  /// Rows of records, with what is learnt of them: weights where one of them has weights.
  init(_ outcomes: [RecordTokenizing.Outcome]) {
    var ids: [UInt32] = []
    var offsets: [Int64] = [0]
    var records: [Int64] = []
    var mask: [UInt8] = []
    var weights: [Float] = []
    let hasWeights = outcomes.contains { $0.sequences.contains { $0.loss.kind == .weights } }
    func add(_ tokens: [UInt32], _ loss: TokenLoss, _ record: Int) {
      ids += tokens
      offsets.append(Int64(ids.count))
      records.append(Int64(record))
      switch loss {
      case .all:
        if hasWeights { weights += [Float](repeating: 1, count: tokens.count) }
        mask += [UInt8](repeating: 1, count: tokens.count)
      case .mask(let entries):
        if hasWeights { weights += entries.map { Float($0) } }
        mask += entries
      case .weights(let entries):
        weights += entries
        mask += entries.map { $0 == 0 ? 0 : 1 }
      }
    }
    for outcome in outcomes {
      for sequence in outcome.sequences {
        add(sequence.tokens, sequence.loss, outcome.record)
        if let other = sequence.rejected { add(other.tokens, other.loss, outcome.record) }
      }
    }
    rows = nil
    ownIDs = CList(ids)
    self.offsets = CList(offsets)
    begins = CList([])
    ends = CList([])
    words = CList([])
    self.mask = CList(mask)
    self.weights = CList(weights)
    self.records = CList(records)
  }

  /// How many rows there are.
  var count: Int { offsets.count - 1 }

  /// The tokens of all rows.
  private var ids: UnsafePointer<UInt32>? { rows.map { UnsafePointer($0.ids) } ?? ownIDs.base }

  /// The tokens of a row.
  func row(_ index: Int) -> UnsafeBufferPointer<UInt32> {
    guard let base = offsets.base else { return UnsafeBufferPointer(start: nil, count: 0) }
    let (start, end) = (Int(base[index]), Int(base[index + 1]))
    return UnsafeBufferPointer(start: ids.map { $0 + start }, count: end - start)
  }

  /// What C sees of it.
  var view: prep_rows {
    prep_rows(
      size: MemoryLayout<prep_rows>.size, rows: count, tokens: rows?.count ?? ownIDs.count, offsets: offsets.base,
      ids: ids, begins: begins.base, ends: ends.base, words: words.base, mask: mask.base, weights: weights.base,
      records: records.base)
  }
}

/// Shows the rows of a batch.
@c @implementation public func prep_batch_rows(_ batch: OpaquePointer?, _ rows: UnsafeMutablePointer<prep_rows>?)
  -> Int32
{
  attempt(nil) {
    let batch: OpenBatch = try needed(batch, "batch")
    try Sized.write(batch.view, to: try needed(rows, "rows"))
  }
}

/// Fills a matrix with the rows of a batch.
@c @implementation public func prep_batch_pad(
  _ batch: OpaquePointer?, _ width: Int, _ pad: Int64, _ onTheLeft: Int32, _ ids: UnsafeMutablePointer<Int64>?,
  _ attention: UnsafeMutablePointer<Int64>?, _ failure: UnsafeMutablePointer<prep_failure>?
) -> Int32 {
  attempt(failure) {
    let batch: OpenBatch = try needed(batch, "batch")
    guard width >= 0, !width.multipliedReportingOverflow(by: max(1, batch.count)).overflow else {
      throw WrongUse.argument("width is not a number of tokens")
    }
    if width == 0 || batch.count == 0 { return }
    let ids = try needed(ids, "ids")
    for index in 0..<batch.count {
      let row = batch.row(index)
      guard row.count <= width else {
        throw WrongUse(
          code: "too-long", message: "row \(index) has \(Counted(row.count, "token")), more than the \(width) of a row",
          text: index)
      }
      let start = index * width
      let first = start + (onTheLeft != 0 ? width - row.count : 0)
      for place in start..<start + width {
        let isToken = place >= first && place - first < row.count
        ids[place] = isToken ? Int64(row[place - first]) : pad
        attention?[place] = isToken ? 1 : 0
      }
    }
  }
}

/// Closes a batch.
@c @implementation public func prep_batch_close(_ batch: OpaquePointer?) { Handle.close(batch, as: OpenBatch.self) }
