internal import PrepSystem

/// Zeroed memory for as many elements as there may ever be, of which only what is touched takes room.
///
/// SAFETY of `@unchecked Sendable`: the addresses never change; the table that owns it says which thread touches what.
final class ReservedMemory<Element: BitwiseCopyable>: @unchecked Sendable {
  private let pages: PageMemory
  let base: UnsafeMutablePointer<Element>
  let capacity: Int

  /// - Parameter usesHugePages: Whether all of it will be touched, at random.
  init(capacity: Int, usesHugePages: Bool = false) {
    self.capacity = capacity
    pages = PageMemory(byteCount: capacity * MemoryLayout<Element>.stride, inHugePages: usesHugePages, isReserve: true)
    // SAFETY: pages have room for so many elements, aligned for every type, and nothing else is bound to them.
    base = pages.base.bindMemory(to: Element.self, capacity: max(1, capacity))
  }
}
