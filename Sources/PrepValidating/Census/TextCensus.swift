import CKernels
import CUnicodeTables
import PrepRecords

/// What some texts have in common: how they begin and end, whether they are all the same, how many letters are
/// capitals.
struct TextCensus {
  /// How much of the ends is compared.
  private static let longest = 64

  private(set) var records = 0
  /// The end of the first text, and how much of it all texts end in.
  private var end: [UInt8] = []
  private(set) var endLength = 0
  /// For each length how many texts have the end of that length, and no longer one, inside them too.
  private var inside = [Int](repeating: 0, count: longest + 1)
  private var start: [UInt8] = []
  private(set) var startLength = 0
  private var first = ContentHash(low: 0, high: 0)
  private(set) var areEqual = true
  private(set) var capitals = 0
  private(set) var smallLetters = 0
  /// Texts that begin with a space.
  private(set) var spaced = 0
  private(set) var firstUnspaced: RecordPlace?

  /// What all texts end in; cut to whole characters.
  var commonEnd: [UInt8] {
    var common = end.suffix(endLength)
    while let byte = common.first, byte & 0xC0 == 0x80 { common = common.dropFirst() }
    return Array(common)
  }

  /// What all texts begin with; cut to whole characters.
  var commonStart: [UInt8] {
    var common = start.prefix(startLength)
    while let last = common.last, last >= 0x80 {
      if String(validating: common, as: UTF8.self) != nil { break }
      common = common.dropLast()
    }
    return Array(common)
  }

  /// How many texts have an end of a length inside them too.
  func insideCount(_ length: Int) -> Int { length == 0 ? 0 : inside[length...].reduce(0, +) }

  mutating func observe(_ text: UnsafeBufferPointer<UInt8>, _ place: RecordPlace) {
    if records == 0 {
      end = Array(text.suffix(Self.longest))
      endLength = end.count
      start = Array(text.prefix(Self.longest))
      startLength = start.count
      first = ContentHash(text)
    } else {
      if endLength > 0 { endLength = Self.sharedEnd(end, endLength, text) }
      if startLength > 0 { startLength = Self.sharedStart(start, startLength, text) }
      if areEqual, ContentHash(text) != first { areEqual = false }
    }
    records += 1
    if endLength > 0 { inside[longestInside(text)] += 1 }
    countLetters(text)
    if text.first == 0x20 { spaced += 1 } else if firstUnspaced == nil { firstUnspaced = place }
  }

  mutating func join(_ later: TextCensus) {
    guard later.records > 0 else { return }
    guard records > 0 else {
      self = later
      return
    }
    records += later.records
    if endLength > 0 {
      endLength = min(later.endLength, later.end.withUnsafeBufferPointer { Self.sharedEnd(end, endLength, $0) })
    }
    if startLength > 0 {
      startLength = min(
        later.startLength, later.start.withUnsafeBufferPointer { Self.sharedStart(start, startLength, $0) })
    }
    for length in inside.indices { inside[length] += later.inside[length] }
    areEqual = areEqual && later.areEqual && first == later.first
    capitals += later.capitals
    smallLetters += later.smallLetters
    spaced += later.spaced
    if firstUnspaced == nil { firstUnspaced = later.firstUnspaced }
  }

  private static func sharedEnd(_ end: [UInt8], _ length: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int {
    var shared = 0
    while shared < min(length, text.count), end[end.count - 1 - shared] == text[text.count - 1 - shared] { shared += 1 }
    return shared
  }

  private static func sharedStart(_ start: [UInt8], _ length: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int {
    var shared = 0
    while shared < min(length, text.count), start[shared] == text[shared] { shared += 1 }
    return shared
  }

  /// The longest part of the end, from behind, that also stands before the end of a text.
  private func longestInside(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    guard let last = end.last else { return 0 }
    var longest = 0
    var position = 0
    while let found = Bytes.find(last, in: text, from: position), found < text.count - 1 {
      position = found + 1
      var length = 1
      while length < endLength, found >= length, text[found - length] == end[end.count - 1 - length] { length += 1 }
      longest = max(longest, length)
    }
    return longest
  }

  private mutating func countLetters(_ text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else { return }
    var upper = 0
    var lower = 0
    if prep_count_cases(base, text.count, &upper, &lower) != 0 {
      Bytes.forEachScalar(text) { scalar in
        let page = Int(prep_class_pages_pointer()[Int(scalar >> 8)])
        let bits = Int32(prep_class_bits_pointer()[page << 8 | Int(scalar & 255)])
        if bits & PREP_CLASS_UPPER != 0 { upper += 1 } else if bits & PREP_CLASS_LOWER != 0 { lower += 1 }
      }
    }
    capitals += upper
    smallLetters += lower
  }
}
