import PrepRecords

/// What can be added up.
package protocol Additive: Sendable, Equatable {
  init()
  mutating func add(_ other: Self)
}

extension TextGroup: Additive {}

extension Int: Additive {
  package mutating func add(_ other: Int) { self += other }
}

/// Things by names, such as texts by field. At most 65,536 names are kept, those with the smallest hashes; what the others
/// have is counted together.
///
/// Which names are kept depends on all names there are and on nothing else: a name that is kept of the whole is kept of
/// each part that has it.
package struct NamedGroups<Group: Additive>: Sendable, Equatable {
  /// The most names that are kept.
  package static var limit: Int { 65_536 }

  private var groups: [String: Group] = [:]
  /// What names that are not kept have.
  package private(set) var others: Group?
  private let limit: Int

  /// Nothing yet.
  package init() { self.init(limit: Self.limit) }

  /// - Parameter limit: The most names that are kept.
  init(limit: Int) { self.limit = limit }

  package static func == (one: NamedGroups, other: NamedGroups) -> Bool {
    one.groups == other.groups && one.others == other.others
  }

  /// All names, in the order of their bytes.
  package var sorted: [(name: String, group: Group)] {
    groups.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
  }

  /// Whether nothing has a name.
  package var isEmpty: Bool { groups.isEmpty && others == nil }

  package subscript(name: String) -> Group? { groups[name] }

  /// Changes what a name has; call ``settle()`` when many names may have come.
  @inline(__always)
  package mutating func change(_ name: String, _ body: (inout Group) -> Void) { body(&groups[name, default: Group()]) }

  /// Adds all that another one has.
  package mutating func add(_ other: NamedGroups) {
    for (name, group) in other.groups { groups[name, default: Group()].add(group) }
    if let more = other.others { addOthers(more) }
    settle()
  }

  private mutating func addOthers(_ group: Group) {
    if others == nil { others = Group() }
    others?.add(group)
  }

  /// Puts together what has too many names.
  package mutating func settle() {
    if groups.count <= limit { return }
    let ordered = groups.keys.map { (hash: Self.hash($0), name: $0) }.sorted {
      ($0.hash, $0.name) < ($1.hash, $1.name)
    }
    for (_, name) in ordered[limit...] { if let group = groups.removeValue(forKey: name) { addOthers(group) } }
  }

  /// FNV-1a of 64 bits, mixed: the same on every machine.
  private static func hash(_ name: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    return hash ^ (hash >> 33)
  }

  // MARK: JSON

  func write(to writer: inout JSONWriter, _ body: (Group, inout JSONWriter) -> Void) {
    writer.beginObject()
    writer.key("names")
    writer.beginObject()
    for (name, group) in sorted {
      writer.key(name)
      body(group, &writer)
    }
    writer.endObject()
    if let others {
      writer.key("others")
      body(others, &writer)
    }
    writer.endObject()
  }

  /// Reads what ``write(to:_:)`` wrote; nil for anything else.
  init?(_ view: JSONView, _ body: (JSONView) -> Group?) {
    self.init()
    guard let names = view["names"], names.kind == .object else { return nil }
    var isSound = true
    names.forEachMember { key, value in
      guard let name = try? key.string(), let group = body(value), groups[name] == nil else {
        isSound = false
        return
      }
      groups[name] = group
    }
    guard isSound else { return nil }
    if let view = view["others"] {
      guard let group = body(view) else { return nil }
      others = group
    }
  }
}
