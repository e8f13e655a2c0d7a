import PrepRecords

/// Puts rows together of the levels and values of their columns (S. Melnik and others, "Dremel: Interactive Analysis of
/// Web-Scale Datasets", 2010), and holds the columns against each other while it does.
struct RowAssembler {
  private let plan: RowPlan
  private let cursors: [ColumnCursor]
  private let keepsNulls: Bool
  private let builder: RecordBatchBuilder

  init(_ plan: RowPlan, _ cursors: [ColumnCursor], keepsNulls: Bool, builder: RecordBatchBuilder) {
    self.plan = plan
    self.cursors = cursors
    self.keepsNulls = keepsNulls
    self.builder = builder
  }

  /// Writes the next row.
  func writeRow() throws {
    guard case .object(let members) = plan.shape else { return }
    try cursors.withUnsafeBufferPointer { cursors in
      try writeMembers(members, repetition: 0, cursors)
      builder.endRecord()
    }
  }

  /// Checks that all columns have ended.
  func finish() throws {
    for cursor in cursors where try cursor.peek() != nil {
      throw ColumnFault.damaged("it has more values than the row group has rows").inColumn(cursor.path)
    }
  }

  private typealias Cursors = UnsafeBufferPointer<ColumnCursor>

  private func writeMembers(_ members: [(key: MemberKey, plan: RowPlan)], repetition: UInt8, _ cursors: Cursors) throws
  {
    builder.beginObject()
    for (key, plan) in members {
      let level = try level(plan, repetition: repetition, cursors)
      if level < plan.definition {
        if keepsNulls || key.isRepeated {
          builder.key(key.text)
          builder.null()
        }
        try skip(plan, level, repetition, cursors)
      } else {
        builder.key(key.text)
        try write(plan, level, repetition: repetition, cursors)
      }
    }
    builder.endObject()
  }

  /// The definition of the next value of the first column, which begins where it has to.
  @inline(__always)
  private func level(_ plan: RowPlan, repetition: UInt8, _ cursors: Cursors) throws -> UInt8 {
    let cursor = cursors[plan.columns.lowerBound]
    guard let levels = try cursor.peek() else {
      throw ColumnFault.damaged("it has fewer values than the row group has rows").inColumn(cursor.path)
    }
    guard levels.repetition == repetition, levels.definition >= plan.outer else { throw disagreement(cursor) }
    return levels.definition
  }

  private func disagreement(_ cursor: ColumnCursor) -> ColumnFault {
    ColumnFault.damaged("its levels do not agree with those of the other columns").inColumn(cursor.path)
  }

  /// Writes something that is there.
  private func write(_ plan: RowPlan, _ level: UInt8, repetition: UInt8, _ cursors: Cursors) throws {
    switch plan.shape {
    case .scalar(let type):
      let cursor = cursors[plan.columns.lowerBound]
      let value = try cursor.take()
      do { try ScalarWriter.write(value, type, to: builder) } catch let fault as ColumnFault {
        throw fault.inColumn(cursor.path)
      }
    case .object(let members): try writeMembers(members, repetition: repetition, cursors)
    case .list(let element, let elementLevel, let elementRepetition):
      builder.beginArray()
      if level < elementLevel {
        try skip(plan, level, repetition, cursors)
      } else {
        let first = cursors[plan.columns.lowerBound]
        var repetition = repetition
        repeat {
          let level = try self.level(element, repetition: repetition, cursors)
          if level < element.definition {
            builder.null()
            try skip(element, level, repetition, cursors)
          } else {
            try write(element, level, repetition: repetition, cursors)
          }
          repetition = elementRepetition
        } while try first.peek()?.repetition == elementRepetition
      }
      builder.endArray()
    }
  }

  /// Goes over all columns of something that is null or empty, which have to say so.
  private func skip(_ plan: RowPlan, _ level: UInt8, _ repetition: UInt8, _ cursors: Cursors) throws {
    for index in plan.columns {
      let cursor = cursors[index]
      guard let levels = try cursor.peek() else {
        throw ColumnFault.damaged("it has fewer values than the row group has rows").inColumn(cursor.path)
      }
      guard levels.definition == level, levels.repetition == repetition else { throw disagreement(cursor) }
      cursor.skip()
    }
  }
}
