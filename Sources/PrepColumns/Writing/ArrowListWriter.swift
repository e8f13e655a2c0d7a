import PrepBytes

/// Rows of lists as an Arrow stream (apache/arrow, format/Message.fbs and Schema.fbs, metadata version 5), without
/// compression, as `save_to_disk` of `datasets` writes its files.
package final class ArrowListWriter: ListTableWriter {
  private let sink: any ByteSink
  private let columns: [ListColumn]
  private var offsets: [[Int32]]
  private var values: [[UInt8]]
  private var rows = 0
  /// FNV-1a over all that was written: what a data set is known by.
  package private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325

  /// A record batch has so many rows, or so many bytes of a column.
  private static let mostRows = 1000
  private static let mostBytes = 1 << 26

  /// - Parameter metadata: What is said of the table, by names.
  package init(_ sink: any ByteSink, columns: [ListColumn], metadata: [(name: String, value: [UInt8])] = []) throws {
    self.sink = sink
    self.columns = columns
    offsets = columns.map { _ in [0] }
    values = columns.map { _ in [] }
    let schema = FlatTableValue(fields: [(1, .tables(columns.map { Self.field($0) }))])
    if !metadata.isEmpty {
      let pairs = metadata.map { pair in
        FlatTableValue(fields: [(0, .text(Array(pair.name.utf8))), (1, .text(pair.value))])
      }
      schema.add(2, .tables(pairs))
    }
    try writeMessage(header: 1, schema, body: [])
  }

  /// A field of the schema: a list whose elements are not null.
  private static func field(_ column: ListColumn) -> FlatTableValue {
    // Numbers with a point are type 3 with their precision, others type 2 with their bits and a sign.
    let isFloat = column.width == .float32
    let type = FlatTableValue(
      fields: isFloat ? [(0, .int16(1))] : [(0, .int32(column.width == .int8 ? 8 : 32)), (1, .int8(1))])
    func field(_ name: String) -> FlatTableValue {
      FlatTableValue(fields: [
        (0, .text(Array(name.utf8))), (1, .int8(1)), (2, .int8(isFloat ? 3 : 2)), (3, .table(type)), (5, .tables([])),
      ])
    }
    if column.isScalar { return field(column.name) }
    let item = field("item")
    return FlatTableValue(fields: [
      (0, .text(Array(column.name.utf8))), (1, .int8(1)), (2, .int8(12)), (3, .table(FlatTableValue(fields: []))),
      (5, .tables([item])),
    ])
  }

  package func add(_ row: [[Int32]]) throws {
    for (column, list) in row.enumerated() {
      offsets[column].append((offsets[column].last ?? 0) + Int32(clamping: list.count))
      switch columns[column].width {
      case .int8: values[column].append(contentsOf: list.lazy.map { UInt8(truncatingIfNeeded: $0) })
      case .int32, .float32: for value in list { values[column].append(littleEndian: value) }
      }
    }
    rows += 1
    if rows >= Self.mostRows || values.contains(where: { $0.count >= Self.mostBytes }) { try endBatch() }
  }

  private func endBatch() throws {
    guard rows > 0 else { return }
    var body: [UInt8] = []
    var buffers: [Int64] = []
    var nodes: [Int64] = []
    func add(_ bytes: [UInt8]) {
      buffers += [Int64(body.count), Int64(bytes.count)]
      body += bytes
      while body.count % 8 != 0 { body.append(0) }
    }
    for column in columns.indices {
      if columns[column].isScalar {
        nodes += [Int64(rows), 0]
        add([])
        add(values[column])
        offsets[column] = [0]
        values[column].removeAll(keepingCapacity: true)
        continue
      }
      nodes += [Int64(rows), 0, Int64(offsets[column].last ?? 0), 0]
      var places: [UInt8] = []
      for offset in offsets[column] { places.append(littleEndian: offset) }
      // Without nulls there is nothing to say of them.
      add([])
      add(places)
      add([])
      add(values[column])
      offsets[column] = [0]
      values[column].removeAll(keepingCapacity: true)
    }
    let batch = FlatTableValue(fields: [
      (0, .int64(Int64(rows))), (1, .structs(nodes, width: 2)), (2, .structs(buffers, width: 2)),
    ])
    rows = 0
    try writeMessage(header: 3, batch, body: body)
  }

  package func finish() throws {
    try endBatch()
    var end: [UInt8] = []
    end.append(littleEndian: UInt32.max)
    end.append(littleEndian: UInt32(0))
    try write(end)
    try sink.finish()
  }

  private func writeMessage(header: UInt8, _ table: FlatTableValue, body: [UInt8]) throws {
    let message = FlatWriter.bytes(
      FlatTableValue(fields: [
        (0, .int16(4)), (1, .int8(header)), (2, .table(table)), (3, .int64(Int64(body.count))),
      ]))
    var start: [UInt8] = []
    start.append(littleEndian: UInt32.max)
    start.append(littleEndian: UInt32(truncatingIfNeeded: message.count))
    try write(start + message)
    try write(body)
  }

  private func write(_ bytes: [UInt8]) throws {
    for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    try sink.write(bytes)
  }
}
