import Synchronization

/// Which names were taken for fields that we call otherwise, over a whole run. It changes nothing of what is read.
package final class TakenNames: Sendable {
  /// A chain that only grows at its end; it has no more links than there are names of fields.
  private final class Link: Sendable {
    let field: RecordField
    let name: String
    let next = AtomicLazyReference<Link>()

    init(_ field: RecordField, _ name: String) {
      self.field = field
      self.name = name
    }
  }

  private let first = AtomicLazyReference<Link>()

  init() {}

  func note(_ name: String, for field: RecordField) {
    var last: Link?
    var link = first.load()
    while let known = link {
      if known.field == field, known.name == name { return }
      last = known
      link = known.next.load()
    }
    let new = Link(field, name)
    while true {
      let added = last?.next.storeIfNil(new) ?? first.storeIfNil(new)
      if added.field == field, added.name == name { return }
      last = added
    }
  }

  /// The fields in the order of the table, each with its names in order.
  package var all: [(field: RecordField, name: String)] {
    var pairs: [(field: RecordField, name: String)] = []
    var link = first.load()
    while let known = link {
      pairs.append((known.field, known.name))
      link = known.next.load()
    }
    return pairs.sorted { ($0.field.rawValue, $0.name) < ($1.field.rawValue, $1.name) }
  }
}
