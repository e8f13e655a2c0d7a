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

  /// The name that goes into the fingerprint.
  var canonicalDescription: String {
    if case .replaceMatches(let matcher, let new) = self { return "replace matches of \(matcher.source) by \(new)" }
    return "\(self)"
  }

  static func == (a: TextNormalizer, b: TextNormalizer) -> Bool { a.canonicalDescription == b.canonicalDescription }

  func apply(_ text: inout [UInt8]) {
    switch self {
    case .unicode(let form): form.apply(&text)
    case .lowercase: Self.lowercase(&text)
    case .prepend(let prefix): if !text.isEmpty { text.insert(contentsOf: prefix, at: 0) }
    case .replace(let old, let new): Self.replace(&text, old, new)
    case .replaceMatches(let matcher, let new): Self.replace(&text, matcher, new)
    case .strip(let left, let right): Self.strip(&text, left, right)
    case .byteAlphabet: text = ByteAlphabet.text(of: text)
    }
  }

  private static func lowercase(_ text: inout [UInt8]) {
    var mapped: [UInt32] = []
    mapScalars(&text) { scalar, output in
      if UnicodeTables.flags(scalar.value) & UInt8(PREP_CHANGES_LOWER) == 0 { return CharacterText.append(scalar, to: &output) }
      mapped.removeAll(keepingCapacity: true)
      _ = UnicodeTables.appendLowerCase(of: scalar.value, to: &mapped)
      for value in mapped { CharacterText.append(value, to: &output) }
    }
  }

  private static func mapScalars(_ text: inout [UInt8], _ map: (Unicode.Scalar, inout [UInt8]) -> Void) {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    text.withUnsafeBufferPointer { bytes in
      var position = 0
      while position < bytes.count {
        if let (scalar, width) = CharacterText.at(bytes, position) {
          map(scalar, &output)
          position += width
        } else {
          output.append(bytes[position])
          position += 1
        }
      }
    }
    text = output
  }

  private static func replace(_ text: inout [UInt8], _ old: [UInt8], _ new: [UInt8]) {
    guard let first = old.first, text.contains(first) else { return }
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      if text[position] == first, text.count - position >= old.count, text[position..<position + old.count].elementsEqual(old) {
        output.append(contentsOf: new)
        position += old.count
      } else {
        output.append(text[position])
        position += 1
      }
    }
    text = output
  }

  private static func replace(_ text: inout [UInt8], _ matcher: PatternMatcher, _ new: [UInt8]) {
    let matches = matcher.matches(in: text[...])
    if matches.isEmpty { return }
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var position = 0
    for match in matches {
      output.append(contentsOf: text[position..<match.lowerBound])
      output.append(contentsOf: new)
      position = match.upperBound
    }
    output.append(contentsOf: text[position...])
    text = output
  }

  private static func strip(_ text: inout [UInt8], _ left: Bool, _ right: Bool) {
    let range = text.withUnsafeBufferPointer { bytes in
      var start = 0
      var end = bytes.count
      while left, start < end, let (scalar, width) = CharacterText.at(bytes, start), CharacterText.isSpace(scalar) { start += width }
      while right, end > start, let (scalar, width) = CharacterText.before(bytes, end), CharacterText.isSpace(scalar) {
        end -= width
      }
      return start..<end
    }
    text = Array(text[range])
  }
}
