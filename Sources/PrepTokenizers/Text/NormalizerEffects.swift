internal import PrepSubwords

/// What a list of normalizers does to single characters: which ones it leaves alone, whatever stands beside them.
struct NormalizerEffects: Sendable {
  /// A map of characters.
  private(set) var map: CharacterMap?
  /// Whether runs of spaces stay as they are.
  private(set) var keepsRuns = true
  /// Whether a run of white space becomes one space.
  private(set) var joinsRuns = false
  /// Whether characters may become one with what stands before them.
  private(set) var composes = false
  /// Whether spaces are marked.
  private(set) var marksSpaces = false
  /// Whether letters are made small.
  private(set) var lowers = false
  /// ASCII that is part of something that is replaced.
  private(set) var replaced = Set<UInt8>()
  /// Longer texts of ASCII that are replaced, which characters cannot tell.
  private(set) var names: [[UInt8]] = []
  private var forms: UInt8 = 0
  private var filters: [CharacterFilter] = []
  private var spacesChinese = false
  /// What may stand behind ASCII in what is mapped.
  private var continuations = Set<UInt32>()

  private static let mark: [UInt8] = [0xE2, 0x96, 0x81]

  /// nil where a normalizer reaches further than is known here.
  ///
  /// - Parameter partsWords: Whether white space only parts words.
  init?(_ preparation: TextPreparation, partsWords: Bool) {
    if let sentencePiece = preparation.sentencePiece {
      guard sentencePiece.escapesSpaces, !sentencePiece.takesSpaceAsSuffix else { return nil }
      map = sentencePiece.map.isEmpty ? nil : sentencePiece.map
      keepsRuns = !sentencePiece.removesExtraSpaces && map == nil
      joinsRuns = sentencePiece.removesExtraSpaces
      marksSpaces = true
    }
    for normalizer in preparation.normalizers {
      switch normalizer {
      case .prepend(let text): if text != Self.mark { return nil }
      case .replace(let old, let new) where old == [0x20]:
        if new != Self.mark { return nil }
        marksSpaces = true
      case .replace(let old, _) where old.count > 2 && !partsWords && old.allSatisfy { $0 > 0x20 && $0 < 0x80 }:
        names.append(old)
      case .replace(let old, let new):
        guard !partsWords, !old.isEmpty, old.count <= 2, old.allSatisfy({ $0 > 0x20 && $0 < 0x80 }),
          new.allSatisfy({ $0 > 0x20 && $0 < 0x80 })
        else { return nil }
        replaced.formUnion(old)
        keepsRuns = false
      case .replaceMatches(let matcher, let new):
        guard matcher.source == " {2,}", new == [0x20] || new == Self.mark else { return nil }
        keepsRuns = false
        joinsRuns = true
      case .strip: keepsRuns = false
      case .map(let given):
        if map != nil { return nil }
        map = given
        keepsRuns = false
        joinsRuns = false
      case .unicode(let form):
        forms |= form.changes
        if form.composes { composes = true }
        keepsRuns = false
      case .lowercase:
        lowers = true
        keepsRuns = false
      case .filter(let filter):
        filters.append(filter)
        keepsRuns = false
        joinsRuns = false
      case .spaceChinese:
        spacesChinese = true
        keepsRuns = false
      case .byteAlphabet: return nil
      }
    }
    if let map {
      guard let found = map.continuationsOfASCII() else { return nil }
      continuations = found
    }
  }

  /// Whether a character stays as it is behind any text, with white space behind it.
  func isEdge(_ scalar: Unicode.Scalar) -> Bool {
    if keepsRuns { return scalar != "▁" }
    if scalar.isASCII { return scalar.value > 0x20 && scalar.value < 0x7F && map?.mapsASCII[Int(scalar.value)] != true }
    return scalar != "▁" && !CharacterText.isSpace(scalar) && !CharacterText.prepends(scalar) && !isChanged(scalar)
      && !isMapped(scalar, alone: true)
  }

  /// Whether a character stays as it is among others of this kind.
  func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    guard isEdge(scalar) else { return false }
    if keepsRuns { return true }
    if scalar.isASCII {
      return !replaced.contains(UInt8(scalar.value)) && !(lowers && scalar.value >= 0x41 && scalar.value <= 0x5A)
        && !continuations.contains(scalar.value)
    }
    // Marks are put into order, where texts are brought into a form.
    return (forms == 0 || UnicodeTables.combiningClass(scalar.value) == 0) && !isMapped(scalar, alone: false)
      && !continuations.contains(scalar.value)
  }

  /// Whether a byte of white space is a space, or becomes nothing but one; where white space only parts words, whether it
  /// stays white space.
  func isSpace(_ byte: UInt8, partsWords: Bool) -> Bool {
    guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return false }
    if let map, map.mapsASCII[Int(byte)] {
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { text in
        text.initialize(repeating: byte)
        let match = map.match(UnsafeBufferPointer(text), 0, 1, longest: false)
        return match.map { Array(map.bytes($0.replacement)) == [0x20] } ?? false
      }
    }
    return byte == 0x20 || partsWords || filters.contains { $0.makesSpace(UInt32(byte)) }
  }

  /// Whether some normalizer other than a map changes a character or looks at it.
  func isChanged(_ scalar: Unicode.Scalar) -> Bool {
    var relevant = forms
    if lowers { relevant |= UnicodeTables.changesLower }
    if relevant != 0, UnicodeTables.flags(scalar.value) & relevant != 0 { return true }
    return filters.contains { !$0.keeps(scalar.value) } || spacesChinese && CharacterText.isChinese(scalar)
  }

  /// Whether a character is set apart by spaces, and not changed otherwise.
  func isSetApart(_ scalar: Unicode.Scalar) -> Bool {
    guard spacesChinese, CharacterText.isChinese(scalar) else { return false }
    return UnicodeTables.flags(scalar.value) & (forms | UnicodeTables.changesLower) == 0
      && !filters.contains { !$0.keeps(scalar.value) }
  }

  private func isMapped(_ scalar: Unicode.Scalar, alone: Bool) -> Bool {
    guard let map else { return false }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
      var count = 0
      for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
        bytes[count] = byte
        count += 1
      }
      let text = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(bytes)[..<count])
      return alone ? map.match(text, 0, count, longest: false) != nil : map.beginsKey(text)
    }
  }
}
