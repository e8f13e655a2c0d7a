import PrepBytes
import PrepCodecs
import PrepDiagnostics

/// Gives the pages of one column of one row group, decompressed, one after the other.
///
/// What it reads of the file at a time is a window that grows to the largest page; a claim beyond the column's own
/// bytes is refused before memory is taken.
final class PageReader {
  /// A page's content, which stays where it is until the next page is asked for.
  struct Page {
    var header: PageHeader
    var bytes: UnsafeRawBufferPointer
  }

  private let file: SeekableFile
  private let method: BlockDecompressor.Method
  private let windowSize: Int
  private let decompressor: BlockDecompressor
  /// The place in the file behind the window.
  private var next: Int
  private let end: Int
  private var window = MemoryBlock()
  private var windowStart = 0
  private var windowCount = 0
  private var text = MemoryBlock()

  init(
    _ file: SeekableFile, range: Range<Int>, method: BlockDecompressor.Method, decompressor: BlockDecompressor,
    windowSize: Int
  ) {
    self.file = file
    self.method = method
    self.decompressor = decompressor
    self.windowSize = windowSize
    next = range.lowerBound
    end = range.upperBound
  }

  /// How many bytes of the column are not given yet.
  private var left: Int { windowCount - windowStart + end - next }

  /// The next page, or nil at the end of the column's bytes.
  func nextPage() throws -> Page? {
    guard left > 0 else { return nil }
    let header = try nextHeader()
    guard header.storedSize <= left else { throw ColumnFault.damaged("a page is longer than the column") }
    guard header.size <= ColumnLimits.page else {
      throw ColumnFault.tooLarge("a page has \(Counted(header.size, "byte"))")
    }
    try fill(header.storedSize)
    let stored = UnsafeRawBufferPointer(rebasing: window.bytes[windowStart..<windowStart + header.storedSize])
    windowStart += header.storedSize
    if let checksum = header.checksum, checksum != CRC32.checksum(stored) {
      throw ColumnFault.damaged("the checksum of a page does not match")
    }
    return Page(header: header, bytes: try decompress(stored, header))
  }

  private func decompress(_ stored: UnsafeRawBufferPointer, _ header: PageHeader) throws -> UnsafeRawBufferPointer {
    let isPlain = method == .none || (header.kind == .dataV2 && !header.isCompressed)
    if isPlain || header.kind == .other {
      guard header.kind == .other || stored.count == header.size else {
        throw ColumnFault.damaged(
          "a page that is not compressed has \(Counted(stored.count, "byte")) and says \(header.size)")
      }
      return stored
    }
    let levels = header.definitionSize + header.repetitionSize
    let size = header.size - levels
    let compressed = UnsafeRawBufferPointer(rebasing: stored[levels...])
    // A page whose values are all null may have nothing behind its levels, not even an empty block.
    guard size > 0 || !compressed.isEmpty else { return stored }
    guard BlockDecompressor.canHold(method, stored: compressed.count, size: size) else {
      throw ColumnFault.damaged("a page of \(Counted(compressed.count, "byte")) claims to hold \(size)")
    }
    text.reserve(header.size)
    let target = UnsafeMutableRawBufferPointer(rebasing: text.bytes[..<header.size])
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: stored[..<levels]))
    guard decompressor.decompress(compressed, method, into: UnsafeMutableRawBufferPointer(rebasing: target[levels...]))
    else {
      throw ColumnFault.damaged("a page cannot be decompressed")
    }
    return UnsafeRawBufferPointer(target)
  }

  /// Headers are short, but may hold texts: more is looked at until one is whole.
  private func nextHeader() throws -> PageHeader {
    var look = 256
    while true {
      try fill(min(look, left))
      let bytes = UnsafeRawBufferPointer(rebasing: window.bytes[windowStart..<windowCount])
      var reader = ThriftReader(bytes)
      do {
        let header = try PageHeader(&reader)
        windowStart += reader.consumed
        return header
      } catch {
        guard bytes.count < left, look < 16 << 20 else { throw error }
        look = max(look * 8, bytes.count * 2)
      }
    }
  }

  /// Makes sure that so many bytes, no more than are left, are in the window.
  private func fill(_ count: Int) throws {
    guard windowCount - windowStart < count else { return }
    let kept = windowCount - windowStart
    let size = min(max(count, windowSize), left)
    window.move(from: windowStart, count: kept, reserving: size)
    windowStart = 0
    windowCount = kept
    let read = try file.read(at: next, into: UnsafeMutableRawBufferPointer(rebasing: window.bytes[kept..<size]))
    guard read == size - kept else { throw ColumnFault.damaged("the file ends inside of a column: it became shorter") }
    windowCount = size
    next += read
  }
}

/// Memory that grows. What was in it is kept only where that is asked for.
struct MemoryBlock: ~Copyable {
  private(set) var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  deinit { bytes.deallocate() }

  /// Makes room for so many bytes; what was there is lost where it grows.
  mutating func reserve(_ count: Int) {
    guard bytes.count < count else { return }
    bytes.deallocate()
    bytes = .allocate(byteCount: count, alignment: 64)
  }

  /// Makes room for so many bytes and brings some of those that are there to the beginning.
  mutating func move(from start: Int, count: Int, reserving size: Int) {
    if bytes.count >= size {
      if count > 0, start > 0, let base = bytes.baseAddress { base.copyMemory(from: base + start, byteCount: count) }
      return
    }
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    if count > 0 { larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])) }
    bytes.deallocate()
    bytes = larger
  }
}
