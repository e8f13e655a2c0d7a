import CICU

/// The properties that expressions name, from tables of one version of Unicode.
enum UnicodeProperty {
  /// A name as names are compared: without regard to case, spaces, hyphens and underscores.
  static func folded(_ name: String) -> String {
    String(
      decoding: name.utf8.compactMap { byte -> UInt8? in
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): nil
        case 0x41...0x5A: byte | 0x20
        default: byte
        }
      }, as: UTF8.self)
  }

  private static let categoryNames: [String: [String]] = [
    "letter": ["L"], "lc": ["Lu", "Ll", "Lt"], "l&": ["Lu", "Ll", "Lt"], "casedletter": ["Lu", "Ll", "Lt"],
    "uppercaseletter": ["Lu"], "lowercaseletter": ["Ll"], "titlecaseletter": ["Lt"], "modifierletter": ["Lm"],
    "otherletter": ["Lo"],
    "mark": ["M"], "combiningmark": ["M"], "nonspacingmark": ["Mn"], "spacingmark": ["Mc"], "enclosingmark": ["Me"],
    "number": ["N"], "decimalnumber": ["Nd"], "digit": ["Nd"], "letternumber": ["Nl"], "othernumber": ["No"],
    "punctuation": ["P"], "punct": ["P"], "connectorpunctuation": ["Pc"], "dashpunctuation": ["Pd"],
    "openpunctuation": ["Ps"],
    "closepunctuation": ["Pe"], "initialpunctuation": ["Pi"], "finalpunctuation": ["Pf"], "otherpunctuation": ["Po"],
    "symbol": ["S"], "mathsymbol": ["Sm"], "currencysymbol": ["Sc"], "modifiersymbol": ["Sk"], "othersymbol": ["So"],
    "separator": ["Z"], "spaceseparator": ["Zs"], "lineseparator": ["Zl"], "paragraphseparator": ["Zp"],
    "other": ["C"], "control": ["Cc"], "cntrl": ["Cc"], "format": ["Cf"], "surrogate": ["Cs"], "privateuse": ["Co"],
    "unassigned": ["Cn"],
  ]
  private static let categoryCodes = [
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
    "Pf", "Po", "S",
    "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co", "Cn",
  ]

  /// White_Space.
  static let space = CodePointSet([
    0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
    0x202F...0x202F,
    0x205F...0x205F, 0x3000...0x3000,
  ])
  static let digit = CodePointSet.categories(["Nd"])
  /// Letters, and the letter-like numbers and symbols. Marks that are alphabetic are left out: \w adds all marks.
  private static let alphabeticWithoutMarks = CodePointSet.categories(["L", "Nl"])
    .union(CodePointSet([0x24B6...0x24E9, 0x1F130...0x1F149, 0x1F150...0x1F169, 0x1F170...0x1F189]))
  private static let wordWithoutJoiners = alphabeticWithoutMarks.union(.categories(["M", "Nd", "Pc"]))
  private static let wordWithJoiners = wordWithoutJoiners.union(CodePointSet([0x200C...0x200D]))

  /// What `\w` of Oniguruma has besides: the superscripts and fractions of Latin-1.
  private static let wordWithFractions = wordWithoutJoiners.union(
    CodePointSet([0xB2...0xB3, 0xB9...0xB9, 0xBC...0xBE]))

  /// Alphabetic: of the marks, those that ICU knows to be, and those that Unicode 16 made so.
  private static let alphabetic = alphabeticWithoutMarks.union(
    CodePointSet(
      CodePointSet.categories(["M"]).ranges.flatMap { range in
        range.filter { prep_icu_is_alphabetic($0) }.map { $0...$0 }
      })
  ).union(laterAlphabetic.intersection(.categories(["M"])))

  /// The marks that are alphabetic in Unicode 16, and are not, or are not assigned, in Unicode 15.
  private static let laterAlphabetic = CodePointSet([
    0x363...0x36F, 0x897...0x897, 0x1DD3...0x1DE6, 0x10D69...0x10D69, 0x10EFC...0x10EFC, 0x113B8...0x113C0,
    0x113C2...0x113C2, 0x113C5...0x113C5, 0x113C7...0x113CA, 0x113CC...0x113CD, 0x1611E...0x1612E,
  ])

  /// `\w`: fancy-regex counts the zero-width joiners among words, Oniguruma the fractions of Latin-1 unless it stands in
  /// brackets.
  static func word(_ dialect: ExpressionDialect, inBrackets: Bool) -> CodePointSet {
    switch dialect {
    case .fancyRegex: wordWithJoiners
    case .oniguruma: inBrackets ? wordWithoutJoiners : wordWithFractions
    }
  }

  static let hexadecimal = CodePointSet([0x30...0x39, 0x41...0x46, 0x61...0x66])

  /// The set that `\p{…}` names; nil when it names none that we know exactly.
  static func named(_ given: String) -> CodePointSet? {
    var name = given
    var onlyScript = false
    var onlyCategory = false
    if let separator = name.firstIndex(where: { $0 == "=" || $0 == ":" }) {
      switch folded(String(name[..<separator])) {
      case "script", "sc": onlyScript = true
      case "generalcategory", "gc": onlyCategory = true
      default: return nil
      }
      name = String(name[name.index(after: separator)...])
    }
    let folded = folded(name)
    if !onlyScript {
      if let code = categoryCodes.first(where: { Self.folded($0) == folded }) { return .categories([code]) }
      if let codes = categoryNames[folded] { return .categories(codes) }
    }
    if !onlyScript, !onlyCategory {
      switch folded {
      case "any": return .all
      case "ascii": return CodePointSet([0...0x7F])
      case "assigned": return .categories(["Cn"]).inverted
      case "whitespace", "wspace", "space": return space
      case "alphabetic", "alpha": return alphabetic
      default: break
      }
    }
    return onlyCategory ? nil : .script(name)
  }

  /// The set that `[:name:]` names inside a class.
  static func posix(_ name: String, _ dialect: ExpressionDialect) -> CodePointSet? {
    // Of Oniguruma's, which are of all of Unicode, only those that are simple sets of the tables.
    let isASCII = dialect == .fancyRegex
    switch name {
    case "digit": return isASCII ? CodePointSet([0x30...0x39]) : digit
    case "space": return isASCII ? CodePointSet([0x09...0x0D, 0x20...0x20]) : space
    case "xdigit": return hexadecimal
    case "word":
      return isASCII
        ? CodePointSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]) : word(dialect, inBrackets: true)
    case "alpha" where !isASCII: return alphabetic
    case "alnum" where !isASCII: return alphabetic.union(digit)
    case "punct" where !isASCII: return .categories(["P", "S"])
    case "cntrl": return isASCII ? CodePointSet([0...0x1F, 0x7F...0x7F]) : .categories(["Cc"])
    case "alpha" where isASCII: return CodePointSet([0x41...0x5A, 0x61...0x7A])
    case "alnum" where isASCII: return CodePointSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A])
    case "upper" where isASCII: return CodePointSet([0x41...0x5A])
    case "lower" where isASCII: return CodePointSet([0x61...0x7A])
    case "punct" where isASCII: return CodePointSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])
    case "blank":
      return isASCII
        ? CodePointSet([0x09...0x09, 0x20...0x20]) : CodePointSet.categories(["Zs"]).union(CodePointSet(0x09))
    default: return nil
    }
  }
}

/// The engine an expression was written for. They read some of the same text differently.
package enum ExpressionDialect: Sendable, Hashable {
  /// Rust's fancy-regex.
  case fancyRegex
  /// Oniguruma with Ruby's syntax.
  case oniguruma
}
