import PrepBytes
import PrepDiagnostics
import PrepRecords

/// The files between the steps of a job that several processes do: rows of numbers in sections, in blocks with checksums, so
/// that any stretch of them can be read on its own.
///
/// A file is `prepruns`, the blocks, an index, and a footer. Numbers are of 64 bits, the lowest byte first. The index holds
/// the header (a JSON object, by its length and bytes), the number of sections, and for each its place, its length, and the
/// CRC-32C of each block of ``blockSize`` bytes. The footer holds the place, the length and the CRC-32C of the index, and
/// `prepruns` again.
enum RunFileForm {
  static let magic = Array("prepruns".utf8)
  static let blockSize = 1 << 14
  static let footerSize = 32
}

/// Writes a run file.
final class RunFileWriter {
  private let sink: any ByteSink
  private var written = 0
  private var sections: [(start: Int, count: Int, checksums: [UInt32])] = []
  private var block: [UInt8] = []

  init(_ sink: any ByteSink) throws {
    self.sink = sink
    try put(RunFileForm.magic)
  }

  private func put(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try sink.write($0) }
    written += bytes.count
  }

  /// Begins the next section.
  func begin() throws {
    try flush()
    sections.append((written, 0, []))
  }

  private func flush() throws {
    guard !block.isEmpty else { return }
    var checksum = CRC32C()
    block.withUnsafeBytes { checksum.update($0) }
    sections[sections.count - 1].checksums.append(checksum.value)
    sections[sections.count - 1].count += block.count
    try put(block)
    block.removeAll(keepingCapacity: true)
  }

  /// Adds bytes to the section that was begun last.
  func write(_ bytes: some Collection<UInt8>) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(RunFileForm.blockSize - block.count)
      block.append(contentsOf: piece)
      rest = rest.dropFirst(piece.count)
      if block.count == RunFileForm.blockSize { try flush() }
    }
  }

  /// Adds numbers to the section that was begun last.
  func write(words: UInt64...) throws {
    for word in words { try withUnsafeBytes(of: word.littleEndian) { try write($0) } }
  }

  /// Writes what says where everything is, and ends the file.
  ///
  /// - Parameter header: A JSON object.
  func finish(header: [UInt8]) throws {
    try flush()
    var index: [UInt8] = []
    func add(_ word: Int) { withUnsafeBytes(of: UInt64(word).littleEndian) { index.append(contentsOf: $0) } }
    add(header.count)
    index += header
    add(sections.count)
    for section in sections {
      add(section.start)
      add(section.count)
      for checksum in section.checksums { withUnsafeBytes(of: checksum.littleEndian) { index.append(contentsOf: $0) } }
    }
    var checksum = CRC32C()
    index.withUnsafeBytes { checksum.update($0) }
    let start = written
    let count = index.count
    add(start)
    add(count)
    add(Int(checksum.value))
    try put(index + RunFileForm.magic)
    try sink.finish()
  }
}

/// Reads a run file at any place.
final class RunFile {
  let name: String
  /// Its header.
  let header: JSONDocument
  private let bytes: PlacedBytes
  private var sections: [(start: Int, count: Int, checksums: [UInt32])] = []
  /// The block of each section that was read last.
  private var blocks: [(number: Int, bytes: [UInt8])] = []

  /// - Throws: `damaged-file` for what is none, or cut short or changed; what reading throws.
  init(_ input: JobInput) throws {
    name = input.name
    bytes = try input.openForPlaces()
    let size = input.storedBytes ?? 0
    let damage = Self.damage(input.name)
    guard size >= RunFileForm.magic.count + RunFileForm.footerSize else { throw damage }
    let footer = try Self.read(bytes, size - RunFileForm.footerSize, RunFileForm.footerSize, damage)
    let (start, count, checksum) = (Self.word(footer, 0), Self.word(footer, 8), Self.word(footer, 16))
    guard footer[24...].elementsEqual(RunFileForm.magic), start >= 8, count >= 16,
      start + count == size - RunFileForm.footerSize
    else { throw damage }
    let index = try Self.read(bytes, start, count, damage)
    var found = CRC32C()
    index.withUnsafeBytes { found.update($0) }
    guard Int(found.value) == checksum else { throw damage }
    // The checksum holds; what is read of the index is what was written.
    let length = Self.word(index, 0)
    header = try JSONDocument(Array(index[8..<8 + length]))
    var place = 8 + length
    let sectionCount = Self.word(index, place)
    place += 8
    for _ in 0..<sectionCount {
      let (start, count) = (Self.word(index, place), Self.word(index, place + 8))
      place += 16
      var checksums: [UInt32] = []
      for _ in 0..<(count + RunFileForm.blockSize - 1) / RunFileForm.blockSize {
        checksums.append((0..<4).reduce(0) { $0 | UInt32(index[place + $1]) << UInt32(8 * $1) })
        place += 4
      }
      sections.append((start, count, checksums))
      blocks.append((-1, []))
    }
  }

  private static func damage(_ name: String) -> Diagnostic {
    Diagnostic(
      "damaged-file", "is not a file of this step, or is cut short or damaged", at: SourceLocation(file: name))
  }

  private static func read(_ bytes: PlacedBytes, _ start: Int, _ count: Int, _ damage: Diagnostic) throws -> [UInt8] {
    var read = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let more = try read.withUnsafeMutableBytes {
        try bytes.read(at: start + filled, into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
      }
      if more == 0 { throw damage }
      filled += more
    }
    return read
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> Int {
    Int(truncatingIfNeeded: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) })
  }

  /// How many bytes a section has.
  func count(of section: Int) throws -> Int {
    guard section < sections.count else { throw Self.damage(name) }
    return sections[section].count
  }

  private func load(_ section: Int, _ number: Int) throws {
    if blocks[section].number == number { return }
    let (start, count, checksums) = sections[section]
    let first = number * RunFileForm.blockSize
    let block = try Self.read(
      bytes, start + first, min(RunFileForm.blockSize, count - first), Self.damage(name))
    var checksum = CRC32C()
    block.withUnsafeBytes { checksum.update($0) }
    guard checksum.value == checksums[number] else { throw Self.damage(name) }
    blocks[section] = (number, block)
  }

  /// The number at a place of a section; places are counted in numbers.
  ///
  /// SAFETY: numbers do not cross the ends of blocks, and the load lies in the section, by its count.
  func word(_ section: Int, _ place: Int) throws -> UInt64 {
    guard try (place + 1) * 8 <= count(of: section) else { throw Self.damage(name) }
    let (number, within) = (place * 8).quotientAndRemainder(dividingBy: RunFileForm.blockSize)
    try load(section, number)
    return blocks[section].bytes.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: within, as: UInt64.self))
    }
  }

  /// Some bytes of a section.
  func bytes(_ section: Int, _ range: Range<Int>) throws -> [UInt8] {
    guard try range.upperBound <= count(of: section) else { throw Self.damage(name) }
    var found: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      let (number, within) = place.quotientAndRemainder(dividingBy: RunFileForm.blockSize)
      try load(section, number)
      let end = min(blocks[section].bytes.count, within + range.upperBound - place)
      found += blocks[section].bytes[within..<end]
      place += end - within
    }
    return found
  }
}
