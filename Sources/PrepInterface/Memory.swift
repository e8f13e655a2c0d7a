import PrepSystem

/// Text that C reads, ended by a zero byte; one is never inside.
///
/// SAFETY of `@unchecked Sendable`: it is written by `init` alone.
final class CText: @unchecked Sendable {
  let base: UnsafeMutablePointer<CChar>

  init(_ bytes: [UInt8]) { base = Self.copy(bytes) }

  deinit { HeapMemory.free(base) }

  /// A copy of some text from the heap of C, with U+FFFD for zero bytes.
  static func copy(_ bytes: some Sequence<UInt8>) -> UnsafeMutablePointer<CChar> {
    let text = bytes.flatMap { $0 == 0 ? [0xEF, 0xBF, 0xBD] : [$0] }
    // SAFETY: memory of the heap is aligned for every type, and all of it is written.
    let copy = HeapMemory.allocate(text.count + 1).assumingMemoryBound(to: CChar.self)
    for (index, byte) in text.enumerated() { copy[index] = CChar(bitPattern: byte) }
    copy[text.count] = 0
    return copy
  }
}

/// Objects behind the pointers that C programs hold: each pointer has one retain.
enum Handle {
  /// A pointer for an object, which then lives until ``close(_:as:)``.
  // SAFETY: the retain that is made here is the one that `close` gives back.
  static func open(_ object: AnyObject) -> OpaquePointer { OpaquePointer(Unmanaged.passRetained(object).toOpaque()) }

  /// The object behind a pointer that ``open(_:)`` gave; nil for NULL.
  static func object<Object: AnyObject>(_ pointer: OpaquePointer?, as type: Object.Type = Object.self) -> Object? {
    // SAFETY: the interface says that such a pointer came from an open and was not closed.
    pointer.map { Unmanaged<Object>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  /// Lets the object behind a pointer go.
  static func close<Object: AnyObject>(_ pointer: OpaquePointer?, as type: Object.Type) {
    // SAFETY: as above; the retain is the pointer's.
    if let pointer { Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).release() }
  }
}

/// A list that C reads where it lies.
///
/// SAFETY of `@unchecked Sendable`: the elements of an array lie in its one allocation, which nobody changes and which
/// lives as long as this object.
final class CList<Element: Sendable>: @unchecked Sendable {
  private let elements: [Element]
  /// The first element; nil where there is none.
  let base: UnsafePointer<Element>?

  init(_ elements: [Element]) {
    self.elements = elements
    base = elements.isEmpty ? nil : elements.withUnsafeBufferPointer { $0.baseAddress }
  }

  var count: Int { elements.count }
}
