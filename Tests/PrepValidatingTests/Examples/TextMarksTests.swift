import CKernels
import TestSupport
import Testing

/// The marks by which rules know that there is nothing to look for.
@Suite struct TextMarksTests {
  private static func marks(_ text: [UInt8]) -> Int {
    func has(_ byte: Character) -> Bool { text.contains(byte.asciiValue!) }
    var marks = 0
    if text.contains(where: { $0 >= 0x80 }) { marks |= PREP_MARK_HIGH }
    if has("\\") { marks |= PREP_MARK_BACKSLASH }
    if zip(text, text.dropFirst()).contains(where: { $0 == 0x5C && $1 == 0x75 }) { marks |= PREP_MARK_UNICODE_ESCAPE }
    if has("&") { marks |= PREP_MARK_AMPERSAND }
    if has("`") { marks |= PREP_MARK_BACKTICK }
    return marks
  }

  @Test func `a mark is seen wherever it stands, and only then`() {
    var random = SeededGenerator(seed: 8)
    let rare: [UInt8] = Array("\\u&`".utf8) + [0x80, 0xFF]
    for length in 0..<200 {
      for wanted in 0..<8 {
        var text = (0..<length).map { _ in UInt8.random(in: 0x61...0x74, using: &random) }
        for _ in 0..<min(wanted, length) {
          text[Int.random(in: 0..<length, using: &random)] = rare.randomElement(using: &random)!
        }
        #expect(Int(prep_text_marks(text, length)) == Self.marks(text), "\(text)")
      }
    }
  }
}
