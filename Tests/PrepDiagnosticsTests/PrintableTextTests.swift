import PrepDiagnostics
import Testing

@Suite struct PrintableTextTests {
  @Test func controlsStandAsEscapes() {
    #expect("a\u{1B}]0;title\u{7}\u{1B}[2J".printable == "a\\u001b]0;title\\u0007\\u001b[2J")
    #expect("k\n::error::x\r\ty".printable == "k\\n::error::x\\r\\ty")
    #expect("\u{9B}31m\u{85}\u{2028}\u{202E}\u{2066}".printable == "\\u009b31m\\u0085\\u2028\\u202e\\u2066")
    #expect("caf\u{10FFE9}".printable == "caf\\xE9")
    #expect("\u{10FF7F}é 世界 👩‍👩‍👧 \\n".printable == "\u{10FF7F}é 世界 👩‍👩‍👧 \\n")
  }

  /// Of every character: nothing is left that ends a line or begins an escape sequence, and doing it again changes
  /// nothing.
  @Test func everyCharacterIsSafe() {
    for point in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(point) else { continue }
      let text = String(scalar)
      let shown = text.printable
      let isSame = shown.unicodeScalars.elementsEqual(text.unicodeScalars)
      if scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .lineSeparator
        || scalar.properties.generalCategory == .paragraphSeparator || point >= 0x10FF80
      {
        #expect(!isSame && shown.utf8.allSatisfy { 0x20 <= $0 && $0 < 0x7F }, "U+\(String(point, radix: 16))")
      }
      if !isSame { #expect(shown.printable == shown) }
    }
  }

  @Test func namesAreNoCommandsOfARunner() {
    #expect("::error file=a::b".printableAtLineStart == "./::error file=a::b")
    #expect("  ##[group]".printableAtLineStart == "./  ##[group]")
    #expect("\n::error::".printableAtLineStart == "\\n::error::")
    #expect("a::b".printableAtLineStart == "a::b")
  }
}
