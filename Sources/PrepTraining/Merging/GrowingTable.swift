/// An array without checks that its owner gives back.
struct GrowingTable<Element: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity = 1 << 10

  init() { base = .allocate(capacity: capacity) }

  func deallocate() { base.deallocate() }

  var isEmpty: Bool { count == 0 }

  var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

  @inline(__always)
  subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow(to: count &+ 1) }
    base[count] = element
    count &+= 1
  }

  /// Adds elements that all are the same.
  mutating func append(repeating element: Element, count added: Int) {
    if count &+ added > capacity { grow(to: count &+ added) }
    (base + count).update(repeating: element, count: added)
    count &+= added
  }

  private mutating func grow(to needed: Int) {
    capacity = max(needed, capacity + capacity / 2)
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    moved.update(from: base, count: count)
    base.deallocate()
    base = moved
  }
}
