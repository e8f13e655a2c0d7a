import Synchronization

/// The sets of keys that records have had, found again without a lock.
///
/// A set stays where it was put for as long as the table lives, so what was found needs no count of references. The
/// table holds some hundred sets, more than well-meant files have; what finds no place is made and given back each time.
final class KeySets: @unchecked Sendable {
  // SAFETY: places are atomic, what they point to never changes but for an atomic mark, and nothing is taken out.
  private typealias Place = Atomic<UnsafePointer<KeySet>?>

  private static let size = 512
  /// How many places are looked at for one set.
  private static let reach = 8
  private let places: UnsafeMutablePointer<Place>

  init() {
    places = .allocate(capacity: Self.size)
    for index in 0..<Self.size { (places + index).initialize(to: Place(nil)) }
  }

  deinit {
    for index in 0..<Self.size { if let set = places[index].load(ordering: .relaxed) { Self.destroy(set) } }
    places.deinitialize(count: Self.size)
    places.deallocate()
  }

  /// The set with these keys, made where it was not met before; nil where the table has no place for it.
  @inline(__always)
  func find(_ present: NameMask, _ names: FieldNames) -> UnsafePointer<KeySet>? {
    let start = present.hash
    for step in 0..<Self.reach {
      let index = (start &+ step) & (Self.size - 1)
      guard let found = places[index].load(ordering: .acquiring) else { return insert(present, names) }
      if found.pointee.present == present { return found }
    }
    return nil
  }

  private func insert(_ present: NameMask, _ names: FieldNames) -> UnsafePointer<KeySet>? {
    let new = UnsafeMutablePointer<KeySet>.allocate(capacity: 1)
    new.initialize(to: KeySet(present, names))
    for step in 0..<Self.reach {
      let index = (present.hash &+ step) & (Self.size - 1)
      let (isExchanged, there) = places[index].compareExchange(
        expected: nil, desired: UnsafePointer(new), ordering: .acquiringAndReleasing)
      if isExchanged { return UnsafePointer(new) }
      // Another thread was faster.
      if let there, there.pointee.present == present {
        Self.destroy(UnsafePointer(new))
        return there
      }
    }
    Self.destroy(UnsafePointer(new))
    return nil
  }

  private static func destroy(_ set: UnsafePointer<KeySet>) {
    set.pointee.deallocate()
    set.deallocate()
  }
}

extension FieldNames {
  /// Calls a closure with what a set of keys tells that found no place in the table.
  func withTemporarySet<R>(_ present: NameMask, _ body: (UnsafePointer<KeySet>) -> R) -> R {
    let set = KeySet(present, self)
    defer { set.deallocate() }
    return withUnsafePointer(to: set, body)
  }
}
