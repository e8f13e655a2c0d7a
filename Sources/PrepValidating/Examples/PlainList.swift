/// A list of plain values in memory of its own that is used again and again. Reading it counts no references, and it never gives memory back
/// before it goes.
struct PlainList<Element: BitwiseCopyable>: ~Copyable {
  private var storage: UnsafeMutablePointer<Element>
  private var capacity = 8
  private(set) var count = 0

  init() { storage = .allocate(capacity: capacity) }

  deinit { storage.deallocate() }

  /// The elements, as they are until the list is changed.
  @inline(__always) var all: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: storage, count: count) }

  mutating func removeAll() { count = 0 }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    (storage + count).initialize(to: element)
    count += 1
  }

  mutating func replace(at index: Int, with element: Element) {
    precondition(index < count, "there is no such element")
    storage[index] = element
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: storage, count: count)
    storage.deallocate()
    storage = larger
    capacity *= 2
  }
}
