import PrepBytes
import PrepSystem

/// Bytes that can be read at any place: those of a file, or of memory.
final class PlacedBytes {
  let name: String
  private let descriptor: Descriptor?
  private let bytes: [UInt8]

  /// - Throws: `IOFailure` with code `cannotRead`.
  init(path: String) throws {
    name = path
    bytes = []
    do { descriptor = try Descriptor(opening: path) } catch { throw IOFailure.cannotOpen(path, error) }
  }

  init(_ bytes: [UInt8], name: String) {
    self.name = name
    self.bytes = bytes
    descriptor = nil
  }

  deinit { descriptor?.close() }

  /// Reads bytes from a place on; fewer than there is room for where the end is near, 0 at the end.
  func read(at place: Int, into room: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let descriptor else {
      let count = max(0, min(room.count, bytes.count - place))
      if count > 0 {
        bytes.withUnsafeBytes { room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[place..<place + count])) }
      }
      return count
    }
    do { return try descriptor.read(at: place, into: room) } catch { throw IOFailure.cannotRead(name, error) }
  }
}
