import PrepRecords

/// The weight of a message's loss, or of a record's.
enum MessageWeight {
  /// The weight that a value says: a number that is not negative, or true and false for 1 and 0; nil for any other.
  static func read(_ value: JSONView) -> Double? {
    guard let weight = value.double ?? value.bool.map({ $0 ? 1 : 0 }), weight >= 0, weight.isFinite else { return nil }
    return weight
  }
}
