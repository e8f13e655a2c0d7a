import ArgumentParser
import PrepBytes
import PrepCodecs
import PrepSystem
import PrepTokens

/// `--part i/N`: what of its inputs a part of a job reads.
///
/// The inputs are one line of bytes, cut into N equal pieces; a line belongs to the piece in which it begins. An input that is compressed, or
/// one document as a whole, belongs to the piece in which it begins.
struct InputPart: ExpressibleByArgument, Sendable, Hashable {
  let index: Int
  let count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), index >= 0, index < count, count <= 1 << 20 else {
      return nil
    }
    self.index = index
    self.count = count
  }

  /// As the header of a stream says it.
  var header: TokenStreamHeader.Part { TokenStreamHeader.Part(index: index, count: count) }

  /// The bytes of an input that a part reads: all, or a range from which whole lines are taken.
  struct Piece: Sendable, Hashable {
    var path: String
    var range: Range<Int>?
  }

  /// The pieces of this part.
  ///
  /// - Parameter hasLines: Whether an input, by its path, consists of lines that can be read on their own.
  /// - Throws: ``UsageError`` for inputs that are no files.
  func pieces(of paths: [String], hasLines: (String) -> Bool) throws -> [Piece] {
    let sizes = try paths.map { path in
      if path == "-" { throw UsageError("--part needs files, not standard input") }
      let status: FileStatus
      do throws(SystemError) { status = try FileStatus(path) } catch { throw IOFailure.cannotOpen(path, error) }
      guard status.kind == .file else { throw UsageError("--part needs files, and \(path) is none") }
      return status.size
    }
    let total = sizes.reduce(0, +)
    let range = bound(index, total)..<bound(index + 1, total)
    var pieces: [Piece] = []
    var start = 0
    for (path, size) in zip(paths, sizes) {
      defer { start += size }
      if try hasLines(path) && !Self.isCompressed(path) {
        let lower = max(0, range.lowerBound - start)
        let upper = min(size, range.upperBound - start)
        if lower < upper { pieces.append(Piece(path: path, range: lower..<upper)) }
      } else if range.contains(start) || start == total && index == count - 1 {
        pieces.append(Piece(path: path, range: nil))
      }
    }
    return pieces
  }

  /// Where piece number `index` begins.
  private func bound(_ index: Int, _ total: Int) -> Int {
    let (high, low) = total.multipliedFullWidth(by: index)
    return count.dividingFullWidth((high, low)).quotient
  }

  static func isCompressed(_ path: String) throws -> Bool {
    var head = [UInt8](repeating: 0, count: 4)
    let source = try FileByteSource(path: path)
    let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
    return head.prefix(count).withUnsafeBytes { Compression(magic: $0) } != .none
  }
}

/// The lines of a file that begin within a range of its bytes.
final class LineRangeSource: ByteSource {
  let name: String
  /// Where the first of the lines begins.
  let start: Int
  private let descriptor: Descriptor
  private var position: Int
  private let end: Int

  init(path: String, range: Range<Int>) throws {
    name = path
    do { descriptor = try Descriptor(opening: path) } catch { throw IOFailure.cannotOpen(path, error) }
    do {
      start = try Self.lineStart(from: range.lowerBound, descriptor, path)
      end = try max(start, Self.lineStart(from: range.upperBound, descriptor, path))
    } catch {
      descriptor.close()
      throw error
    }
    position = start
  }

  deinit { descriptor.close() }

  /// Goes on at a place behind the start, where a line begins.
  func skip(to place: Int) { position = max(position, min(place, end)) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, end - position)])
    if room.isEmpty { return 0 }
    let count = try Self.read(descriptor, position, room, name)
    position += count
    return count
  }

  /// How many lines there are before the first one, found by reading what lies there.
  func linesBefore() throws -> Int {
    var lines = 0
    var place = 0
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while place < start {
      let count = try block.withUnsafeMutableBytes {
        try Self.read(descriptor, place, UnsafeMutableRawBufferPointer(rebasing: $0[..<min($0.count, start - place)]), name)
      }
      if count == 0 { break }
      for index in 0..<count where block[index] == 0x0A { lines += 1 }
      place += count
    }
    return lines
  }

  /// The first line that begins at a place or behind it; the end of the file when none does.
  private static func lineStart(from place: Int, _ descriptor: Descriptor, _ path: String) throws -> Int {
    if place == 0 { return 0 }
    var position = place - 1
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try block.withUnsafeMutableBytes { try read(descriptor, position, $0, path) }
      if let feed = block.prefix(count).firstIndex(of: 0x0A) { return position + feed + 1 }
      if count == 0 { return position }
      position += count
    }
  }

  private static func read(
    _ descriptor: Descriptor, _ place: Int, _ room: UnsafeMutableRawBufferPointer, _ path: String
  ) throws -> Int {
    do { return try descriptor.read(at: place, into: room) } catch { throw IOFailure.cannotRead(path, error) }
  }
}
