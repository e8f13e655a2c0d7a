import PrepBytes
import PrepDiagnostics
import PrepRecords

/// The lines of an input that begin within a range of its bytes.
final class LineRangeSource: PlacedLineSource {
  var name: String { bytes.name }
  /// Where the first of the lines begins.
  let firstByte: Int
  private let bytes: PlacedBytes
  private var position: Int
  /// The byte behind the last of them.
  private let end: Int
  /// The lines before them.
  let skipped: SkippedLines

  /// - Parameter range: Lines that begin in it are read.
  /// - Throws: `IOFailure`.
  init(_ input: JobInput, range: Range<Int>) throws {
    bytes = try input.openForPlaces()
    let lines = try Self.bytes(of: bytes, range)
    let start = lines.lowerBound
    firstByte = start
    end = lines.upperBound
    position = start
    skipped = SkippedLines { (try? Self.lines(before: start, of: input)) ?? 0 }
  }

  /// From the first byte of the lines that begin in a range to the end of the last of them.
  ///
  /// - Throws: `IOFailure`.
  static func bytes(of input: JobInput, range: Range<Int>) throws -> Range<Int> {
    try bytes(of: input.openForPlaces(), range)
  }

  private static func bytes(of bytes: PlacedBytes, _ range: Range<Int>) throws -> Range<Int> {
    let start = try lineStart(from: range.lowerBound, bytes)
    return try start..<max(start, lineStart(from: range.upperBound, bytes))
  }

  /// Goes on at a place behind the start, where a line begins.
  func skip(to place: Int) { position = max(position, min(place, end)) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, end - position)])
    if room.isEmpty { return 0 }
    let count = try bytes.read(at: position, into: room)
    position += count
    return count
  }

  var areLinesOfInput: Bool { firstByte == 0 }

  func takePlaces(from line: Int, to end: Int, isLast: Bool) -> (places: LinePlaces, rejected: [RejectedLine]) {
    (.behind(skipped), [])
  }

  /// How many lines there are before a byte, found by reading what lies there.
  private static func lines(before start: Int, of input: JobInput) throws -> Int {
    let bytes = try input.openForPlaces()
    var lines = 0
    var place = 0
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while place < start {
      let count = try block.withUnsafeMutableBytes {
        try bytes.read(at: place, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<min($0.count, start - place)]))
      }
      if count == 0 { break }
      for index in 0..<count where block[index] == 0x0A { lines += 1 }
      place += count
    }
    return lines
  }

  /// The first line that begins at a place or behind it; the end of the input when none does.
  private static func lineStart(from place: Int, _ bytes: PlacedBytes) throws -> Int {
    if place == 0 { return 0 }
    var position = place - 1
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try block.withUnsafeMutableBytes { try bytes.read(at: position, into: $0) }
      if let feed = block.prefix(count).firstIndex(of: 0x0A) { return position + feed + 1 }
      if count == 0 { return position }
      position += count
    }
  }
}
