import PrepBytes

/// Texts of records on the disk, in order, each with a byte of the caller's.
package final class RecordSpool {
  private let store: TemporaryStore

  /// How many there are.
  package private(set) var count = 0

  package init() throws { store = try TemporaryStore() }

  /// Adds a text at the end.
  package func append(_ text: UnsafeRawBufferPointer, mark: UInt8 = 0) throws {
    var head = UInt64(text.count) << 8 | UInt64(mark)
    try withUnsafeBytes(of: &head) { try store.write($0) }
    try store.write(text)
    count += 1
  }

  /// Calls a closure with each text, its number counted from 0, and its mark.
  package func forEach(_ body: (UnsafeRawBufferPointer, _ number: Int, _ mark: UInt8) throws -> Void) throws {
    var reader = TemporaryReader(store)
    var text: [UInt8] = []
    for number in 0..<count {
      var head: UInt64 = 0
      guard try withUnsafeMutableBytes(of: &head, { try reader.read(exactly: $0) }) else { return }
      let length = Int(head >> 8)
      if text.count < length { text = [UInt8](repeating: 0, count: max(length, text.count * 2)) }
      if length > 0 {
        _ = try text.withUnsafeMutableBytes {
          try reader.read(exactly: UnsafeMutableRawBufferPointer(rebasing: $0[..<length]))
        }
      }
      try text.withUnsafeBytes {
        try body(UnsafeRawBufferPointer(rebasing: $0[..<length]), number, UInt8(truncatingIfNeeded: head))
      }
    }
  }
}
