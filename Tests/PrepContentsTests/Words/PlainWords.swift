import CKernels
import CUnicodeTables

/// The words of a text, slowly and plainly: the judge of the kernel. All characters are looked at first, then cut.
struct PlainWords {
  /// A word or a sign.
  struct Token: Equatable, CustomStringConvertible {
    var form: String
    var range: Range<Int>
    var isSign = false
    var begins = false
    var isCapital = false
    var hasDigit = false
    var description: String { "\(begins ? "|" : "")\(form)\(isSign ? "±" : "")@\(range)" }
  }

  /// A character in normal form, and the stretch of the text that it is made of.
  private struct Point {
    var scalar: Unicode.Scalar
    var kind: Int
    var range: Range<Int>
    var isCapital: Bool
  }

  private enum Beside { case blank, word, other }

  private(set) var tokens: [Token] = []
  private var points: [Point] = []
  private let bytes: [UInt8]

  init(_ text: String) {
    bytes = Array(text.utf8)
    readPoints(text)
    cut()
  }

  static func entry(_ point: UInt32) -> Int {
    Int(prep_word_class_pointer()![Int(prep_word_class_pages_pointer()![Int(point >> 7)]) << 7 | Int(point & 127)])
  }

  static func mapped(_ scalar: Unicode.Scalar) -> [UInt32] {
    let point = scalar.value
    if point < 0x80 { return [(0x41...0x5A).contains(point) ? point + 32 : point] }
    let number = Int(
      prep_casefold_pointer()![Int(prep_casefold_pages_pointer()![Int(point >> 7)]) << 7 | Int(point & 127)])
    if number == 0 { return [point] }
    let offsets = prep_casefold_offsets_pointer()!
    return (Int(offsets[number])..<Int(offsets[number + 1])).map { prep_casefold_scalars_pointer()![$0] }
  }

  private static func kind(_ point: UInt32) -> Int {
    guard point < 0x80, let scalar = Unicode.Scalar(point) else { return entry(point) & 15 }
    switch Character(scalar) {
    case "a"..."z", "A"..."Z", "0"..."9", "_": return prep_point_word
    case " ", "\t", "\u{B}", "\u{C}": return prep_point_blank
    case "\n", "\r": return prep_point_line
    case ".", ":", ";", "?": return prep_point_stop
    default: return "=!<>+-*/%&|^~".unicodeScalars.contains(scalar) ? prep_point_sign : 0
    }
  }

  /// Reads characters in segments that nothing composes across, each in normal form.
  private mutating func readPoints(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    var offset = 0
    var index = 0
    while index < scalars.count {
      let start = offset
      let first = scalars[index]
      var segment = [first]
      offset += first.utf8.count
      index += 1
      let isWord = first.value >= 0x80 || Self.kind(first.value) == prep_point_word
      while isWord, index < scalars.count, scalars[index].value >= 0x80, Self.entry(scalars[index].value) & 64 == 0 {
        segment.append(scalars[index])
        offset += scalars[index].utf8.count
        index += 1
      }
      let isCapital =
        first.value < 0x80 ? (0x41...0x5A).contains(first.value) : Self.entry(first.value) & 16 != 0
      let range = start..<offset
      if first.value >= 0x80, Self.entry(first.value) & 15 == prep_point_full_stop {
        points.append(
          Point(scalar: first, kind: prep_point_full_stop, range: range, isCapital: false))
        continue
      }
      let form = PlainForm.composed(segment.flatMap(Self.mapped).flatMap(PlainForm.decomposed))
      for (place, point) in form.enumerated() {
        guard let scalar = Unicode.Scalar(point) else { continue }
        points.append(
          Point(scalar: scalar, kind: Self.kind(point), range: range, isCapital: isCapital && place == 0))
      }
    }
  }

  private func beside(_ index: Int) -> (Beside, digit: Bool) {
    guard points.indices.contains(index) else { return (.blank, false) }
    let point = points[index]
    switch point.kind {
    case prep_point_word, prep_point_single, prep_point_mark:
      return (.word, isDigit(point.scalar))
    case prep_point_blank, prep_point_line: return (.blank, false)
    default: return (.other, false)
    }
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x80 ? (0x30...0x39).contains(scalar.value) : Self.entry(scalar.value) & 32 != 0
  }

  private func isWord(_ index: Int) -> Bool { points.indices.contains(index) && beside(index).0 == .word }

  private func isSign(_ index: Int) -> Bool {
    guard points.indices.contains(index) else { return false }
    return [prep_point_sign, prep_point_dash].contains(points[index].kind)
  }

