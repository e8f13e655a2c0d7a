/// The keys that an object may have.
struct KeyList: Sendable {
  private var known: [Bool]
  private var others: [[UInt8]] = []

  init(_ names: [String]) {
    known = [Bool](repeating: false, count: KnownKey.slots)
    for name in names {
      if let key = KnownKey(rawValue: name) { known[key.slot] = true } else { others.append(Array(name.utf8)) }
    }
  }

  func allows(_ name: Value, _ key: KnownKey?) -> Bool {
    if let key { return known[key.slot] }
    return others.contains { $0.elementsEqual(name.text) }
  }
}
