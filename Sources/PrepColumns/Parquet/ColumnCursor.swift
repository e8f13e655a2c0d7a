/// Goes through one column of a row group, level by level: what is decoded at a time is a batch, never a page.
final class ColumnCursor {
  let path: [String]
  private let maximumDefinition: UInt8
  private let maximumRepetition: UInt8
  private let pages: PageReader
  /// How many values of the column no page was read for yet.
  private var columnLeft: Int
  private var pageLeft = 0
  private var definitionDecoder: RunDecoder?
  private var repetitionDecoder: RunDecoder?
  /// What is decoded; whoever assembles rows has the memory of it.
  private let window: UnsafeMutablePointer<LevelWindow>
  private var decoder: ValueDecoder
  private var dictionary: ValueDictionary
  private var hasDictionary = false
  /// How many values of the batch of levels are not decoded yet.
  private var valuesLeft = 0

  private static let batch = ValueDecoder.batch
  /// How many values are decoded at a time: so few that texts are still near when they are written.
  private static let valueBatch = 256

  /// - Parameter window: Where levels and values are decoded to; it stays as long as the cursor is used.
  init(
    _ leaf: ParquetSchema.Leaf, _ pages: PageReader, valueCount: Int, window: UnsafeMutablePointer<LevelWindow>
  ) {
    self.window = window
    path = leaf.path
    maximumDefinition = leaf.definition
    maximumRepetition = leaf.repetition
    self.pages = pages
    columnLeft = valueCount
    decoder = ValueDecoder(leaf.type, typeLength: leaf.typeLength)
    dictionary = ValueDictionary(leaf.type, typeLength: leaf.typeLength)
  }

  /// Decodes the next values that the levels of the window speak of.
  @inline(never)
  func refillValues() throws {
    do {
      let count = try decoder.decode(min(valuesLeft, Self.valueBatch), dictionary, into: window.pointee.values)
      valuesLeft -= count
      (window.pointee.valuePosition, window.pointee.valueCount) = (0, count)
    } catch let fault as ColumnFault { throw fault.inColumn(path) }
  }

  /// Decodes the next levels; gives false at the end of the column.
  @inline(never)
  func refill() throws -> Bool {
    do { return try decodeLevels() } catch let fault as ColumnFault { throw fault.inColumn(path) }
  }

  private func decodeLevels() throws -> Bool {
    while pageLeft == 0 {
      guard columnLeft > 0 else { return false }
      try nextPage()
    }
    let step = min(pageLeft, Self.batch)
    let (definitions, repetitions) = (window.pointee.definitions, window.pointee.repetitions)
    try repetitionDecoder?.decode(step, into: repetitions)
    var present = step
    if definitionDecoder != nil {
      try definitionDecoder?.decode(step, into: definitions)
      present = 0
      for index in 0..<step where definitions[index] == maximumDefinition { present += 1 }
    }
    pageLeft -= step
    (window.pointee.position, window.pointee.count) = (0, step)
    (window.pointee.valuePosition, window.pointee.valueCount, valuesLeft) = (0, 0, present)
    return true
  }

  private func nextPage() throws {
    guard let page = try pages.nextPage() else {
      throw ColumnFault.damaged("its pages have fewer values than the footer says")
    }
    let header = page.header
    switch header.kind {
    case .other: return
    case .dictionary:
      guard !hasDictionary else { throw ColumnFault.damaged("it has two dictionaries") }
      try dictionary.load(page.bytes, header)
      hasDictionary = true
      return
    case .data, .dataV2: break
    }
    guard header.valueCount <= columnLeft else {
      throw ColumnFault.damaged("its pages have more values than the footer says")
    }
    columnLeft -= header.valueCount
    pageLeft = header.valueCount
    var start = 0
    if header.kind == .dataV2 {
      repetitionDecoder = levels(page.bytes[..<header.repetitionSize], maximumRepetition)
      start = header.repetitionSize + header.definitionSize
      definitionDecoder = levels(page.bytes[header.repetitionSize..<start], maximumDefinition)
    } else {
      repetitionDecoder = try levels(page.bytes, &start, maximumRepetition, encoding: header.repetitionEncoding)
      definitionDecoder = try levels(page.bytes, &start, maximumDefinition, encoding: header.definitionEncoding)
    }
    try decoder.begin(
      UnsafeRawBufferPointer(rebasing: page.bytes[start...]), encoding: header.encoding, hasDictionary: hasDictionary,
      dictionaryCount: dictionary.count)
  }

  private func levels(_ bytes: Slice<UnsafeRawBufferPointer>, _ largest: UInt8) -> RunDecoder? {
    if largest == 0 { return nil }
    return RunDecoder(
      UnsafeRawBufferPointer(rebasing: bytes), width: RunDecoder.width(for: Int(largest)), largest: UInt32(largest))
  }

  /// Levels of a page of the first version, which stand behind their size.
  private func levels(_ page: UnsafeRawBufferPointer, _ start: inout Int, _ largest: UInt8, encoding: Int) throws
    -> RunDecoder?
  {
    if largest == 0 { return nil }
    if encoding == 4 { throw ColumnFault.unsupported("its levels are in the encoding BIT_PACKED, which is not read") }
    guard encoding == 3 else { throw ColumnFault.damaged("its levels have the impossible encoding \(encoding)") }
    guard page.count - start >= 4 else { throw ColumnFault.damaged("a page ends before its levels do") }
    // SAFETY: four bytes are left in the page.
    let size = Int(UInt32(littleEndian: page.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
    start += 4
    guard size <= page.count - start else { throw ColumnFault.damaged("the levels of a page are longer than the page") }
    defer { start += size }
    return levels(page[start..<start + size], largest)
  }
}
