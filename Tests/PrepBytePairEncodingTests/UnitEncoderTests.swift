import CKernels
import TestSupport
import Testing

@testable import PrepBytePairEncoding

/// Units that are remembered have the tokens that they had when they were new.
@Suite struct UnitEncoderTests {
  private static let cuts = UnitCuts(others: .ends) { scalar in
    scalar == " " ? .begins : scalar == "," ? [.begins, .ends] : .ends
  }

  /// Tokens that tell a unit: none for some, many for others.
  private static func tokens(_ unit: UnsafeBufferPointer<UInt8>) -> [UInt32] {
    var hash: UInt32 = 17
    for byte in unit { hash = hash &* 31 &+ UInt32(byte) }
    let count = [0, 1, 1, 2, 3, 4, 5, 9, 15, 16, 40][Int(hash % 11)]
    return (0..<count).map { (hash &+ UInt32($0)) & 0x1FFF_FFFF }
  }

  private static func text(_ generator: inout SeededGenerator) -> [UInt8] {
    var text: [UInt8] = []
    for _ in 0..<Int.random(in: 0...900, using: &generator) {
      let length = [1, 2, 3, 5, 8, 14, 15, 16, 17, 40].randomElement(using: &generator) ?? 1
      // Few letters, so that units come again.
      text += (0..<length).map { _ in UInt8.random(in: 0x61...0x62, using: &generator) }
      text.append([0x20, 0x2C].randomElement(using: &generator) ?? 0x20)
    }
    if Bool.random(using: &generator) { text += [UInt8](repeating: 0x63, count: 5000) }
    return text
  }

  @Test(arguments: [PREP_PIECES_PORTABLE, PREP_PIECES_AVX2].map { Int32($0) })
  func `tokens are those of the units in order, for all who share a store`(kernel: Int32) {
    if kernel > prep_pieces_best() { return }
    var generator = SeededGenerator(seed: 23)
    // A small store, which is given up again and again.
    let store = PieceStore(budget: 1 << 14)
    let encoders = (0..<2).map { _ in UnitEncoder(store, kernel: kernel) }
    var made = 0
    for round in 0..<TestData.rounds(30) {
      let text = Self.text(&generator)
      text.withUnsafeBufferPointer { text in
        var expected: [UInt32] = [7]
        var position = 0
        while position < text.count {
          let end = Self.cuts.end(of: text, from: position)
          expected += Self.tokens(UnsafeBufferPointer(rebasing: text[position..<end]))
          position = end
        }
        for encoder in encoders {
          var tokens: [UInt32] = [7]
          encoder.encode(text, from: 0, Self.cuts, into: &tokens) { unit, output in
            made += 1
            // Now and then parts are asked for, which are told from units.
            if round % 3 == 0 {
              var ignored: [UInt32] = []
              encoder.encodePart(unit, into: &ignored) { _, made in
                made += [1, 2, 3]
                return true
              }
              #expect(ignored == [1, 2, 3])
            }
            output += Self.tokens(unit)
            return unit.count % 5 != 0
          }
          #expect(tokens == expected)
        }
      }
    }
    #expect(made > 0)
  }

  @Test func `what is sure is made once`() {
    let encoder = UnitEncoder(PieceStore())
    var made = 0
    let text = Array("one two one two, one a-very-long-unit-of-text a-very-long-unit-of-text".utf8)
    for _ in 0..<2 {
      text.withUnsafeBufferPointer {
        var tokens: [UInt32] = []
        encoder.encode($0, from: 0, Self.cuts, into: &tokens) { _, output in
          made += 1
          output.append(1)
          return true
        }
        #expect(tokens.count == 8)
      }
    }
    #expect(made == 5)
  }
}
