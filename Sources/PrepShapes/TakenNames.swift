import Synchronization

/// Which names were taken for fields that we call otherwise, over a whole run. It changes nothing of what is read.
package final class TakenNames: Sendable {
  private let pairs = Mutex<[RecordField: Set<String>]>([:])

  init() {}

  func note(_ name: String, for field: RecordField) {
    pairs.withLock { pairs in _ = pairs[field, default: []].insert(name) }
  }

  /// The fields in the order of the table, each with its names in order.
  package var all: [(field: RecordField, name: String)] {
    pairs.withLock { pairs in
      pairs.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { field, names in names.sorted().map { (field, $0) } }
    }
  }
}
