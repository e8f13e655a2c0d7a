import PrepDiagnostics

/// Decodes the values of a data page, some at a time.
struct ValueDecoder: ~Copyable {
  private enum Source {
    case none
    /// Numbers and bytes of one width, at an offset.
    case fixed(at: Int)
    /// Texts behind their lengths.
    case texts(at: Int)
    /// Booleans of a bit each.
    case bits(at: Int)
    case booleans(RunDecoder)
    case indices(RunDecoder)
    case differences(DeltaDecoder)
    /// Lengths, and where the bytes of the next text begin.
    case lengths(DeltaDecoder, at: Int)
    /// How much of the text before each begins with, and the lengths of what follows.
    case prefixes(DeltaDecoder, suffixes: DeltaDecoder, at: Int)
    /// The bytes of the values apart, the first of all of them first; the number of the next value, and how many there
    /// are.
    case split(next: Int, count: Int)
  }

  private let type: ParquetSchemaElement.PhysicalType
  private let width: Int
  private var page = UnsafeRawBufferPointer(start: nil, count: 0)
  private var source = Source.none
  private let indices: UnsafeMutablePointer<UInt32>
  /// Texts that are put together stand in one of two blocks in turn: the first of a batch begins as the last one of the
  /// batch before.
  private var built = MemoryBlock()
  private var builtBefore = MemoryBlock()
  private var last: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)

  /// How many values are decoded at a time.
  static let batch = 1024
  /// How many bytes of texts are put together at a time, where more than one text is.
  private static let builtSize = 1 << 18

  init(_ type: ParquetSchemaElement.PhysicalType, typeLength: Int) {
    self.type = type
    width = type == .fixedLengthByteArray ? typeLength : type.width
    indices = .allocate(capacity: Self.batch)
  }

  deinit { indices.deallocate() }

  /// Begins with the values of a page, which stays where it is.
  mutating func begin(_ page: UnsafeRawBufferPointer, encoding: Int, hasDictionary: Bool, dictionaryCount: Int) throws {
    self.page = page
    last = UnsafeRawBufferPointer(start: nil, count: 0)
    switch (encoding, type) {
    case (0, .byteArray): source = .texts(at: 0)
    case (0, .boolean): source = .bits(at: 0)
    case (0, _): source = .fixed(at: 0)
    case (2, _), (8, _):
      guard hasDictionary else { throw ColumnFault.damaged("a page refers to a dictionary, and there is none") }
      // A page of nulls alone may have no byte of values.
      guard let width = page.first else {
        source = .none
        return
      }
      guard width <= 32 else { throw ColumnFault.damaged("indices into the dictionary have \(width) bits") }
      // Without values no index is right; the bound then is that of the first one that is asked for.
      guard dictionaryCount > 0 else {
        source = .none
        return
      }
      source = .indices(
        RunDecoder(
          UnsafeRawBufferPointer(rebasing: page[1...]), width: Int(width), largest: UInt32(dictionaryCount - 1)))
    case (3, .boolean):
      guard page.count >= 4 else {
        source = .none
        return
      }
      // SAFETY: the page has four bytes.
      let count = Int(UInt32(littleEndian: page.loadUnaligned(as: UInt32.self)))
      guard count <= page.count - 4 else {
        throw ColumnFault.damaged("the runs of booleans are longer than their page")
      }
      source = .booleans(RunDecoder(UnsafeRawBufferPointer(rebasing: page[4..<4 + count]), width: 1, largest: 1))
    case (5, .int32), (5, .int64): source = page.isEmpty ? .none : .differences(try DeltaDecoder(page))
    case (6, .byteArray):
      if page.isEmpty {
        source = .none
      } else {
        source = .lengths(try DeltaDecoder(page), at: try Self.end(page, from: 0))
      }
    case (7, .byteArray), (7, .fixedLengthByteArray):
      if page.isEmpty {
        source = .none
        return
      }
      let start = try Self.end(page, from: 0)
      let suffixes = UnsafeRawBufferPointer(rebasing: page[start...])
      source = .prefixes(
        try DeltaDecoder(page), suffixes: try DeltaDecoder(suffixes), at: try Self.end(page, from: start))
    case (9, .float), (9, .double), (9, .int32), (9, .int64), (9, .fixedLengthByteArray):
      guard page.count % width == 0 else { throw ColumnFault.damaged("the streams of bytes are not of one length") }
      source = .split(next: 0, count: page.count / width)
    case (0...9, _): throw ColumnFault.damaged("its values cannot have the encoding \(encoding)")
    default: throw ColumnFault.damaged("its values have the unknown encoding \(encoding)")
    }
  }

  /// Where differences end.
  private static func end(_ page: UnsafeRawBufferPointer, from start: Int) throws -> Int {
    let bytes = UnsafeRawBufferPointer(rebasing: page[start...])
    var decoder = try DeltaDecoder(bytes)
    let end = UnsafeRawPointer(try decoder.skipAll())
    return start + (bytes.baseAddress.map { end - $0 } ?? 0)
  }

  private static let short = ColumnFault.damaged("a page has fewer values than its levels say")

  /// Decodes values; gives how many, at least one and no more than are wanted.
  ///
  /// - Parameter wanted: At least one, at most ``batch``.
  mutating func decode(
    _ wanted: Int, _ dictionary: borrowing ValueDictionary, into values: UnsafeMutablePointer<ColumnValue>
  ) throws -> Int {
    switch source {
    case .none: throw Self.short
    case .fixed(let start):
      let size = width * wanted
      guard size <= page.count - start, let base = page.baseAddress else { throw Self.short }
      loadFixed(base + start, wanted, into: values)
      source = .fixed(at: start + size)
    case .texts(let start): source = .texts(at: try loadTexts(from: start, wanted, into: values))
    case .bits(let start):
      guard wanted <= page.count * 8 - start else { throw Self.short }
      for index in 0..<wanted {
        let bit = start + index
        values[index] = ColumnValue(pointer: nil, bits: Int(page[bit >> 3] >> UInt8(bit & 7) & 1))
      }
      source = .bits(at: start + wanted)
    case .booleans(var decoder):
      try decoder.decode(wanted, into: indices)
      for index in 0..<wanted { values[index] = ColumnValue(pointer: nil, bits: Int(indices[index])) }
      source = .booleans(decoder)
    case .indices(var decoder):
      try decoder.decode(wanted, into: indices)
      dictionary.look(up: UnsafeBufferPointer(start: indices, count: wanted), into: values)
      source = .indices(decoder)
    case .differences(var decoder):
      let isShort = type == .int32
      for index in 0..<wanted {
        let value = try decoder.next()
        values[index] = ColumnValue(pointer: nil, bits: isShort ? Int(Int32(truncatingIfNeeded: value)) : Int(value))
      }
      source = .differences(decoder)
    case .lengths(var decoder, var start):
      for index in 0..<wanted {
        // SAFETY: `take` gives bytes of the page, which is kept as long as the values are used.
        let text = try take(try decoder.next(), at: &start)
        values[index] = ColumnValue(pointer: text.baseAddress?.assumingMemoryBound(to: UInt8.self), bits: text.count)
      }
      source = .lengths(decoder, at: start)
    case .prefixes(var prefixes, var suffixes, var start):
      let count = try build(wanted, &prefixes, &suffixes, &start, into: values)
      source = .prefixes(prefixes, suffixes: suffixes, at: start)
      return count
    case .split(let next, let count):
      guard wanted <= count - next else { throw Self.short }
      let loaded = loadSplit(next, of: count, wanted, into: values)
      source = .split(next: next + loaded, count: count)
      return loaded
    }
    return wanted
  }

  private func loadFixed(_ base: UnsafeRawPointer, _ count: Int, into values: UnsafeMutablePointer<ColumnValue>) {
    switch type {
    case .int96, .fixedLengthByteArray:
      for index in 0..<count {
        // SAFETY: who calls has held `count` values of this width against the page.
        values[index] = ColumnValue(pointer: (base + index * width).assumingMemoryBound(to: UInt8.self), bits: width)
      }
    default:
      for index in 0..<count {
        values[index] = ColumnValue(pointer: nil, bits: PlainNumber.load(base + index * width, type))
      }
    }
  }

  /// Gives where the next text begins.
  private func loadTexts(from start: Int, _ count: Int, into values: UnsafeMutablePointer<ColumnValue>) throws -> Int {
    guard let base = page.baseAddress else { throw Self.short }
    var position = start
    for index in 0..<count {
      // SAFETY: length and text are each held against what is left of the page.
      guard page.count - position >= 4 else { throw Self.short }
      let length = Int(UInt32(littleEndian: (base + position).loadUnaligned(as: UInt32.self)))
      position += 4
      guard length <= page.count - position else { throw ColumnFault.damaged("a text is longer than its page") }
      values[index] = ColumnValue(pointer: (base + position).assumingMemoryBound(to: UInt8.self), bits: length)
      position += length
    }
    return position
  }

  private func take(_ length: Int64, at start: inout Int) throws -> UnsafeRawBufferPointer {
    guard length >= 0, length <= Int64(page.count - start) else {
      throw ColumnFault.damaged("a text is longer than its page")
    }
    defer { start += Int(length) }
    return UnsafeRawBufferPointer(rebasing: page[start..<start + Int(length)])
  }

  /// Puts texts together of what they begin with and what follows.
  private mutating func build(
    _ wanted: Int, _ prefixes: inout DeltaDecoder, _ suffixes: inout DeltaDecoder, _ start: inout Int,
    into values: UnsafeMutablePointer<ColumnValue>
  ) throws -> Int {
    swap(&built, &builtBefore)
    built.reserve(Self.builtSize)
    var used = 0
    for index in 0..<wanted {
      var (prefixesThen, suffixesThen, startThen) = (prefixes, suffixes, start)
      let prefix = try prefixesThen.next()
      guard prefix >= 0, prefix <= Int64(last.count) else {
        throw ColumnFault.damaged("a text begins with more than the one before has")
      }
      let suffix = try take(try suffixesThen.next(), at: &startThen)
      let size = Int(prefix) + suffix.count
      guard size <= ColumnLimits.page else { throw ColumnFault.tooLarge("a text has \(Counted(size, "byte"))") }
      if type == .fixedLengthByteArray, size != width {
        throw ColumnFault.damaged("a value has \(Counted(size, "byte")) instead of \(width)")
      }
      if size > built.bytes.count - used {
        if index > 0 { return index }
        built.reserve(size)
      }
      (prefixes, suffixes, start) = (prefixesThen, suffixesThen, startThen)
      let text = UnsafeMutableRawBufferPointer(rebasing: built.bytes[used..<used + size])
      text.copyMemory(from: UnsafeRawBufferPointer(rebasing: last[..<Int(prefix)]))
      UnsafeMutableRawBufferPointer(rebasing: text[Int(prefix)...]).copyMemory(from: suffix)
      // SAFETY: the text lies in `built`, which moves only before the first value of a load.
      values[index] = ColumnValue(
        pointer: UnsafeRawBufferPointer(text).baseAddress?.assumingMemoryBound(to: UInt8.self), bits: size)
      last = UnsafeRawBufferPointer(text)
      used += size
    }
    return wanted
  }

  /// Puts values together of bytes that stand apart; gives how many.
  private mutating func loadSplit(
    _ first: Int, of count: Int, _ wanted: Int, into values: UnsafeMutablePointer<ColumnValue>
  ) -> Int {
    guard type == .fixedLengthByteArray else {
      for index in 0..<wanted {
        var bits: UInt64 = 0
        for byte in 0..<width { bits |= UInt64(page[byte * count + first + index]) << UInt64(8 * byte) }
        let value = type == .int32 ? Int(Int32(truncatingIfNeeded: bits)) : Int(Int64(bitPattern: bits))
        values[index] = ColumnValue(pointer: nil, bits: value)
      }
      return wanted
    }
    let loaded = max(1, min(wanted, Self.builtSize / width))
    built.reserve(loaded * width)
    for index in 0..<loaded {
      let text = UnsafeMutableRawBufferPointer(rebasing: built.bytes[index * width..<(index + 1) * width])
      for byte in 0..<width { text[byte] = page[byte * count + first + index] }
      // SAFETY: the text lies in `built`, where room for all of them was made before.
      values[index] = ColumnValue(
        pointer: UnsafeRawBufferPointer(text).baseAddress?.assumingMemoryBound(to: UInt8.self), bits: width)
    }
    return loaded
  }
}
