/// The keys that an object may have. A class, because rules look at it for every record.
final class KeyList: Sendable {
  private let known: [Bool]
  private let others: [[UInt8]]

  init(_ names: [String]) {
    var known = [Bool](repeating: false, count: KnownKey.slots)
    var others: [[UInt8]] = []
    for name in names {
      if let key = KnownKey(rawValue: name) { known[key.slot] = true } else { others.append(Array(name.utf8)) }
    }
    self.known = known
    self.others = others
  }

  func allows(_ name: Value, _ key: KnownKey?) -> Bool {
    if let key { return known[key.slot] }
    return others.contains { $0.elementsEqual(name.text) }
  }
}
