import CUnicodeTables

/// A normalization form of Unicode, as Hugging Face `tokenizers` has it: with the characters its data knows.
enum UnicodeForm: String, Sendable, Hashable {
  case nfc
  case nfd
  case nfkc
  case nfkd

  /// The name in small letters.
  var name: String { rawValue }
  var composes: Bool { self == .nfc || self == .nfkc }
  private var isCompatible: Bool { self == .nfkc || self == .nfkd }
  /// The bit of the code points that the form may change.
  var changes: UInt8 {
    switch self {
    case .nfc: UInt8(PREP_CHANGES_NFC)
    case .nfd: UInt8(PREP_CHANGES_NFD)
    case .nfkc: UInt8(PREP_CHANGES_NFKC)
    case .nfkd: UInt8(PREP_CHANGES_NFKD)
    }
  }

  /// Brings a text into this form. Bytes that are not UTF-8 stay as they are, and nothing reaches across them.
  func apply(_ text: inout [UInt8]) { TextNormalizer.unicode(self).apply(&text) }

  /// As above.
  ///
  /// Only stretches around characters that the form may change are worked on: each begins at the last character before
  /// that is left alone, with which a mark may compose, and ends before the next one.
  func apply(to editor: inout TextEditor) {
    let bytes = editor.source
    var characters: [Character] = []
    var position = 0
    // Where the last character begins that was left alone; nil after a byte that is none.
    var before: Int?
    while position < bytes.count {
      guard bytes[position] >= 0x80 else {
        position = Self.endOfASCII(bytes, from: position)
        before = position - 1
        continue
      }
      guard let (scalar, width) = CharacterText.at(bytes, position) else {
        before = nil
        position += 1
        continue
      }
      guard UnicodeTables.flags(scalar.value) & changes != 0 else {
        before = position
        position += width
        continue
      }
      let start = max(editor.position, before ?? position)
      characters.removeAll(keepingCapacity: true)
      var end = start
      while end < bytes.count, let (next, width) = CharacterText.at(bytes, end),
        end <= position || UnicodeTables.flags(next.value) & changes != 0
      {
        decompose(next.value, into: &characters)
        end += width
      }
      Self.sort(&characters)
      if composes { Self.compose(&characters) }
      if !Self.isSame(characters, bytes, start..<end) {
        editor.keep(upTo: start)
        for character in characters { editor.put(character.scalar, change: character.change) }
      }
      position = end
      before = nil
    }
  }

  /// A character in the making, and how many of the text it stands for: one more than what is taken off, none where it
  /// is inserted.
  private struct Character {
    var scalar: UInt32
    var change: Int
  }

  /// Where a run of ASCII ends that begins at a position.
  @inline(__always)
  private static func endOfASCII(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start + 1
    // SAFETY: eight bytes from the position on are there.
    let raw = UnsafeRawBufferPointer(bytes)
    while position + 8 <= bytes.count,
      raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    { position += 8 }
    while position < bytes.count, bytes[position] < 0x80 { position += 1 }
    return position
  }

  /// Whether characters are what stands in a text already.
  private static func isSame(_ characters: [Character], _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>)
    -> Bool
  {
    var position = range.lowerBound
    for character in characters {
      guard position < range.upperBound, let (scalar, width) = CharacterText.at(bytes, position),
        scalar.value == character.scalar
      else {
        return false
      }
      position += width
    }
    return position == range.upperBound
  }

  private func decompose(_ point: UInt32, into characters: inout [Character]) {
    if case 0xAC00..<0xAC00 + 11172 = point {
      let index = point - 0xAC00
      characters.append(Character(scalar: 0x1100 + index / 588, change: 0))
      characters.append(Character(scalar: 0x1161 + index % 588 / 28, change: 1))
      if index % 28 != 0 { characters.append(Character(scalar: 0x11A7 + index % 28, change: 1)) }
      return
    }
    var scalars: [UInt32] = []
    if !UnicodeTables.appendDecomposition(of: point, isCompatible: isCompatible, to: &scalars) {
      characters.append(Character(scalar: point, change: 0))
    }
    for (place, scalar) in scalars.enumerated() {
      characters.append(Character(scalar: scalar, change: place == 0 ? 0 : 1))
    }
  }

