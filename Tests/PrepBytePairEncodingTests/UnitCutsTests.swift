import TestSupport
import Testing

@testable import PrepBytePairEncoding

/// Holds the kernel that finds the ends of units against a character at a time.
@Suite struct UnitCutsTests {
  private static let characters: [String] =
    (0..<128).compactMap { Unicode.Scalar(UInt8($0)).isASCII ? String(Unicode.Scalar(UInt8($0))) : nil } + [
      "é", "ß", "ж", "я", "א", "م", "अ", "क्", "漢", "字", "か", "각", "▁", "\u{301}", "\u{3000}", "\u{FFFD}", "\u{FFFF}",
      "\u{D7FF}", "\u{E000}", "😀", "𝒳", "\u{10FFFF}", "\u{20000}", "\u{1FFFF}",
    ]

  /// The characters of bytes: their code points, or nil for a byte that is none.
  private static func characters(of bytes: [UInt8]) -> [(point: UInt32?, range: Range<Int>)] {
    var result: [(UInt32?, Range<Int>)] = []
    var position = 0
    while position < bytes.count {
      let width = (1...4).first { width in
        position + width <= bytes.count
          && String(validating: bytes[position..<position + width], as: UTF8.self).map { $0.unicodeScalars.count } == 1
      }
      let range = position..<position + (width ?? 1)
      result.append(
        (width == nil ? nil : String(decoding: bytes[range], as: UTF8.self).unicodeScalars.first?.value, range))
      position = range.upperBound
    }
    return result
  }

  private static func text(_ generator: inout SeededGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...60, using: &generator) {
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: bytes.append(UInt8.random(in: .min ... .max, using: &generator))
      case 1...4: bytes.append(UInt8.random(in: 0x20..<0x28, using: &generator))
      default: bytes += (characters.randomElement(using: &generator) ?? "").utf8
      }
    }
    return bytes
  }

  private struct Rules {
    var classes: [UInt32: UInt8] = [:]
    var others: UInt8 = 0
    var joined: Set<[UInt32]>?
    var known: Set<UInt32> = []

    func sides(_ point: UInt32?) -> UInt8 {
      guard let point else { return 0 }
      return point < 0x10000 ? classes[point] ?? 0 : others
    }

    /// Where a text may be cut: between two characters, of which the second may be the last.
    func isCut(_ first: UInt32?, _ second: UInt32?, _ third: UInt32?) -> Bool {
      let common = sides(first) & sides(second) >> 4
      if common & 1 != 0 || common & 2 != 0 && third != nil && sides(third) & 4 != 0 { return true }
      guard let joined, let first, let second, known.contains(first), known.contains(second) else { return false }
      return !joined.contains([first, second])
    }
  }

  private static func check(_ rules: Rules, _ cuts: UnitCuts, _ generator: inout SeededGenerator) {
    let bytes = text(&generator)
    let all = characters(of: bytes)
    var expected: [Int] = []
    for index in all.indices.dropFirst() {
      let third = index + 1 < all.count ? all[index + 1].point : nil
      if rules.isCut(all[index - 1].point, all[index].point, third) { expected.append(all[index].range.lowerBound) }
    }
    if !bytes.isEmpty { expected.append(bytes.count) }
    bytes.withUnsafeBufferPointer { text in
      var found: [Int] = []
      var position = 0
      let room = Int.random(in: 1...70, using: &generator)
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: room) { ends in
        while position < text.count {
          let count = cuts.fill(text, from: position, into: ends)
          if count == 0 { break }
          found += ends[..<count].map { Int($0) }
          position = found[found.count - 1]
        }
      }
      #expect(found == expected, "\(bytes)")
      if !bytes.isEmpty { #expect(cuts.end(of: text, from: 0) == expected[0]) }
      #expect(cuts.isPlain(text) == all.allSatisfy { rules.sides($0.point) & 8 != 0 })
    }
  }

  @Test func `units end where classes say, and nowhere within what is no character`() {
    var generator = SeededGenerator(seed: 21)
    for _ in 0..<6 {
      var rules = Rules()
      for character in Self.characters {
        guard let point = character.unicodeScalars.first?.value else { continue }
        rules.classes[point] = UInt8.random(in: 0..<64, using: &generator)
      }
      rules.others = UInt8.random(in: 0..<64, using: &generator)
      let classes = rules.classes
      let cuts = UnitCuts(others: UnitCuts.Sides(rawValue: rules.others)) {
        UnitCuts.Sides(rawValue: classes[$0.value] ?? 0)
      }
      for _ in 0..<TestData.rounds(60) { Self.check(rules, cuts, &generator) }
    }
  }

  @Test(arguments: [false, true]) func `besides, where no token has two characters side by side`(knowsAll: Bool) {
    var generator = SeededGenerator(seed: 22)
    for _ in 0..<3 {
      var rules = Rules(joined: [])
      var texts: [[UInt8]] = []
      for _ in 0..<60 {
        let text = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
          Self.characters.randomElement(using: &generator) ?? ""
        }.joined()
        texts.append(Array(text.utf8))
        let points = text.unicodeScalars.map(\.value)
        if points.count == 1, points[0] < 0x20000 { rules.known.insert(points[0]) }
        for (first, second) in zip(points, points.dropFirst()) { rules.joined?.insert([first, second]) }
      }
      if knowsAll {
        for character in Self.characters {
          for scalar in character.unicodeScalars where scalar.value < 0x20000 { rules.known.insert(scalar.value) }
        }
        for point in UInt32(0x20)..<0x28 { rules.known.insert(point) }
      }
      let apart: Set<UInt32> = [0x21, 0x2581]
      rules.known.subtract(apart)
      let cuts = UnitCuts(others: [], { _ in [] }, joining: texts, knowsAll: knowsAll, apart: apart)
      for _ in 0..<TestData.rounds(80) {
        let bytes = Self.text(&generator)
        let all = Self.characters(of: bytes)
        bytes.withUnsafeBufferPointer { text in
          var position = 0
          var found: Set<Int> = []
          while position < text.count {
            position = cuts.end(of: text, from: position)
            found.insert(position)
          }
          for index in all.indices.dropFirst() {
            let (first, second) = (all[index - 1].point, all[index].point)
            let isCut = found.contains(all[index].range.lowerBound)
            // Of pairs beyond ASCII some are taken for joined that are not.
            if let first, let second, first < 0x80, second < 0x80 {
              #expect(isCut == rules.isCut(first, second, nil), "\(first) \(second)")
            } else if isCut, !knowsAll || first == nil || second == nil {
              #expect(rules.isCut(first, second, nil))
            } else if isCut, let first, let second {
              #expect(rules.joined?.contains([first, second]) == false)
            }
          }
        }
      }
    }
  }
}
