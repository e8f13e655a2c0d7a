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
  private let definitions: UnsafeMutablePointer<UInt8>
  private let repetitions: UnsafeMutablePointer<UInt8>
  // SAFETY: one thread has it at a time, and what it calls while it changes these does not know it, so that accesses need
  // no check.
  @exclusivity(unchecked) private var position = 0
  @exclusivity(unchecked) private var count = 0
  private var decoder: ValueDecoder
  private var dictionary: ValueDictionary
  private var hasDictionary = false
  private let values: UnsafeMutablePointer<ColumnValue>
  @exclusivity(unchecked) private var valuePosition = 0
  @exclusivity(unchecked) private var valueCount = 0
  /// How many values of the batch of levels are not decoded yet.
  private var valuesLeft = 0

  private static let batch = ValueDecoder.batch

  init(_ leaf: ParquetSchema.Leaf, _ pages: PageReader, valueCount: Int) {
    path = leaf.path
    maximumDefinition = leaf.definition
    maximumRepetition = leaf.repetition
    self.pages = pages
    columnLeft = valueCount
    decoder = ValueDecoder(leaf.type, typeLength: leaf.typeLength)
    dictionary = ValueDictionary(leaf.type, typeLength: leaf.typeLength)
    definitions = .allocate(capacity: Self.batch)
    definitions.initialize(repeating: 0, count: Self.batch)
    repetitions = .allocate(capacity: Self.batch)
    repetitions.initialize(repeating: 0, count: Self.batch)
    values = .allocate(capacity: Self.batch)
  }

  deinit {
    definitions.deallocate()
    repetitions.deallocate()
    values.deallocate()
  }

  /// The levels of the next value; nil at the end of the column.
  @inline(__always)
  func peek() throws -> (definition: UInt8, repetition: UInt8)? {
    if position == count, try !refill() { return nil }
    // SAFETY: the position is below the count, which is at most the capacity of both.
    return (definitions[position], repetitions[position])
  }

  /// Goes over a value that is null, or part of something that is.
  @inline(__always)
  func skip() { position += 1 }

  /// The next value, whose definition is the largest there is; it is there until the next call.
  @inline(__always)
  func take() throws -> ColumnValue {
    if valuePosition == valueCount { try decodeValues() }
    position += 1
    valuePosition += 1
    return values[valuePosition - 1]
  }

  private func decodeValues() throws {
    do {
      valueCount = try decoder.decode(min(valuesLeft, Self.batch), dictionary, into: values)
    } catch let fault as ColumnFault { throw fault.inColumn(path) }
    valuesLeft -= valueCount
    valuePosition = 0
  }

  @inline(never)
  private func refill() throws -> Bool {
    do { return try decodeLevels() } catch let fault as ColumnFault { throw fault.inColumn(path) }
  }

  private func decodeLevels() throws -> Bool {
    while pageLeft == 0 {
      guard columnLeft > 0 else { return false }
      try nextPage()
    }
    let step = min(pageLeft, Self.batch)
    try repetitionDecoder?.decode(step, into: repetitions)
    var present = step
    if definitionDecoder != nil {
      try definitionDecoder?.decode(step, into: definitions)
      present = 0
      for index in 0..<step where definitions[index] == maximumDefinition { present += 1 }
    }
    pageLeft -= step
    (position, count) = (0, step)
    (valuePosition, valueCount, valuesLeft) = (0, 0, present)
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
