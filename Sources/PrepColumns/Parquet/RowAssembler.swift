import PrepRecords

/// Puts rows together of the levels and values of their columns (S. Melnik and others, "Dremel: Interactive Analysis of
/// Web-Scale Datasets", 2010), and holds the columns against each other while it does.
final class RowAssembler {
  private let program: RowProgram
  private let cursors: [ColumnCursor]
  private let windowOwner: LevelWindows
  // SAFETY: the program and the owner of the windows, which are kept here, have these as long as they live.
  private let nodes: UnsafeMutablePointer<RowProgram.Node>
  private let keys: UnsafeMutablePointer<UInt8>
  private let windows: UnsafeMutablePointer<LevelWindow>
  private let builder: RecordBatchBuilder

  /// - Parameter windows: Those that the cursors decode to, in their order.
  init(_ program: RowProgram, _ cursors: [ColumnCursor], _ windows: LevelWindows, builder: RecordBatchBuilder) {
    self.program = program
    self.cursors = cursors
    windowOwner = windows
    nodes = program.nodes
    keys = program.keys
    self.windows = windows.base
    self.builder = builder
  }

  /// Writes the next row.
  func writeRow() throws {
    try writeMembers(nodes, repetition: 0)
    builder.endRecord()
  }

  /// Checks that all columns have ended.
  func finish() throws {
    for (index, cursor) in cursors.enumerated() {
      let window = windows[index]
      guard try window.position == window.count && !cursor.refill() else {
        throw ColumnFault.damaged("it has more values than the row group has rows").inColumn(cursor.path)
      }
    }
  }

  private typealias Node = UnsafeMutablePointer<RowProgram.Node>

  private func writeMembers(_ node: Node, repetition: UInt8) throws {
    builder.beginObject()
    var member = nodes + Int(node.pointee.firstChild)
    let end = member + Int(node.pointee.childCount)
    while member < end {
      let level = try level(member, repetition: repetition)
      if level >= member.pointee.definition {
        builder.key(keys + member.pointee.keyStart, count: member.pointee.keyCount)
        try write(member, level, repetition: repetition)
      } else {
        if member.pointee.keepsNull {
          builder.key(keys + member.pointee.keyStart, count: member.pointee.keyCount)
          builder.null()
        }
        try skip(member, level, repetition)
      }
      member += 1
    }
    builder.endObject()
  }

  /// The definition of the next value of the first column, which begins where it has to.
  @inline(__always)
  private func level(_ node: Node, repetition: UInt8) throws -> UInt8 {
    let column = Int(node.pointee.firstColumn)
    let window = windows + column
    if window.pointee.position == window.pointee.count { try fill(column) }
    // SAFETY: the position is below the count, which is at most the capacity of both.
    let level = window.pointee.definitions[window.pointee.position]
    guard window.pointee.repetitions[window.pointee.position] == repetition, level >= node.pointee.outer else {
      throw disagreement(column)
    }
    return level
  }

  /// Decodes levels of a column that must have some.
  @inline(never)
  private func fill(_ column: Int) throws {
    guard try !cursors[column].refill() else { return }
    throw ColumnFault.damaged("it has fewer values than the row group has rows").inColumn(cursors[column].path)
  }

  @inline(never)
  private func disagreement(_ column: Int) -> ColumnFault {
    ColumnFault.damaged("its levels do not agree with those of the other columns").inColumn(cursors[column].path)
  }

  /// Writes something that is there.
  @inline(__always)
  private func write(_ node: Node, _ level: UInt8, repetition: UInt8) throws {
    switch node.pointee.kind {
    case .scalar: try writeScalar(node)
    case .object: try writeMembers(node, repetition: repetition)
    case .list: try writeList(node, level, repetition: repetition)
    }
  }

  @inline(__always)
  private func writeScalar(_ node: Node) throws {
    let column = Int(node.pointee.firstColumn)
    let window = windows + column
    if window.pointee.valuePosition == window.pointee.valueCount { try cursors[column].refillValues() }
    // SAFETY: the position is below the count, which is at most the capacity.
    let value = window.pointee.values[window.pointee.valuePosition]
    window.pointee.position += 1
    window.pointee.valuePosition += 1
    switch node.pointee.type {
    case .text: builder.string(value.bytes)
    case .int: builder.int(Int64(value.bits))
    default:
      do { try ScalarWriter.write(value, node.pointee.type, to: builder) } catch let fault as ColumnFault {
        throw fault.inColumn(cursors[column].path)
      }
    }
  }

  private func writeList(_ node: Node, _ level: UInt8, repetition: UInt8) throws {
    builder.beginArray()
    if level < node.pointee.element {
      try skip(node, level, repetition)
    } else {
      let column = Int(node.pointee.firstColumn)
      let element = nodes + Int(node.pointee.firstChild)
      var repetition = repetition
      repeat {
        let level = try self.level(element, repetition: repetition)
        if level >= element.pointee.definition {
          try write(element, level, repetition: repetition)
        } else {
          builder.null()
          try skip(element, level, repetition)
        }
        repetition = node.pointee.repetition
      } while try continues(column, repetition)
    }
    builder.endArray()
  }

  /// Whether the next value of a column has a repetition.
  @inline(__always)
  private func continues(_ column: Int, _ repetition: UInt8) throws -> Bool {
    let window = windows + column
    if window.pointee.position == window.pointee.count, try !cursors[column].refill() { return false }
    return window.pointee.repetitions[window.pointee.position] == repetition
  }

  /// Goes over all columns of something that is null or empty, which have to say so.
  private func skip(_ node: Node, _ level: UInt8, _ repetition: UInt8) throws {
    for column in Int(node.pointee.firstColumn)..<Int(node.pointee.endColumn) {
      let window = windows + column
      if window.pointee.position == window.pointee.count { try fill(column) }
      let position = window.pointee.position
      guard window.pointee.definitions[position] == level, window.pointee.repetitions[position] == repetition else {
        throw disagreement(column)
      }
      window.pointee.position = position + 1
    }
  }
}
