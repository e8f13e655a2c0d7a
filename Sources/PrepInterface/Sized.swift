/// Structs that begin with their size, which may be that of an older or a newer header.
enum Sized {
  /// The most bytes that a struct of a later header has.
  private static let largest = 1 << 12

  /// A struct of the caller's; members that the caller's header does not have are zero, and what ours does not have is
  /// left alone.
  ///
  /// - Throws: ``WrongUse`` for a size that no header gives.
  static func read<Value: BitwiseCopyable>(_ pointer: UnsafePointer<Value>, _ zero: Value) throws(WrongUse) -> Value {
    let count = try size(UnsafeRawPointer(pointer))
    var value = zero
    withUnsafeMutableBytes(of: &value) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: min(count, $0.count)))
    }
    return value
  }

  /// Fills a struct of the caller's as far as it goes; its size stays.
  ///
  /// - Throws: ``WrongUse`` for a size that no header gives.
  static func write<Value: BitwiseCopyable>(_ value: Value, to pointer: UnsafeMutablePointer<Value>) throws(WrongUse) {
    let count = try size(UnsafeRawPointer(pointer))
    let skipped = MemoryLayout<Int>.size
    withUnsafeBytes(of: value) {
      let end = max(skipped, min(count, $0.count))
      (UnsafeMutableRawPointer(pointer) + skipped).copyMemory(
        from: UnsafeRawPointer(($0.baseAddress ?? UnsafeRawPointer(pointer)) + skipped), byteCount: end - skipped)
    }
  }

  private static func size(_ pointer: UnsafeRawPointer) throws(WrongUse) -> Int {
    // SAFETY: a struct that begins with its size has at least that.
    let count = pointer.loadUnaligned(as: Int.self)
    guard count >= MemoryLayout<Int>.size, count <= largest else {
      throw .argument("a struct does not say its size")
    }
    return count
  }
}
