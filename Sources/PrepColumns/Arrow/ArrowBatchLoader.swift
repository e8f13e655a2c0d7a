import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepRecords

/// Takes the arrays of a record batch out of its body: the nodes and buffers of all fields, in the order of the schema.
/// Those of columns that are not asked for are gone over, and not read.
struct ArrowBatchLoader {
  private let file: SeekableFile
  private let body: Range<Int>
  private let decompressor: BlockDecompressor
  private let method: BlockDecompressor.Method?
  private let nodes: [Int]
  private let buffers: [Int]
  private let variadicCounts: [Int]
  private let hasUnionValidity: Bool
  private let dictionaries: [Int: ArrowDictionary]
  private var nextNode = 0
  private var nextBuffer = 0
  private var nextVariadic = 0
  /// How many values there are at the top.
  let count: Int

  init(
    _ table: FlatTable, in file: SeekableFile, body: Range<Int>, hasUnionValidity: Bool,
    decompressor: BlockDecompressor,
    dictionaries: [Int: ArrowDictionary]
  ) throws {
    self.file = file
    self.body = body
    self.decompressor = decompressor
    self.hasUnionValidity = hasUnionValidity
    self.dictionaries = dictionaries
    count = try table.int(0, as: Int64.self)
    guard count >= 0 else { throw ColumnFault.damaged("it cannot have \(Counted(count, "row"))") }
    nodes = try table.numbers(1, perElement: 2)
    buffers = try table.numbers(2, perElement: 2)
    variadicCounts = try table.numbers(4)
    guard let compression = try table.table(3) else {
      method = nil
      return
    }
    switch try compression.int(0, as: Int8.self) {
    case 0: method = .lz4Frame
    case 1: method = .zstd
    case let other: throw ColumnFault.damaged("its compression has the unknown number \(other)")
    }
  }

  /// The array of a field; nil where it is not wanted.
  mutating func load(_ field: ArrowField, isWanted: Bool, count wantedCount: Int?) throws -> ArrowArray? {
    do { return try array(field, isWanted, wantedCount, isIndex: field.dictionary != nil) } catch let fault
      as ColumnFault
    {
      // The names from the outside to the inside.
      var outer = fault
      outer.column = [field.name] + fault.column
      throw outer
    }
  }

  /// The values of a dictionary, which are the only array.
  mutating func loadDictionary(_ field: ArrowField) throws -> ArrowArray? {
    do { return try array(field, true, count, isIndex: false) } catch let fault as ColumnFault {
      throw fault.inColumn([field.name])
    }
  }

  /// Checks that nothing is left.
  func finish() throws {
    guard nextNode * 2 == nodes.count, nextBuffer * 2 == buffers.count else {
      throw ColumnFault.damaged("it has more arrays than the schema has fields")
    }
  }

  private mutating func array(_ field: ArrowField, _ isWanted: Bool, _ wantedCount: Int?, isIndex: Bool) throws
    -> ArrowArray?
  {
    guard nextNode * 2 + 1 < nodes.count else {
      throw ColumnFault.damaged("it has fewer arrays than the schema has fields")
    }
    let count = nodes[nextNode * 2]
    let nullCount = nodes[nextNode * 2 + 1]
    nextNode += 1
    guard count >= 0, count <= 1 << 48, nullCount >= 0, wantedCount.map({ count == $0 }) ?? true else {
      throw ColumnFault.damaged(
        "it has \(Counted(count, "value")), \(nullCount) of them null, instead of \(wantedCount ?? 0)")
    }
    if isIndex, let dictionary = field.dictionary {
      let validity = try validity(count, nullCount, isWanted)
      let indices = try buffer(isWanted, size: count * dictionary.width)
      guard isWanted, let indices else { return nil }
      return ArrowArray(
        count: count, validity: validity,
        .dictionary(indices, width: dictionary.width, isSigned: dictionary.isSigned, dictionaries[dictionary.id]))
    }
    return try plainArray(field, isWanted, count: count, nullCount: nullCount)
  }

