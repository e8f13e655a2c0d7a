import PrepRecords
import PrepShapes

/// The weight of a message's loss, or of a record's.
enum MessageWeight {
  /// The weight that a value says: a number that is not negative, or true and false for 1 and 0, or either as a string;
  /// nil for any other.
  static func read(_ value: JSONView) -> Double? {
    guard let weight = value.double ?? value.bool.map({ $0 ? 1 : 0 }) ?? written(value), weight >= 0, weight.isFinite
    else { return nil }
    return weight
  }

  /// The number that a string says, as tables have it.
  private static func written(_ value: JSONView) -> Double? {
    guard value.kind == .string, let text = try? value.unescaped() else { return nil }
    if let root = try? JSONDocument(text).root, root.kind == .number { return root.double }
    return Verdict(value).map { $0.isLiked ? 1 : 0 }
  }
}
