import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepRecords

/// Reads the rows of an Arrow stream or file (apache/arrow, format/Message.fbs, version 1.5) as records: a record batch
/// at a time, of which only the columns that are wanted are read.
package final class ArrowReader: ColumnReader {
  private let file: SeekableFile
  private let options: ColumnOptions
  private let messages: ArrowMessages
  private let fields: [ArrowField]
  private let isWanted: [Bool]
  private let isOldMetadata: Bool
  /// Of each dictionary the field whose values are in it.
  private let dictionaryFields: [Int: ArrowField]
  private var dictionaries: [Int: ArrowDictionary] = [:]
  private let decompressor = BlockDecompressor()
  private let builder: RecordBatchBuilder
  private var nextMessage = 0
  /// The number of the record batch that is read, counted from 1.
  private var batchNumber = 0
  private let batches: Range<Int>
  private var members: [(key: MemberKey, array: ArrowArray)] = []
  private var rowCount = 0
  private var nextRow = 0
  private var row = 0
  private var failure: (any Error)?

  package let summary: ColumnSummary

  /// Opens a file and reads its schema.
  ///
  /// - Parameter part: Of how many parts which is read: each has whole record batches, and the rows of all of them, in
  ///   order, are the file.
  /// - Throws: ``IOFailure``, and a `Diagnostic` for a file that is damaged or not read.
  package init(_ file: SeekableFile, options: ColumnOptions = ColumnOptions(), part: (index: Int, count: Int)? = nil)
    throws
  {
    self.file = file
    self.options = options
    do {
      messages = try ArrowMessages(file)
      let schema = messages.schema.header
      guard try schema.int(0, as: Int16.self) == 0 else {
        throw ColumnFault.unsupported("its numbers have the highest byte first, which is not read")
      }
      isOldMetadata = messages.schema.version < 4
      var features = options.features
      for pair in try schema.tables(2) where try pair.text(0) == "huggingface" {
        let text = try pair.text(1)
        if features == nil { features = text.flatMap { DatasetFeatures(metadata: $0) } }
      }
      var count = ArrowField.Count()
      let decoding = options.decodesJSON ? features : nil
      var fields: [ArrowField] = []
      for table in try schema.tables(1) {
        let feature = try table.text(0).flatMap { decoding?[$0] }
        fields.append(try ArrowField(table, feature, depth: 1, count: &count))
      }
      self.fields = fields
      isWanted = fields.map { options.fields?.contains(Array($0.name.utf8)) ?? true }
      dictionaryFields = Self.dictionaryFields(fields)
      let starts = messages.messages.filter { $0.kind == .batch }.map(\.position)
      let batchCount = starts.count
      batches = ColumnParts.range(starts, part, options.groupBytes)
      var summary = ColumnSummary()
      summary.format = "arrow"
      summary.groupCount = batchCount
      summary.columns = fields.map { ($0.name, $0.typeName) }
      for field in fields {
        let feature = features?[field.name]
        if let names = feature?.classNames ?? feature?.element?.classNames {
          summary.classLabels.append((field.name, names))
        }
      }
      var rows = 0
      var rowCounts: [Int] = []
      for message in messages.messages where message.kind == .batch {
        let count = try ArrowMessages.content(of: file, at: message.position)?.header.int(0, as: Int64.self) ?? 0
        let (sum, overflow) = rows.addingReportingOverflow(count)
        guard count >= 0, !overflow else {
          throw ColumnFault.damaged("a record batch cannot have \(Counted(count, "row"))")
        }
        rows = sum
        rowCounts.append(count)
      }
      guard rows <= ColumnLimits.cheapRows || rows / 1024 <= file.size else {
        throw ColumnFault.tooLarge("it has \(Counted(rows, "row")) in \(Counted(file.size, "byte"))")
      }
      summary.rowCount = rows
      row = rowCounts[..<batches.lowerBound].reduce(0, +)
      summary.rows = row..<rowCounts[batches].reduce(row, +)
      self.summary = summary
    } catch let fault as ColumnFault { throw fault.finding(file: file.name, row: 0, unit: "record batch") }
    builder = RecordBatchBuilder(file: file.name, firstLine: row + 1, maximumLine: options.maximumLine)
  }

  private static func dictionaryFields(_ fields: [ArrowField]) -> [Int: ArrowField] {
    var result: [Int: ArrowField] = [:]
    func visit(_ field: ArrowField) {
      if let id = field.dictionary?.id, result[id] == nil { result[id] = field }
      field.children.forEach(visit)
    }
    fields.forEach(visit)
    return result
  }

  package func next() throws -> RecordBatch? {
    if let failure { throw failure }
    do {
      while !builder.isFull {
        guard try readRow() else { break }
      }
    } catch {
      let met: any Error =
        (error as? ColumnFault)?.inGroup(max(1, batchNumber)).finding(
          file: file.name, row: row + 1, unit: "record batch") ?? error
      failure = met
      builder.dropOpenRecord()
      guard let batch = builder.take() else { throw met }
      return batch
    }
    return builder.take()
  }

  private func readRow() throws -> Bool {
    while nextRow == rowCount {
      guard nextMessage < messages.messages.count, batchNumber < batches.upperBound else { return false }
      let message = messages.messages[nextMessage]
      nextMessage += 1
      switch message.kind {
      case .schema, .other: continue
      case .dictionary: try readDictionary(message)
      case .batch:
        batchNumber += 1
        if batches.contains(batchNumber - 1) { try readBatch(message) }
      }
    }
    try ArrowArray.writeMembers(members, nextRow, to: builder, keepsNulls: options.keepsNulls)
    builder.endRecord()
    nextRow += 1
    row += 1
    return true
  }

  private func loader(_ table: FlatTable, _ body: Range<Int>) throws -> ArrowBatchLoader {
    try ArrowBatchLoader(
      table, in: file, body: body, hasUnionValidity: isOldMetadata, decompressor: decompressor,
      dictionaries: dictionaries)
  }

  private func readBatch(_ message: ArrowMessages.Message) throws {
    guard let content = try ArrowMessages.content(of: file, at: message.position) else {
      throw ColumnFault.damaged("the file changed")
    }
    var loader = try loader(content.header, content.body)
    members = []
    let keys = MemberKey.keys(fields.map(\.name))
    for (index, field) in fields.enumerated() {
      if let array = try loader.load(field, isWanted: isWanted[index], count: loader.count) {
        members.append((keys[index], array))
      }
    }
    try loader.finish()
    (nextRow, rowCount) = (0, loader.count)
  }

  private func readDictionary(_ message: ArrowMessages.Message) throws {
    guard let content = try ArrowMessages.content(of: file, at: message.position) else {
      throw ColumnFault.damaged("the file changed")
    }
    let id = try content.header.int(0, as: Int64.self)
    guard let field = dictionaryFields[id] else { throw ColumnFault.damaged("a dictionary belongs to no field") }
    guard let data = try content.header.table(1) else {
      throw ColumnFault.damaged("a dictionary has no values").inColumn([field.name])
    }
    var loader = try loader(data, content.body)
    guard let array = try loader.loadDictionary(field) else { return }
    try loader.finish()
    let isDelta = try content.header.bool(2)
    let dictionary = isDelta ? dictionaries[id] ?? ArrowDictionary() : ArrowDictionary()
    dictionary.append(array)
    dictionaries[id] = dictionary
  }
}

/// Parts of a file of columns.
enum ColumnParts {
  /// The groups of a part: as even as they can be dealt out in order; or those that begin within some bytes.
  ///
  /// - Parameter starts: Where each group begins. The first belongs to the first bytes, and none stands before the one
  ///   ahead of it.
  static func range(_ starts: [Int], _ part: (index: Int, count: Int)?, _ bytes: Range<Int>?) -> Range<Int> {
    let count = starts.count
    if let bytes {
      var (lower, upper, furthest) = (0, 0, 0)
      for (index, start) in starts.enumerated() {
        furthest = index == 0 ? 0 : max(furthest, start)
        if furthest < bytes.lowerBound { lower = index + 1 }
        if furthest < bytes.upperBound { upper = index + 1 }
      }
      return min(lower, upper)..<upper
    }
    guard let part else { return 0..<count }
    func bound(_ index: Int) -> Int {
      let (high, low) = count.multipliedFullWidth(by: index)
      return part.count.dividingFullWidth((high, low)).quotient
    }
    return bound(part.index)..<bound(part.index + 1)
  }
}
