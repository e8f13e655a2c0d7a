import PrepTokens

/// What is done to a row as it leaves: boundaries masked, padded, counted.
final class RowFinish {
  var counts = PackingJob.Counts()
  private let plan: PackingPlan
  /// The rows of a batch that are to be as long as its longest.
  private var batch: [TokenSequence] = []

  init(_ plan: PackingPlan) { self.plan = plan }

  /// Takes a row whose length is at most `length`.
  func complete(_ row: TokenSequence, _ length: Int, _ emit: (TokenSequence) throws -> Void) throws {
    var row = row
    if plan.masksBoundaries { row.maskBoundaries() }
    if plan.dropsEmptyRows, !row.teaches {
      counts.droppedRows += 1
      counts.droppedTokens += row.tokenCount
      return
    }
    counts.rows += 1
    counts.capacity += row.rejected == nil ? length : 2 * length
    switch plan.padding?.target {
    case nil: try emit(row)
    case .length: try emit(padded(row, to: length))
    case .multiple(let number):
      try emit(padded(row, to: min((row.packingLength + number - 1) / number * number, length)))
    case .batch(let size):
      batch.append(row)
      if batch.count == size { try flush(emit) }
    case .batchTokens(let most):
      let longest = batch.reduce(row.packingLength) { max($0, $1.packingLength) }
      if longest * (batch.count + 1) > most { try flush(emit) }
      batch.append(row)
    }
  }

  /// Pads and hands on the rows of a batch that are there.
  func flush(_ emit: (TokenSequence) throws -> Void) throws {
    let longest = batch.reduce(0) { max($0, $1.packingLength) }
    for row in batch { try emit(padded(row, to: longest)) }
    batch.removeAll(keepingCapacity: true)
  }

  func save(to state: inout StageState) {
    state.put(as: "counts") { counts.save(to: &$0) }
    state.put(batch, as: "rows of the open batch")
  }

  func restore(from state: StageState) throws {
    counts = try PackingJob.Counts(state.stage("counts"))
    batch = try state.sequences("rows of the open batch")
  }

  private func padded(_ row: TokenSequence, to length: Int) -> TokenSequence {
    guard let padding = plan.padding else { return row }
    var row = row
    counts.paddedTokens +=
      max(0, length - row.tokens.count) + (row.rejected.map { max(0, length - $0.tokens.count) } ?? 0)
    row.pad(to: length, side: padding.side, id: padding.id, columns: plan.columns)
    return row
  }
}
