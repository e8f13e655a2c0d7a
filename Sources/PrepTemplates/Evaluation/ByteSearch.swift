internal import PrepSystem

/// Looks for bytes in bytes, in time that is in proportion to the length of both.
enum ByteSearch {
  /// The longest text that is looked for at every place anew.
  private static let shortLength = 16

  /// Where the wanted bytes stand first.
  static func first(_ wanted: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    text.withUnsafeBufferPointer { first(wanted, in: $0) }.map { text.startIndex + $0 }
  }

  /// Where the wanted bytes stand first.
  static func first(_ wanted: [UInt8], in text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let head = wanted.first else { return 0 }
    guard text.count >= wanted.count else { return nil }
    if wanted.count > shortLength { return firstLong(wanted, in: text) }
    guard let base = text.baseAddress else { return nil }
    return wanted.withUnsafeBufferPointer { wanted in
      var start = 0
      let last = text.count - wanted.count
      while start <= last, let offset = Memory.offset(of: head, from: base + start, last + 1 - start) {
        start += offset
        var length = 1
        while length < wanted.count, text[start + length] == wanted[length] { length += 1 }
        if length == wanted.count { return start }
        start += 1
      }
      return nil
    }
  }

  /// As ``first(_:in:)``, by the algorithm of Knuth, Morris and Pratt, which never goes back in the text.
  private static func firstLong(_ wanted: [UInt8], in text: UnsafeBufferPointer<UInt8>) -> Int? {
    // For each beginning of what is wanted the length of its longest proper beginning that is also its end.
    var borders = [Int](repeating: 0, count: wanted.count)
    var length = 0
    for index in 1..<wanted.count {
      while length > 0, wanted[index] != wanted[length] { length = borders[length - 1] }
      if wanted[index] == wanted[length] { length += 1 }
      borders[index] = length
    }
    length = 0
    for (index, byte) in text.enumerated() {
      while length > 0, byte != wanted[length] { length = borders[length - 1] }
      if byte == wanted[length] { length += 1 }
      if length == wanted.count { return index + 1 - length }
    }
    return nil
  }

  /// Every place where the wanted bytes stand, none overlapping.
  static func all(_ wanted: [UInt8], in text: [UInt8]) -> [Int] {
    guard !wanted.isEmpty else { return [] }
    var places: [Int] = []
    var position = 0
    while let found = first(wanted, in: text[position...]) {
      places.append(found)
      position = found + wanted.count
    }
    return places
  }
}
