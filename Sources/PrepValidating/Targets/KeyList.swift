import PrepRecords
import PrepShapes

/// The keys that an object may have. A class, because rules look at it for every record.
final class KeyList: Sendable {
  private let known: [Bool]
  private let others: [[UInt8]]

  init(_ names: [String]) {
    var known = [Bool](repeating: false, count: RecordField.count)
    var others: [[UInt8]] = []
    for name in names {
      if let key = RecordField.ours(name) { known[key.ordinal] = true } else { others.append(Array(name.utf8)) }
    }
    self.known = known
    self.others = others
  }

  func allows(_ name: BorrowedJSON, _ key: RecordField?) -> Bool {
    if let key { return known[key.ordinal] }
    return others.contains { $0.elementsEqual(name.text) }
  }
}
