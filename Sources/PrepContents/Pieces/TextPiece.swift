/// A piece of a text: a word, a mark, or what stands between blanks without being taken apart.
package struct TextPiece: Sendable, BitwiseCopyable {
  /// Where it stands in the text, in bytes.
  package var start: UInt32
  package var end: UInt32
  /// How many characters it has.
  package var characters: UInt32
  private var bits: UInt32

  @inline(__always)
  init(start: Int, end: Int, characters: Int, isWord: Bool, hasLetter: Bool) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.characters = UInt32(truncatingIfNeeded: characters)
    bits = (isWord ? 1 : 0) | (hasLetter ? 2 : 0)
  }

  /// Whether it has anything but marks.
  package var isWord: Bool { bits & 1 != 0 }
  /// Whether it has a letter.
  package var hasLetter: Bool { bits & 2 != 0 }
  package var range: Range<Int> { Int(start)..<Int(end) }
}

/// Forms of English that are one piece though they have marks, or several without; up to eight bytes, the first one lowest.
enum PieceForms {
  static func packed(_ text: some Collection<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for (index, byte) in text.enumerated() where index < 8 { word |= UInt64(byte) << UInt64(8 * index) }
    return word
  }

  private static func set(_ words: String) -> Set<UInt64> {
    Set(words.split(separator: " ").map { packed($0.utf8) })
  }

  /// Abbreviations that keep their stop.
  static let abbreviations = set(
    """
    a.m. p.m. e.g. E.g. E.G. i.e. I.e. I.E. v.s. vs. Adm. Bros. co. Co. Corp. D.C. Dr. Gen. Gov. Inc. Jr. Ltd. Md. \
    Messrs. Mo. Mont. Mr. Mrs. Ms. Ph.D. Prof. Rep. Rev. Sen. St. Mt. Ak. Ala. Apr. Ariz. Ark. Aug. Calif. Colo. \
    Conn. Dec. Del. Feb. Fla. Ga. Ia. Id. Ill. Ind. Jan. Jul. Jun. Kan. Kans. Ky. La. Mar. Mass. Mich. Minn. Miss. \
    N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nebr. Nev. Nov. Oct. Okla. Ore. Pa. S.C. Sep. Sept. Tenn. Va. Wash. Wis.
    """)

  /// What stands before `n't`, in small letters.
  static let negated = set(
    "ca could do does did had may might must need ought sha should wo would ai are is was were have has dare")

  /// What stands before `'m`, `'ll`, `'d`, `'ve` and `'re`, in small letters.
  static let contracted: [UInt64: Set<UInt64>] = {
    let pronouns = "i you he she it we they"
    let asking = "who what when where why how there that"
    let helping = "could might must should would"
    return [
      packed("m".utf8): set("i"), packed("ll".utf8): set("\(pronouns) \(asking) this these those"),
      packed("d".utf8): set("\(pronouns) \(asking) this these those"),
      packed("ve".utf8): set("i you we they not \(asking) these those \(helping)"),
      packed("re".utf8): set("you we they \(asking) these those"),
    ]
  }()
}
