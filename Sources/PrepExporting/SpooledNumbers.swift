import PrepBytes
import PrepSystem

/// Numbers that are needed again at the end: kept in a file without a name, so that they take no memory and leave
/// nothing behind.
final class SpooledNumbers<Value: FixedWidthInteger & BitwiseCopyable> {
  private(set) var count = 0
  private let store: TemporaryStore
  private static var blockSize: Int { 1 << 15 }

  /// - Parameter path: The file whose directory has the room.
  init(beside path: String) throws { store = try TemporaryStore(in: FileNames.split(path).directory) }

  func append(_ value: Value) throws {
    count += 1
    try withUnsafeBytes(of: value) { try store.write($0) }
  }

  /// Calls a closure with all numbers, block by block.
  func replay(_ body: ([Value]) throws -> Void) throws {
    var reader = TemporaryReader(store)
    var done = 0
    while done < count {
      var values = [Value](repeating: 0, count: min(Self.blockSize, count - done))
      guard try values.withUnsafeMutableBytes({ try reader.read(exactly: $0) }) else {
        throw IOFailure(.failed, "what was kept aside is gone", path: store.name)
      }
      try body(values)
      done += values.count
    }
  }
}
