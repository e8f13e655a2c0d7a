/// Upper and lower case of whole texts.
package enum LetterCase {
  /// A text in lower case, as Python's `str.lower()` has it: full case mapping, with the final sigma of The Unicode
  /// Standard 3.13.
  package static func lowercased(_ text: [UInt8]) -> [UInt8] {
    let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      if scalar == "\u{3A3}" {
        result.append(isFinalSigma(scalars, at: index) ? "\u{3C2}" : "\u{3C3}")
      } else {
        result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return Array(String(result).utf8)
  }

  /// Whether a cased letter comes before, and none after, letters that case ignores left out.
  private static func isFinalSigma(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
    let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true
  }

  /// How many letters of a text are upper and lower case.
  package static func caseCounts(_ text: [UInt8]) -> (upper: Int, lower: Int) {
    var counts = (upper: 0, lower: 0)
    var place = 0
    while place < text.count {
      let byte = text[place]
      if byte < 0x80 {
        if byte &- UInt8(ascii: "A") < 26 { counts.upper += 1 }
        if byte &- UInt8(ascii: "a") < 26 { counts.lower += 1 }
        place += 1
        continue
      }
      // Characters of several bytes have none below 0x80, so that a run of the others is decoded as it is in the whole.
      let end = text[place...].firstIndex { $0 < 0x80 } ?? text.count
      for scalar in String(decoding: text[place..<end], as: UTF8.self).unicodeScalars
      where scalar.properties.isAlphabetic && isLetter(scalar) {
        if scalar.properties.isUppercase { counts.upper += 1 }
        if scalar.properties.isLowercase { counts.lower += 1 }
      }
      place = end
    }
    return counts
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
