import TestSupport
import Testing

@testable import PrepRecords

@Suite struct BlankTextTests {
  /// What says nothing, character by character, as Unicode tells it: the slow way.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isWhitespace || scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) { return true }
    return scalar == "\u{FEFF}"
      || [0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F].contains { $0.contains(scalar.value) }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    scalar.utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }

  private static func view(_ written: String) throws -> JSONView { try JSONDocument(Array("\"\(written)\"".utf8)).root }

  @Test func `a text of one character says nothing where the character says nothing, however it is written`() throws {
    for value in 0...0x10FFFF as ClosedRange<UInt32> {
      guard value < 0x3100 || value % 97 == 0 || (0xFE00...0xFFFF).contains(value),
        let scalar = Unicode.Scalar(value)
      else { continue }
      let blank = Self.isBlank(scalar)
      #expect(try Self.view(Self.escaped(scalar)).isBlank == blank, "\\u\(String(value, radix: 16))")
      #expect(try Self.view(" " + Self.escaped(scalar) + "\\n").isBlank == blank)
      if value >= 0x20, scalar != "\"", scalar != "\\" {
        #expect(try Self.view(String(Character(scalar))).isBlank == blank, "U+\(String(value, radix: 16)) written out")
      }
    }
  }

  @Test func `what is no text is not blank, and what says nothing is`() throws {
    for nothing in ["", " ", "\\b\\f\\n\\r\\t", " \u{3000}\\u3000\u{200B}"] { #expect(try Self.view(nothing).isBlank) }
    for something in ["a", " a", "\\\\", "\\\"", "\\/", "\\ud83d\\ude00", "\\u0041", "\u{3000}x"] {
      #expect(try !Self.view(something).isBlank, "\(something)")
    }
    for value in ["0", "null", "[]", "{}", "false"] { #expect(try !JSONDocument(Array(value.utf8)).root.isBlank) }
  }
}
