import PrepBytes
import TestSupport
import Testing

@testable import PrepCodecs

@Suite struct RefusedFormatTests {
  private func format(_ bytes: [UInt8]) -> RefusedFormat? { bytes.withUnsafeBytes { RefusedFormat.signature(of: $0) } }

  @Test func `formats are known by their first bytes`() {
    #expect(format(Array("PAR1\u{15}".utf8)) == .parquet)
    #expect(format(Array("ARROW1\0\0".utf8)) == .arrow)
    #expect(format([0xFF, 0xFF, 0xFF, 0xFF, 0x10, 1, 0, 0]) == .arrow)
    #expect(format([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) == .xls)
    #expect(format(Array("BZh91AY&SY".utf8)) == .bzip2)
    #expect(format(Array("%PDF-1.7".utf8)) == .pdf)
    // Words that begin as formats do are words.
    #expect(format(Array("PARE the apple".utf8)) == nil)
    #expect(format(Array("BZh is short for Bzip".utf8)) == nil)
    #expect(format([]) == nil)
  }

  @Test func `opening an input refuses them, plain or compressed, unless told not to`() throws {
    try Fixtures.withFile("table.parquet", "PAR1 and the rest") { path in
      let refusal = #expect(throws: RefusedContainer.self) { try openInput(path: path) }
      #expect(refusal?.description.contains("prep convert") == true)
      let whole = try openInput(path: path, refusing: false).readAll()
      #expect(whole == Array("PAR1 and the rest".utf8))
    }
    try Fixtures.withFile("text.txt", "PAR and nothing else") { path in
      let whole = try openInput(path: path).readAll()
      #expect(whole == Array("PAR and nothing else".utf8))
    }
  }
}
