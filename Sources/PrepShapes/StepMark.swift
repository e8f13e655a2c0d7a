import PrepRecords

/// The mark that stands behind each step of a solution in Math-Shepherd's texts, two letters of Cyrillic.
package enum StepMark {
  /// The mark as UTF-8.
  package static let bytes = Array("\u{43A}\u{438}".utf8)
  private static let escaped = [Array("\\u043a\\u0438".utf8), Array("\\u043A\\u0438".utf8)]

  /// Whether the mark stands in a text, however it is written.
  static func stands(in value: BorrowedJSON) -> Bool {
    guard value.isString else { return false }
    return ([bytes] + escaped).contains { find($0, in: value.text) }
  }

  private static func find(_ mark: [UInt8], in text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index + mark.count <= text.count {
      guard let found = text[index...].firstIndex(of: mark[0]), found + mark.count <= text.count else { return false }
      if text[found..<found + mark.count].elementsEqual(mark) { return true }
      index = found + 1
    }
    return false
  }
}

extension BorrowedJSON {
  /// The first element of a list; nil where there is none.
  var first: BorrowedJSON? {
    guard isArray else { return nil }
    var first: BorrowedJSON?
    forEachElement { if first == nil { first = $0 } }
    return first
  }

  /// Whether it is a list that is empty or begins with a span of a text: numbers in front, or an object that says where
  /// it begins.
  var isSpanList: Bool {
    guard isArray else { return false }
    guard let first else { return true }
    if first.isObject { return first.member("start") != nil || first.member("start_offset") != nil }
    guard let start = first.first else { return false }
    return start.isNumber
  }

  /// Whether a list of messages ends with one of the user.
  var endsWithUser: Bool {
    var last: BorrowedJSON?
    forEachElement { last = $0 }
    guard let last, last.isObject, let role = last.member("role") ?? last.member("from"), role.isString else {
      return false
    }
    return RoleKind.mark(role.text).kind == .user
  }

  /// Whether an object has one member.
  var hasOneMember: Bool {
    var count = 0
    forEachMember { _, _ in count += 1 }
    return count == 1
  }
}
