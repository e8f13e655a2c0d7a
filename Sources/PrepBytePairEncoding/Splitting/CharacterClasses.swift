import CUnicodeTables

/// The sets of code points that a pattern names, written out from our own tables, so that they are of one version of Unicode
/// whatever ICU knows.
enum CharacterClasses {
  /// The set `\p{name}` means, written as an ICU set; nil for names that are left to ICU.
  static func set(named name: String) -> String? {
    let wanted = folded(name)
    let key = wanted.split(separator: "=").last.map { String($0) } ?? ""
    if wanted.hasPrefix("sc=") || wanted.hasPrefix("script=") { return scriptSet(key) }
    if wanted.contains("="), !wanted.hasPrefix("gc="), !wanted.hasPrefix("generalcategory=") { return nil }
    if key == "any" { return "[\\x{0}-\\x{10FFFF}]" }
    if key == "whitespace" || key == "space" { return space }
    if let prefix = categoryNames[key] ?? (isCategory(key) ? key : nil) { return categorySet { folded($0).hasPrefix(prefix) } }
    if key == "lc" || key == "l&" || key == "casedletter" { return categorySet { ["Lu", "Ll", "Lt"].contains($0) } }
    return scriptSet(key)
  }

  /// `\s`: White_Space.
  static let space = "[\\x{9}-\\x{D}\\x{20}\\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]"

  /// `\d`: decimal digits.
  static let digit = categorySet { $0 == "Nd" }

  /// `\w` as Oniguruma has it: letters, marks, decimal digits, connecting punctuation.
  static let onigurumaWord = categorySet { $0.hasPrefix("L") || $0.hasPrefix("M") || $0 == "Nd" || $0 == "Pc" }

  /// `\w` as UTS #18 and the regex crate have it: alphabetic characters, marks, decimal digits, connecting punctuation, joiners.
  ///
  /// Alphabetic are letters, letter numbers and the circled and squared Latin letters; the other alphabetic ones are marks.
  static let regexCrateWord =
    "[" + categorySet { $0.hasPrefix("L") || $0.hasPrefix("M") || ["Nd", "Nl", "Pc"].contains($0) }
    + "\\x{200C}\\x{200D}\\x{24B6}-\\x{24E9}\\x{1F130}-\\x{1F149}\\x{1F150}-\\x{1F169}\\x{1F170}-\\x{1F189}]"

  /// The set of the general categories that a closure picks by their two letters.
  static func categorySet(_ isWanted: (String) -> Bool) -> String {
    let names = (0..<Int(PREP_CATEGORY_COUNT)).map { name(prep_category_name($0)) }
    return set(runs: Int(PREP_CATEGORY_RUNS), start: { prep_category_start($0) }) {
      isWanted(names[Int(prep_category_value($0))])
    }
  }

  private static func scriptSet(_ wanted: String) -> String? {
    let index = (0..<Int(PREP_SCRIPT_COUNT)).first {
      folded(name(prep_script_name($0))) == wanted || folded(name(prep_script_code($0))) == wanted
    }
    guard let index else { return nil }
    return set(runs: Int(PREP_SCRIPT_RUNS), start: { prep_script_start($0) }) { Int(prep_script_value($0)) == index }
  }

  private static func set(runs: Int, start: (Int) -> UInt32, isWanted: (Int) -> Bool) -> String {
    var text = "["
    var index = 0
    while index < runs {
      guard isWanted(index) else {
        index += 1
        continue
      }
      let first = start(index)
      while index < runs, isWanted(index) { index += 1 }
      let last = index < runs ? start(index) - 1 : 0x10FFFF
      text += "\\x{\(hex(first))}" + (last > first ? "-\\x{\(hex(last))}" : "")
    }
    // A set without a member is one that nothing is in.
    return text == "[" ? "[^\\x{0}-\\x{10FFFF}]" : text + "]"
  }

  private static func hex(_ value: UInt32) -> String { String(value, radix: 16, uppercase: true) }

  private static func name(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

  /// Lower case without blanks, hyphens and underscores, as names of properties are compared.
  private static func folded(_ name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.filter { !" -_".unicodeScalars.contains($0) })).lowercased()
  }

  private static func isCategory(_ key: String) -> Bool {
    (0..<Int(PREP_CATEGORY_COUNT)).contains { folded(name(prep_category_name($0))).hasPrefix(key) } && key.utf8.count <= 2
  }

  /// The long names of the general categories.
  private static let categoryNames: [String: String] = [
    "letter": "l", "uppercaseletter": "lu", "lowercaseletter": "ll", "titlecaseletter": "lt", "modifierletter": "lm",
    "otherletter": "lo", "mark": "m", "combiningmark": "m", "nonspacingmark": "mn", "spacingmark": "mc", "enclosingmark": "me",
    "number": "n", "decimalnumber": "nd", "digit": "nd", "letternumber": "nl", "othernumber": "no", "punctuation": "p",
    "punct": "p", "connectorpunctuation": "pc", "dashpunctuation": "pd", "openpunctuation": "ps", "closepunctuation": "pe",
    "initialpunctuation": "pi", "finalpunctuation": "pf", "otherpunctuation": "po", "symbol": "s", "mathsymbol": "sm",
    "currencysymbol": "sc", "modifiersymbol": "sk", "othersymbol": "so", "separator": "z", "spaceseparator": "zs",
    "lineseparator": "zl", "paragraphseparator": "zp", "other": "c", "control": "cc", "cntrl": "cc", "format": "cf",
    "surrogate": "cs", "privateuse": "co", "unassigned": "cn",
  ]
}
