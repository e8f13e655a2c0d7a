import CUnicodeTables

/// A normalizer of a `tokenizer.json`: changes a text before it is split. Bytes that are not UTF-8 stay as they are.
enum TextNormalizer: Sendable, Equatable {
  case unicode(UnicodeForm)
  /// Each character by its own lower-case mapping, whatever stands beside it.
  case lowercase
  /// Puts a text before one that is not empty.
  case prepend([UInt8])
  /// Replaces every occurrence of a text.
  case replace([UInt8], [UInt8])
  /// Replaces every match of a pattern.
  case replaceMatches(PatternMatcher, [UInt8])
  /// Drops white space at the ends.
  case strip(left: Bool, right: Bool)
  /// Writes the text in the byte alphabet.
  case byteAlphabet
  /// Replaces characters and clusters by a map that the file holds.
  case map(CharacterMap)
  /// Leaves out characters of some classes, and makes others spaces.
  case filter(CharacterFilter)
  /// Puts spaces around Chinese characters.
  case spaceChinese

  /// The name that goes into the fingerprint.
  var canonicalDescription: String {
    switch self {
    case .replaceMatches(let matcher, let new): "replace matches of \(matcher.source) by \(new)"
    case .map(let map): "map \(map.digest)"
    default: "\(self)"
    }
  }

  static func == (a: TextNormalizer, b: TextNormalizer) -> Bool { a.canonicalDescription == b.canonicalDescription }

  /// Whether it replaces every occurrence of a text by what has nothing of it.
  func replaces(_ text: [UInt8]) -> Bool {
    if case .replace(let old, let new) = self { old == text && !new.contains { text.contains($0) } } else { false }
  }

  /// Changes a text on its own.
  func apply(_ text: inout [UInt8]) {
    let changed: [UInt8]? = text.withUnsafeBufferPointer { bytes in
      var editor = TextEditor(bytes, tracksEdits: false)
      apply(to: &editor)
      editor.finish()
      return editor.isChanged ? editor.withText { Array($0) } : nil
    }
    if let changed { text = changed }
  }

  /// Changes a text, up to where something is changed last.
  func apply(to editor: inout TextEditor) {
    if editor.source.isEmpty { return }
    switch self {
    case .unicode(let form): form.apply(to: &editor)
    case .lowercase: Self.lowercase(&editor)
    case .prepend(let prefix): Self.prepend(&editor, prefix)
    case .replace(let old, let new): Self.replace(&editor, old, new)
    case .replaceMatches(let matcher, let new):
      for match in matcher.matches(in: editor.source) { Self.replace(&editor, match, new) }
    case .strip(let left, let right): Self.strip(&editor, left, right)
    case .byteAlphabet: ByteAlphabet.write(&editor)
    case .map(let map): map.apply(to: &editor)
    case .filter(let filter): filter.apply(to: &editor)
    case .spaceChinese: CharacterFilter.spaceChinese(&editor)
    }
  }

  private static func lowercase(_ editor: inout TextEditor) {
    let bytes = editor.source
    var mapped: [UInt32] = []
    var position = 0
    while position < bytes.count {
      let lead = bytes[position]
      if lead < 0x80 {
        if lead >= 0x41, lead <= 0x5A {
          editor.keep(upTo: position)
          editor.put(UInt32(lead | 0x20), change: 0)
        }
        position += 1
        continue
      }
      guard let (scalar, width) = CharacterText.at(bytes, position) else {
        position += 1
        continue
      }
      if UnicodeTables.flags(scalar.value) & UInt8(PREP_CHANGES_LOWER) != 0 {
        mapped.removeAll(keepingCapacity: true)
        _ = UnicodeTables.appendLowerCase(of: scalar.value, to: &mapped)
        editor.keep(upTo: position)
        for (place, value) in mapped.enumerated() { editor.put(value, change: place == 0 ? 0 : 1) }
      }
      position += width
    }
  }

  /// What stands in front counts as of the first character.
  private static func prepend(_ editor: inout TextEditor, _ prefix: [UInt8]) {
    if prefix.isEmpty { return }
    let width = CharacterText.at(editor.source, 0)?.1 ?? 1
    editor.replace(upTo: width, with: prefix + editor.source[..<width])
  }

  private static func replace(_ editor: inout TextEditor, _ old: [UInt8], _ new: [UInt8]) {
    guard let first = old.first else { return }
    let bytes = editor.source
    var position = 0
    while position + old.count <= bytes.count {
      if bytes[position] == first, bytes[position..<position + old.count].elementsEqual(old) {
        replace(&editor, position..<position + old.count, new)
        position += old.count
      } else {
        position += 1
      }
    }
  }

  /// What replaces a match counts as of its last character.
  private static func replace(_ editor: inout TextEditor, _ match: Range<Int>, _ new: [UInt8]) {
    editor.keep(upTo: match.lowerBound)
    if new.isEmpty { return editor.remove(upTo: match.upperBound) }
    if match.isEmpty { return editor.insert(new) }
    let last =
      CharacterText.before(editor.source, match.upperBound).map { match.upperBound - $0.1 } ?? match.upperBound - 1
    editor.remove(upTo: max(match.lowerBound, last))
    editor.replace(upTo: match.upperBound, with: new)
  }

  private static func strip(_ editor: inout TextEditor, _ left: Bool, _ right: Bool) {
    let bytes = editor.source
    var start = 0
    var end = bytes.count
    while left, start < end, let (scalar, width) = CharacterText.at(bytes, start), CharacterText.isSpace(scalar) {
      start += width
    }
    while right, end > start, let (scalar, width) = CharacterText.before(bytes, end), CharacterText.isSpace(scalar) {
      end -= width
    }
    editor.remove(upTo: start)
    editor.keep(upTo: end)
    editor.remove(upTo: bytes.count)
  }
}