  private mutating func plainArray(_ field: ArrowField, _ isWanted: Bool, count: Int, nullCount: Int) throws
    -> ArrowArray?
  {
    var validity: ArrowBuffer?
    switch field.layout {
    case .null: break
    case .union, .runs: if hasUnionValidity { validity = try self.validity(count, nullCount, isWanted) }
    default: validity = try self.validity(count, nullCount, isWanted)
    }
    let values: ArrowArray.Values?
    switch field.layout {
    case .null: values = .null
    case .bits: values = try buffer(isWanted, size: (count + 7) / 8).map { .bits($0) }
    case .fixed(let type, let width, let number):
      let (size, overflow) = count.multipliedReportingOverflow(by: width)
      if overflow { throw ColumnFault.damaged("it has \(Counted(count, "value"))") }
      values = try buffer(isWanted, size: size).map { .fixed(type, $0, width: width, number) }
    case .texts(let type, let isLarge):
      let offsets = try self.offsets(count, isLarge, isWanted)
      let data = try buffer(isWanted, size: 0)
      values = offsets.flatMap { offsets in data.map { .texts(type, offsets: offsets, isLarge: isLarge, $0) } }
    case .views(let type): values = try views(type, count, isWanted)
    case .list(let isLarge):
      let offsets = try self.offsets(count, isLarge, isWanted)
      let child = try load(field.children[0], isWanted: isWanted, count: nil)
      values = offsets.flatMap { offsets in child.map { .list(offsets: offsets, isLarge: isLarge, $0) } }
    case .listView(let isLarge):
      let offsets = try buffer(isWanted, size: count * (isLarge ? 8 : 4))
      let sizes = try buffer(isWanted, size: count * (isLarge ? 8 : 4))
      let child = try load(field.children[0], isWanted: isWanted, count: nil)
      values = offsets.flatMap { offsets in
        sizes.flatMap { sizes in child.map { .listView(offsets: offsets, sizes: sizes, isLarge: isLarge, $0) } }
      }
    case .fixedList(let size):
      let (elements, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { throw ColumnFault.damaged("it has \(count) lists of \(size)") }
      values = try load(field.children[0], isWanted: isWanted, count: elements).map { .fixedList(size, $0) }
    case .structure:
      var members: [(key: MemberKey, array: ArrowArray)] = []
      for (child, key) in zip(field.children, MemberKey.keys(field.children.map(\.key))) {
        if let array = try load(child, isWanted: isWanted, count: count) {
          members.append((key, array))
        }
      }
      values = isWanted ? .structure(members) : nil
    case .union(let isDense, let ids): values = try union(field, isDense, ids, count, isWanted)
    case .runs:
      let ends = try load(field.children[0], isWanted: isWanted, count: nil)
      let runs = try load(field.children[1], isWanted: isWanted, count: nil)
      values = ends.flatMap { ends in runs.map { .runs(ends: ends, values: $0) } }
    }
    return isWanted ? values.map { ArrowArray(count: count, validity: validity, $0) } : nil
  }

  private mutating func views(_ type: ScalarType, _ count: Int, _ isWanted: Bool) throws -> ArrowArray.Values? {
    let views = try buffer(isWanted, size: count * 16)
    guard nextVariadic < variadicCounts.count else {
      throw ColumnFault.damaged("it does not say how many buffers its texts have")
    }
    let number = variadicCounts[nextVariadic]
    nextVariadic += 1
    guard number >= 0, number <= buffers.count / 2 - nextBuffer else {
      throw ColumnFault.damaged("it claims \(number) buffers of texts")
    }
    var data: [ArrowBuffer] = []
    for _ in 0..<number { if let buffer = try buffer(isWanted, size: 0) { data.append(buffer) } }
    return views.map { .views(type, $0, data) }
  }

  private mutating func union(
    _ field: ArrowField, _ isDense: Bool, _ ids: [Int], _ count: Int, _ isWanted: Bool
  ) throws -> ArrowArray.Values? {
    let types = try buffer(isWanted, size: count)
    let offsets = isDense ? try buffer(isWanted, size: count * 4) : nil
    var children: [Int: ArrowArray] = [:]
    for (child, id) in zip(field.children, ids) {
      children[id] = try load(child, isWanted: isWanted, count: isDense ? nil : count)
    }
    return types.map { .union(types: $0, offsets: offsets, children: children) }
  }

  private mutating func validity(_ count: Int, _ nullCount: Int, _ isWanted: Bool) throws -> ArrowBuffer? {
    let buffer = try buffer(isWanted, size: 0)
    guard let buffer, buffer.count > 0 || nullCount > 0 else { return nil }
    guard buffer.count >= (count + 7) / 8 else {
      throw ColumnFault.damaged("it has too few bits to say which values are null")
    }
    return buffer
  }

  /// Offsets: one more than there are values; where there are none, none is needed.
  private mutating func offsets(_ count: Int, _ isLarge: Bool, _ isWanted: Bool) throws -> ArrowBuffer? {
    try buffer(isWanted, size: count == 0 ? 0 : (count + 1) * (isLarge ? 8 : 4))
  }

  /// The next buffer, which has so many bytes at least; nil where it is not wanted.
  private mutating func buffer(_ isWanted: Bool, size: Int) throws -> ArrowBuffer? {
    guard nextBuffer * 2 + 1 < buffers.count else {
      throw ColumnFault.damaged("it has fewer buffers than its fields need")
    }
    let start = buffers[nextBuffer * 2]
    let length = buffers[nextBuffer * 2 + 1]
    nextBuffer += 1
    guard start >= 0, length >= 0, start <= body.count, length <= body.count - start else {
      throw ColumnFault.damaged("a buffer lies outside of its record batch")
    }
    guard isWanted else { return nil }
    let buffer = try read(body.lowerBound + start, length)
    guard buffer.count >= size else {
      throw ColumnFault.damaged("a buffer has \(Counted(buffer.count, "byte")), and \(size) are needed")
    }
    return buffer
  }

  private func read(_ start: Int, _ length: Int) throws -> ArrowBuffer {
    if length == 0 { return ArrowBuffer() }
    let stored = try ArrowBuffer(count: length) { room in
      guard try file.read(at: start, into: room) == length else { throw ColumnFault.damaged("the file became shorter") }
    }
    guard let method else { return stored }
    // A compressed buffer begins with its size, or with -1 where it is not compressed after all.
    guard length >= 8 else { throw ColumnFault.damaged("a compressed buffer has \(Counted(length, "byte"))") }
    let size = Int(stored.load(0, as: Int64.self))
    let content = UnsafeRawBufferPointer(rebasing: stored.bytes[8...])
    if size == -1 { return try ArrowBuffer(count: content.count) { $0.copyMemory(from: content) } }
    guard size >= 0, BlockDecompressor.canHold(method, stored: content.count, size: size) else {
      throw ColumnFault.damaged("a buffer of \(Counted(content.count, "byte")) claims to hold \(size)")
    }
    guard size <= ColumnLimits.buffer else { throw ColumnFault.tooLarge("a buffer has \(Counted(size, "byte"))") }
    return try ArrowBuffer(count: size) { room in
      guard decompressor.decompress(content, method, into: room) else {
        throw ColumnFault.damaged("a buffer cannot be decompressed")
      }
    }
  }
}
