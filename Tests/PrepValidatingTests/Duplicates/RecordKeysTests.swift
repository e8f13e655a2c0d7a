import CKernels
import TestSupport
import Testing

@Suite struct RecordKeysTests {
  /// What is compared but for blanks and the case of letters, written plainly.
  private static func folded(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "\\"), index + 1 < text.count {
        if ![UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r")].contains(text[index + 1]) {
          result += text[index...index + 1]
        }
        index += 2
        continue
      }
      if text[index] > 0x20 { result.append((0x41...0x5A).contains(text[index]) ? text[index] + 0x20 : text[index]) }
      index += 1
    }
    return result
  }

  @Test func `texts of every length fold alike, wherever blanks and escapes stand`() {
    var random = SeededGenerator(seed: 7)
    let letters: [UInt8] = Array("aZ bQ\t\\n\"\\t\\ 09[@`{".utf8) + [0x00, 0x1F, 0x20, 0x21, 0x7F, 0x80, 0xC3, 0xFF]
    for length in 0..<200 {
      for isRich in [false, true] {
        let text = (0..<length).map { _ in
          isRich
            ? letters[Int.random(in: 0..<letters.count, using: &random)] : UInt8.random(in: 0x41...0x7A, using: &random)
        }
        // Exactly the room that is promised: a byte more would be seen.
        var target = [UInt8](repeating: 0xEE, count: length + 1)
        let count = prep_fold_text(text, length, &target)
        #expect(Array(target[..<count]) == Self.folded(text), "\(text)")
        #expect(target[length] == 0xEE)
      }
    }
  }
}
