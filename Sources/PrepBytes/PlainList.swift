/// A list of plain values in memory of its own that is used again and again. Reading it counts no references, and it
/// never gives memory back before it goes.
///
/// It is public, and all of it inlinable, because the compiler makes nothing of a package generic outside of its
/// module.
public struct PlainList<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline var storage: UnsafeMutablePointer<Element>
  @usableFromInline var capacity = 8
  @usableFromInline var used = 0

  @inlinable
  public init() { storage = .allocate(capacity: 8) }

  @inlinable
  deinit { storage.deallocate() }

  @inlinable @inline(__always)
  public var count: Int { used }

  /// The elements, as they are until the list is changed.
  @inlinable @inline(__always)
  public var all: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: storage, count: used) }

  @inlinable @inline(__always)
  public var last: Element? { used > 0 ? storage[used - 1] : nil }

  @inlinable @inline(__always)
  public mutating func removeAll() { used = 0 }

  @inlinable @inline(__always)
  public mutating func append(_ element: Element) {
    if used == capacity { grow(to: used + 1) }
    (storage + used).initialize(to: element)
    used += 1
  }

  @inlinable @inline(__always)
  public mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
    guard let source = elements.baseAddress else { return }
    reserve(elements.count)
    (storage + used).update(from: source, count: elements.count)
    used += elements.count
  }

  @inlinable @inline(__always)
  public mutating func append(contentsOf elements: [Element]) {
    elements.withUnsafeBufferPointer { append(contentsOf: $0) }
  }

  /// Makes room for so many elements more.
  @inlinable @inline(__always)
  public mutating func reserve(_ more: Int) {
    if capacity - used < more { grow(to: used + more) }
  }

  @inlinable @inline(__always)
  public mutating func replace(at index: Int, with element: Element) {
    precondition(index < used, "there is no such element")
    storage[index] = element
  }

  /// Makes room for so many elements more, and calls a closure that writes them there and returns how many they became.
  @inlinable @inline(__always)
  public mutating func append(upTo room: Int, _ write: (UnsafeMutablePointer<Element>) -> Int) {
    reserve(room)
    let written = write(storage + used)
    precondition(written <= room, "there was no room for so many elements")
    used += written
  }

  /// Calls a closure that may change the elements.
  @inlinable @inline(__always)
  public mutating func withAll<Result>(_ body: (UnsafeMutableBufferPointer<Element>) -> Result) -> Result {
    body(UnsafeMutableBufferPointer(start: storage, count: used))
  }

  @inlinable @inline(never)
  mutating func grow(to wanted: Int) {
    let larger = max(2 * capacity, wanted)
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    moved.moveInitialize(from: storage, count: used)
    storage.deallocate()
    storage = moved
    capacity = larger
  }
}
