import PrepRecords

/// The key of a member of rows or structs.
struct MemberKey {
  let text: JSONKey
  /// Whether others have the name too. Nulls of these are written whatever the options say: of several members with a
  /// name readers take the last, which is then the one they would take in the file.
  let isRepeated: Bool

  /// The keys of members that stand side by side.
  static func keys(_ names: [String]) -> [MemberKey] {
    let names = names.map { Array($0.utf8) }
    var counts: [[UInt8]: Int] = [:]
    for name in names { counts[name, default: 0] += 1 }
    return names.map { MemberKey(text: JSONKey($0), isRepeated: counts[$0, default: 0] > 1) }
  }
}
