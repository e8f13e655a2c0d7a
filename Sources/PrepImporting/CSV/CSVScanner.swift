/// Cuts delimited text into rows of fields (RFC 4180 and its dialects), fed in pieces of any size.
///
/// A quote is special only at the start of a field; anywhere else it stands for itself. Bytes after a closing quote
/// belong to the field. Rows end in LF, CRLF or CR. A line without any byte is no row.
package struct CSVScanner {
  /// A row: its fields' bytes one after the other, and where it began.
  package struct Row {
    package fileprivate(set) var bytes: [UInt8] = []
    /// The end of each field in `bytes`.
    package fileprivate(set) var ends: [Int] = []
    /// The line the row begins on, counted from 1.
    package fileprivate(set) var line = 1
    /// The offset of the row's first byte.
    package fileprivate(set) var offset = 0
    /// The row's bytes as they were read, without the line end.
    package fileprivate(set) var raw: [UInt8] = []

    package init() {}

    package var count: Int { ends.count }

    package func withField<R>(_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
      try bytes.withUnsafeBytes {
        try body(UnsafeRawBufferPointer(rebasing: $0[(index == 0 ? 0 : ends[index - 1])..<ends[index]]))
      }
    }

    package func field(_ index: Int) -> String { withField(index) { String(decoding: $0, as: UTF8.self) } }

    fileprivate mutating func clear() {
      bytes.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      raw.removeAll(keepingCapacity: true)
    }
  }

  private enum State { case rowStart, fieldStart, bare, quoted, quoteInQuoted }

  private let delimiter: UInt8
  private let quote: UInt8?
  private let skipsInitialSpace: Bool
  private var state = State.rowStart
  private var row = Row()
  private var line = 1
  private var offset = 0
  private var endedInCarriageReturn = false
  private var quotedCarriageReturn = false
  /// Where the quoted field that is open began.
  private(set) package var openQuote: (line: Int, offset: Int)?

  package init(_ dialect: CSVDialect) {
    delimiter = dialect.delimiter
    quote = dialect.quote
    skipsInitialSpace = dialect.skipsInitialSpace
  }

  /// How many bytes the row that is not complete yet has taken.
  package var pendingByteCount: Int { row.raw.count }

  /// Takes bytes and calls the closure with each row they complete; the row is valid during the call.
  package mutating func feed(_ bytes: UnsafeRawBufferPointer, _ body: (Row) throws -> Void) rethrows {
    var index = 0
    let count = bytes.count
    var rowStart = 0
    if endedInCarriageReturn, count > 0 {
      endedInCarriageReturn = false
      if bytes[0] == 0x0A { index = 1 }
    }
    while index < count {
      let byte = bytes[index]
      switch state {
      case .rowStart where byte != 0x0A && byte != 0x0D:
        row.line = line
        row.offset = offset + index
        rowStart = index
        state = .fieldStart
        continue
      case .fieldStart where byte == quote:
        state = .quoted
        openQuote = (line, offset + index)
      case .fieldStart where skipsInitialSpace && byte == 0x20 && delimiter != 0x20: break
      case .rowStart, .fieldStart, .bare:
        if byte == delimiter {
          row.ends.append(row.bytes.count)
          state = .fieldStart
        } else if byte == 0x0A || byte == 0x0D {
          let end = index
          index = lineEnd(bytes, at: index)
          if state != .rowStart {
            row.raw.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[rowStart..<end]))
            try complete(body)
          }
          continue
        } else {
          index = copyBare(bytes, from: index)
          state = .bare
          continue
        }
      case .quoted:
        index = copyQuoted(bytes, from: index)
        continue
      case .quoteInQuoted:
        if byte == quote {
          row.bytes.append(byte)
          state = .quoted
        } else {
          openQuote = nil
          state = .bare
          continue
        }
      }
      index += 1
    }
    offset += count
    if state != .rowStart { row.raw.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[rowStart...])) }
  }

  /// Completes the last row, which may lack its line end.
  ///
  /// - Returns: false when a quoted field was left open; ``openQuote`` says where.
  package mutating func finish(_ body: (Row) throws -> Void) rethrows -> Bool {
    if state == .quoted { return false }
    if state != .rowStart { try complete(body) }
    return true
  }

  private mutating func complete(_ body: (Row) throws -> Void) rethrows {
    row.ends.append(row.bytes.count)
    state = .rowStart
    openQuote = nil
    try body(row)
    row.clear()
  }

  /// Steps over LF, CR or CRLF.
  private mutating func lineEnd(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int {
    line += 1
    guard bytes[index] == 0x0D else { return index + 1 }
    guard index + 1 < bytes.count else {
      endedInCarriageReturn = true
      return index + 1
    }
    return bytes[index + 1] == 0x0A ? index + 2 : index + 1
  }

  private mutating func copyBare(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != delimiter, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
    row.bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
    return index
  }

  /// Copies to the next quote, counts the lines inside, and steps over the quote.
  private mutating func copyQuoted(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while true {
      index = skipPlain(bytes, from: index)
      guard index < bytes.count, bytes[index] != quote else { break }
      let byte = bytes[index]
      if byte == 0x0D || (byte == 0x0A && !quotedCarriageReturn) { line += 1 }
      quotedCarriageReturn = byte == 0x0D
      index += 1
    }
    row.bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
    guard index < bytes.count else { return index }
    state = .quoteInQuoted
    return index + 1
  }

  /// Steps over bytes inside quotes that are neither the quote nor a line end nor follow a carriage return, eight at a
  /// time.
  @inline(__always)
  private func skipPlain(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    guard let quote, !quotedCarriageReturn else { return start }
    let ones: UInt64 = 0x0101_0101_0101_0101
    var index = start
    while index &+ 8 <= bytes.count {
      // SAFETY: eight bytes from the index on are there.
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let quotes = word ^ (ones &* UInt64(quote))
      let feeds = word ^ (ones &* 0x0A)
      let returns = word ^ (ones &* 0x0D)
      // A byte of zero borrows from its top bit; what borrows above the first one does not matter.
      let found = ((quotes &- ones) & ~quotes) | ((feeds &- ones) & ~feeds) | ((returns &- ones) & ~returns)
      let marks = found & (ones &* 0x80)
      if marks != 0 { return index &+ marks.trailingZeroBitCount / 8 }
      index &+= 8
    }
    return index
  }
}