  /// Puts marks that follow one another into the order of their classes.
  private static func sort(_ characters: inout [Character]) {
    var start = 0
    while start < characters.count {
      guard UnicodeTables.combiningClass(characters[start].scalar) != 0 else {
        start += 1
        continue
      }
      var end = start
      while end < characters.count, UnicodeTables.combiningClass(characters[end].scalar) != 0 { end += 1 }
      if end - start > 1 {
        let marks = characters[start..<end].enumerated().map { (UnicodeTables.combiningClass($1.scalar), $0, $1) }
        for (offset, mark) in marks.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }).enumerated() {
          characters[start + offset] = mark.2
        }
      }
      start = end
    }
  }

  /// Joins each starter with the characters after it that are not blocked.
  private static func compose(_ characters: inout [Character]) {
    var kept = 0
    var starter: Int?
    var lastClass: UInt8 = 0
    for index in characters.indices {
      let character = characters[index]
      let ownClass = UnicodeTables.combiningClass(character.scalar)
      if let place = starter, kept == place + 1 || lastClass < ownClass,
        let joined = UnicodeTables.composition(characters[place].scalar, character.scalar)
      {
        characters[place].scalar = joined
        characters[place].change += character.change - 1
        continue
      }
      if ownClass == 0 { starter = kept }
      lastClass = ownClass
      characters[kept] = character
      kept += 1
    }
    characters.removeLast(characters.count - kept)
  }
}

/// Look-ups in the tables of `CUnicodeTables` that the normalizers need.
enum UnicodeTables {
  /// The bit of the code points that have another lower case.
  static let changesLower = UInt8(PREP_CHANGES_LOWER)

  /// Which forms may change a code point.
  @inline(__always)
  static func flags(_ point: UInt32) -> UInt8 {
    let page = Int(prep_normal_pages_pointer()[Int(point >> 8)])
    return prep_normal_flags_pointer()[page << 8 | Int(point & 0xFF)]
  }

  /// Appends a full decomposition; false when there is none.
  static func appendDecomposition(of point: UInt32, isCompatible: Bool, to scalars: inout [UInt32]) -> Bool {
    isCompatible
      ? append(
        point, prep_compatibility_points_pointer(), Int(PREP_COMPATIBILITY_COUNT), prep_compatibility_offsets_pointer(),
        prep_compatibility_scalars_pointer(), to: &scalars)
      : append(
        point, prep_canonical_points_pointer(), Int(PREP_CANONICAL_COUNT), prep_canonical_offsets_pointer(),
        prep_canonical_scalars_pointer(), to: &scalars)
  }

  /// Appends the lower case of a code point; false when it has none.
  static func appendLowerCase(of point: UInt32, to scalars: inout [UInt32]) -> Bool {
    append(
      point, prep_lower_points_pointer(), Int(PREP_LOWER_COUNT), prep_lower_offsets_pointer(),
      prep_lower_scalars_pointer(),
      to: &scalars)
  }

  /// The class by which marks are sorted; 0 for what is no mark.
  static func combiningClass(_ point: UInt32) -> UInt8 {
    if point < 0x300 { return 0 }
    return index(of: point, in: prep_combining_points_pointer(), Int(PREP_COMBINING_COUNT)).map {
      prep_combining_classes_pointer()[$0]
    } ?? 0
  }

  /// What two code points compose to.
  static func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if case 0x1100..<0x1113 = first, case 0x1161..<0x1176 = second {
      return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
    }
    if case 0xAC00..<0xAC00 + 11172 = first, case 0x11A8..<0x11C3 = second, (first - 0xAC00) % 28 == 0 {
      return first + second - 0x11A7
    }
    let pair = UInt64(first) << 32 | UInt64(second)
    return index(of: pair, in: prep_composition_pairs_pointer(), Int(PREP_COMPOSITION_COUNT)).map {
      prep_composition_results_pointer()[$0]
    }
  }

  private static func append(
    _ point: UInt32, _ points: UnsafePointer<UInt32>, _ count: Int, _ offsets: UnsafePointer<UInt16>,
    _ all: UnsafePointer<UInt32>,
    to scalars: inout [UInt32]
  ) -> Bool {
    guard let place = index(of: point, in: points, count) else { return false }
    for offset in offsets[place]..<offsets[place + 1] { scalars.append(all[Int(offset)]) }
    return true
  }

  private static func index<Value: Comparable>(of value: Value, in sorted: UnsafePointer<Value>, _ count: Int) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < count && sorted[low] == value ? low : nil
  }
}
