import CUnicodeTables

/// A normalization form of Unicode, as Hugging Face `tokenizers` has it: with the characters its data knows.
enum UnicodeForm: String, Sendable, Hashable {
  case nfc
  case nfd
  case nfkc
  case nfkd

  /// The name in small letters.
  var name: String { rawValue }
  private var composes: Bool { self == .nfc || self == .nfkc }
  private var isCompatible: Bool { self == .nfkc || self == .nfkd }
  /// The bit of the code points that the form may change.
  private var flag: UInt8 {
    switch self {
    case .nfc: UInt8(PREP_CHANGES_NFC)
    case .nfd: UInt8(PREP_CHANGES_NFD)
    case .nfkc: UInt8(PREP_CHANGES_NFKC)
    case .nfkd: UInt8(PREP_CHANGES_NFKD)
    }
  }

  /// Brings a text into this form. Bytes that are not UTF-8 stay as they are, and nothing reaches across them.
  ///
  /// Only stretches around characters that the form may change are worked on: each begins at the last character before that is
  /// left alone, with which a mark may compose, and ends before the next one.
  func apply(_ text: inout [UInt8]) {
    var output: [UInt8] = []
    var scalars: [UInt32] = []
    var copied = 0
    var changes = false
    text.withUnsafeBufferPointer { bytes in
      var position = 0
      // Where the last character begins that was left alone; nil after a byte that is none.
      var before: Int?
      while position < bytes.count {
        guard bytes[position] >= 0x80 else {
          before = position
          position += 1
          continue
        }
        guard let (scalar, width) = CharacterText.at(bytes, position) else {
          before = nil
          position += 1
          continue
        }
        guard UnicodeTables.flags(scalar.value) & flag != 0 else {
          before = position
          position += width
          continue
        }
        if !changes { output.reserveCapacity(bytes.count + bytes.count / 8) }
        changes = true
        let start = max(copied, before ?? position)
        output.append(contentsOf: bytes[copied..<start])
        scalars.removeAll(keepingCapacity: true)
        var end = start
        while end < bytes.count, let (next, width) = CharacterText.at(bytes, end),
          end <= position || UnicodeTables.flags(next.value) & flag != 0
        {
          decompose(next.value, into: &scalars)
          end += width
        }
        Self.sort(&scalars)
        if composes { Self.compose(&scalars) }
        for scalar in scalars { CharacterText.append(scalar, to: &output) }
        copied = end
        position = end
        before = nil
      }
      if changes { output.append(contentsOf: bytes[copied...]) }
    }
    if changes { text = output }
  }

  private func decompose(_ point: UInt32, into scalars: inout [UInt32]) {
    if case 0xAC00..<0xAC00 + 11172 = point {
      let index = point - 0xAC00
      scalars.append(0x1100 + index / 588)
      scalars.append(0x1161 + index % 588 / 28)
      if index % 28 != 0 { scalars.append(0x11A7 + index % 28) }
      return
    }
    if !UnicodeTables.appendDecomposition(of: point, isCompatible: isCompatible, to: &scalars) { scalars.append(point) }
  }

  /// Puts marks that follow one another into the order of their classes.
  private static func sort(_ scalars: inout [UInt32]) {
    var start = 0
    while start < scalars.count {
      guard UnicodeTables.combiningClass(scalars[start]) != 0 else {
        start += 1
        continue
      }
      var end = start
      while end < scalars.count, UnicodeTables.combiningClass(scalars[end]) != 0 { end += 1 }
      if end - start > 1 {
        let marks = scalars[start..<end].enumerated().map { (UnicodeTables.combiningClass($1), $0, $1) }
        for (offset, mark) in marks.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }).enumerated() { scalars[start + offset] = mark.2 }
      }
      start = end
    }
  }

  /// Joins each starter with the characters after it that are not blocked.
  private static func compose(_ scalars: inout [UInt32]) {
    var kept = 0
    var starter: Int?
    var lastClass: UInt8 = 0
    for index in scalars.indices {
      let scalar = scalars[index]
      let ownClass = UnicodeTables.combiningClass(scalar)
      if let place = starter, kept == place + 1 || lastClass < ownClass,
        let joined = UnicodeTables.composition(scalars[place], scalar)
      {
        scalars[place] = joined
        continue
      }
      if ownClass == 0 { starter = kept }
      lastClass = ownClass
      scalars[kept] = scalar
      kept += 1
    }
    scalars.removeLast(scalars.count - kept)
  }
}

/// Look-ups in the tables of `CUnicodeTables` that the normalizers need.
enum UnicodeTables {
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
      point, prep_lower_points_pointer(), Int(PREP_LOWER_COUNT), prep_lower_offsets_pointer(), prep_lower_scalars_pointer(),
      to: &scalars)
  }

  /// The class by which marks are sorted; 0 for what is no mark.
  static func combiningClass(_ point: UInt32) -> UInt8 {
    if point < 0x300 { return 0 }
    return index(of: point, in: prep_combining_points_pointer(), Int(PREP_COMBINING_COUNT)).map { prep_combining_classes_pointer()[$0] } ?? 0
  }

  /// What two code points compose to.
  static func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if case 0x1100..<0x1113 = first, case 0x1161..<0x1176 = second {
      return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
    }
    if case 0xAC00..<0xAC00 + 11172 = first, case 0x11A8..<0x11C3 = second, (first - 0xAC00) % 28 == 0 { return first + second - 0x11A7 }
    let pair = UInt64(first) << 32 | UInt64(second)
    return index(of: pair, in: prep_composition_pairs_pointer(), Int(PREP_COMPOSITION_COUNT)).map { prep_composition_results_pointer()[$0] }
  }

  private static func append(
    _ point: UInt32, _ points: UnsafePointer<UInt32>, _ count: Int, _ offsets: UnsafePointer<UInt16>, _ all: UnsafePointer<UInt32>,
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