  private mutating func cut() {
    var begins = true
    var isLineStart = true
    var index = 0
    func write(_ token: Token, _ tokens: inout [Token]) {
      var token = token
      token.begins = begins
      tokens.append(token)
      begins = false
    }
    while index < points.count {
      let point = points[index]
      let next = beside(index + 1).0
      switch point.kind {
      case prep_point_word, prep_point_single, prep_point_mark:
        var last = index
        if point.kind == prep_point_single {
          while isWord(last + 1), points[last + 1].kind == prep_point_mark { last += 1 }
        } else {
          while isWord(last + 1), points[last + 1].kind != prep_point_single { last += 1 }
        }
        let word = points[index...last]
        write(
          Token(
            form: String(String.UnicodeScalarView(word.map(\.scalar))),
            range: point.range.lowerBound..<points[last].range.upperBound, isCapital: point.isCapital,
            hasDigit: word.contains { isDigit($0.scalar) }), &tokens)
        isLineStart = false
        index = last
      case prep_point_blank: break
      case prep_point_line: (begins, isLineStart) = (true, true)
      case prep_point_full_stop: (begins, isLineStart) = (true, false)
      case prep_point_stop:
        if next == .blank { begins = true }
        isLineStart = false
      case prep_point_sign, prep_point_dash, prep_point_bullet:
        // Only a blank of ASCII makes a bullet.
        let blankFollows = " \t\n\r\u{B}\u{C}".utf8.contains(byte(behind: point) ?? 0x20)
        let mayBeBullet =
          point.kind != prep_point_sign || isASCII(point) && "-*+".unicodeScalars.contains(point.scalar)
        if isLineStart, mayBeBullet, blankFollows {
          (begins, isLineStart) = (true, false)
        } else if isSign(index) {
          var last = index
          while isSign(last + 1) { last += 1 }
          let signs = points[index...last].map { $0.kind == prep_point_dash ? "-" : $0.scalar }
          if counts(signs, before: beside(index - 1), after: beside(last + 1), isLineStart) {
            write(
              Token(
                form: String(String.UnicodeScalarView(signs)),
                range: point.range.lowerBound..<points[last].range.upperBound, isSign: true), &tokens)
          }
          if signs.allSatisfy({ $0 == "!" }), beside(last + 1).0 == .blank { begins = true }
          isLineStart = false
          index = last
        } else {
          isLineStart = false
        }
      case prep_point_symbol:
        write(Token(form: String(point.scalar), range: point.range, isSign: true), &tokens)
        isLineStart = false
      default:
        let before = beside(index - 1)
        let isMoney =
          point.scalar == "$" && (before.digit || "0123456789".utf8.contains(byte(behind: point) ?? 0))
        if isASCII(point), isMoney || point.scalar == "#" && before.0 == .word {
          write(Token(form: String(point.scalar), range: point.range, isSign: true), &tokens)
        }
        isLineStart = false
      }
      index += 1
    }
  }

  /// The byte behind a character; nil at the end.
  private func byte(behind point: Point) -> UInt8? {
    point.range.upperBound < bytes.count ? bytes[point.range.upperBound] : nil
  }

  /// Whether a character is written in ASCII, and not folded to it.
  private func isASCII(_ point: Point) -> Bool { point.range.count == 1 && point.scalar.isASCII }

  private func counts(
    _ signs: [Unicode.Scalar], before: (Beside, digit: Bool), after: (Beside, digit: Bool), _ isLineStart: Bool
  ) -> Bool {
    guard Set(signs).count == 1 else { return true }
    let between = before.0 == .word && after.0 == .word
    let apart = before.0 == .blank && after.0 == .blank
    if signs.count >= 3, signs[0] != "=" || signs.count > 3 || isLineStart { return false }
    switch signs[0] {
    case "!": return after.0 == .word
    case "*": return between || apart
    case "~": return signs.count == 1 || between || apart
    case "-":
      if between { return signs.count > 1 || before.digit && after.digit }
      return !apart && (signs.count > 1 || after.digit)
    default: return true
    }
  }
}

/// Canonical decomposition and composition, by the book.
enum PlainForm {
  static func decomposed(_ point: UInt32) -> [UInt32] {
    if (0xAC00..<0xAC00 + 11172).contains(point) {
      let index = point - 0xAC00
      return [0x1100 + index / 588, 0x1161 + index % 588 / 28] + (index % 28 == 0 ? [] : [0x11A7 + index % 28])
    }
    for index in 0..<Int(PREP_WORD_PAIRS) where prep_word_parted_pointer()![index] == point {
      let parts = prep_word_parts_pointer()![index]
      return decomposed(UInt32(parts >> 32)) + decomposed(UInt32(truncatingIfNeeded: parts))
    }
    return [point]
  }

  static func composed(_ points: [UInt32]) -> [UInt32] {
    var ordered: [(point: UInt32, order: Int)] = []
    for point in points {
      let order = PlainWords.entry(point) >> 8
      var place = ordered.count
      while order > 0, place > 0, ordered[place - 1].order > order { place -= 1 }
      ordered.insert((point, order), at: place)
    }
    var result: [(point: UInt32, order: Int)] = []
    var starter: Int?
    for (point, order) in ordered {
      if let starter, (starter + 1 == result.count || result[result.count - 1].order < order),
        starter + 1 == result.count || order > 0, let whole = pair(result[starter].point, point)
      {
        result[starter].point = whole
        continue
      }
      if order == 0 { starter = result.count }
      result.append((point, order))
    }
    return result.map(\.point)
  }

  private static func pair(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if (0x1100..<0x1113).contains(first), (0x1161..<0x1176).contains(second) {
      return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
    }
    if (0xAC00..<0xAC00 + 11172).contains(first), (first - 0xAC00) % 28 == 0, (0x11A8..<0x11C3).contains(second) {
      return first + second - 0x11A7
    }
    for index in 0..<Int(PREP_WORD_PAIRS)
    where prep_word_pairs_pointer()![index] == UInt64(first) << 32 | UInt64(second) {
      return prep_word_composed_pointer()![index]
    }
    return nil
  }
}
