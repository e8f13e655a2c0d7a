import PrepBytes
import PrepCodecs
import PrepSystem

/// A shard of several frames, of which only those are read and kept that rows have asked for lately.
final class SeekableShard: ShardContents {
  private static let keptFrames = 4

  private let path: String
  private let descriptor: Descriptor
  private let frames: [SeekableFrames.Frame]
  private let frameSize: Int
  private let decompressor = ZstdDecompressor()
  /// Frames by number, the one used last at the end.
  private var kept: [(number: Int, bytes: [UInt8])] = []

  init(_ entry: ShardEntry, frameSize: Int, directory: String) throws {
    let path = directory + "/" + entry.stored.name
    self.path = path
    self.frameSize = frameSize
    do { descriptor = try Descriptor(opening: path) } catch { throw IOFailure.cannotOpen(path, error) }
    func damaged(_ message: String) -> IOFailure { IOFailure(.damaged, message, path: path) }
    do {
      let size = descriptor.countLeft ?? 0
      let tableSize = SeekableFrames.tableSize(frames: (entry.raw.bytes + frameSize - 1) / frameSize)
      guard size == entry.stored.bytes, tableSize <= size else {
        throw damaged("is not the file the index names: its size differs")
      }
      let table = try Self.read(descriptor, size - tableSize..<size, path)
      guard
        let frames = SeekableFrames.frames(table: table, fileSize: size, rawSize: entry.raw.bytes, frameSize: frameSize)
      else { throw damaged("its table of frames is damaged") }
      self.frames = frames
    } catch {
      descriptor.close()
      throw error
    }
  }

  deinit { descriptor.close() }

  func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
    let first = range.lowerBound / frameSize
    let last = max(range.lowerBound, range.upperBound - 1) / frameSize
    if first == last {
      let start = range.lowerBound - first * frameSize
      return try frame(first).withUnsafeBytes {
        try body(UnsafeRawBufferPointer(rebasing: $0[start..<start + range.count]))
      }
    }
    var bytes: [UInt8] = []
    for number in first...last {
      let raw = frames[number].raw
      let part = range.clamped(to: raw)
      bytes.append(contentsOf: try frame(number)[part.lowerBound - raw.lowerBound..<part.upperBound - raw.lowerBound])
    }
    return try bytes.withUnsafeBytes { try body($0) }
  }

  private func frame(_ number: Int) throws -> [UInt8] {
    if let index = kept.firstIndex(where: { $0.number == number }) {
      let found = kept.remove(at: index)
      kept.append(found)
      return found.bytes
    }
    let frame = frames[number]
    let stored = try Self.read(descriptor, frame.stored, path)
    let bytes = try stored.withUnsafeBytes { try decompressor.decompress($0, limit: frame.raw.count, name: path) }
    guard bytes.count == frame.raw.count else {
      throw IOFailure(.damaged, "a frame holds less than its table says", path: path)
    }
    if kept.count == Self.keptFrames { kept.removeFirst() }
    kept.append((number, bytes))
    return bytes
  }

  private static func read(_ descriptor: Descriptor, _ range: Range<Int>, _ path: String) throws -> [UInt8] {
    let bytes: [UInt8]
    do { bytes = try descriptor.read(at: range.lowerBound, count: range.count) } catch {
      throw IOFailure.cannotRead(path, error)
    }
    guard bytes.count == range.count else { throw IOFailure(.damaged, "the file is cut short", path: path) }
    return bytes
  }
}
