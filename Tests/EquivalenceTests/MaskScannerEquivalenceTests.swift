import Foundation
import TestSupport
import Testing

@testable import PrepBytePairEncoding

/// Holds the scanner that works on masks, in all its variants, against the one that works on characters.
@Suite struct MaskScannerEquivalenceTests {
  static let names = SplitPattern.names.filter { name in
    SplitPattern.named(name).flatMap { MaskScanner($0.scheme) } != nil
  }
  static let representatives = SplitterEquivalenceTests.representatives
  /// What ordinary text is made of, so that long stretches have nothing unusual.
  static let usual: [[UInt8]] = ["a", "s", "t", "l", "B", "é", "漢", "1", "2", " ", " ", "\n", "'", ".", "’"].map {
    Array($0.utf8)
  }

  private static func ends(
    _ text: [UInt8], room: Int, _ fill: (UnsafeBufferPointer<UInt8>, Int, UnsafeMutableBufferPointer<UInt32>) -> Int
  )
    -> [UInt32]
  {
    var found: [UInt32] = []
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: room) { ends in
      text.withUnsafeBufferPointer { bytes in
        var position = 0
        while position < bytes.count {
          let count = fill(bytes, position, ends)
          if count == 0 { break }
          found.append(contentsOf: ends[..<count])
          position = Int(ends[count - 1])
        }
      }
    }
    return found
  }

  private struct Judge {
    let name: String
    let splitter: TextSplitter
    let scanners: [(MaskScanner.Variant, MaskScanner)]
    private(set) var differing: [String] = []

    init(_ name: String) throws {
      let pattern = try #require(SplitPattern.named(name))
      self.name = name
      splitter = TextSplitter(pattern)
      scanners = MaskScanner.Variant.allCases.filter { $0.rawValue <= MaskScanner.Variant.best.rawValue }
        .compactMap { variant in MaskScanner(pattern.scheme, variant: variant).map { (variant, $0) } }
    }

    mutating func check(_ text: [UInt8], room: Int = 130) {
      let expected = ends(text, room: room) { splitter.fillOneByOne($0, from: $1, into: $2) }
      for (variant, scanner) in scanners {
        let found = ends(text, room: room) { text, from, ends in
          text.baseAddress.map { scanner.fill($0, text.count, from: from, into: ends) } ?? 0
        }
        if found != expected, differing.count < 5 {
          differing.append("\(name), \(variant): \(text): \(found), not \(expected)")
        }
      }
    }
  }

  @Test(arguments: names) func `short texts at the edges of blocks are cut alike`(name: String) throws {
    var judge = try Judge(name)
    for phase in [0, 61, 62, 63, 64] {
      let front = [UInt8](repeating: 0x61, count: phase)
      for first in Self.representatives {
        for second in Self.representatives {
          judge.check(front + first + second)
          // With more text behind it, characters beyond ASCII are looked at together.
          if (61...63).contains(phase) { judge.check(front + first + second + Self.tail) }
        }
      }
    }
    #expect(judge.differing == [])
  }

  /// What stands before a byte: one of each class, and all that begins or is a contraction.
  private static let before: [[UInt8]] =
    ["a", "A", "漢", "\u{301}", "1", " ", "\n", ".", "/", "’"].map { Array($0.utf8) }
    + ["'", "'s", "'t", "'m", "'d", "'l", "'r", "'v", "'ll", "'re", "'ve", "'S", "'Ll", "'ſ", "s'"].map {
      Array($0.utf8)
    }
  /// What stands behind it.
  private static let behind: [[UInt8]] = ["a", "L", "é", "\u{301}", "7", " ", "\n", "!", "'", "\u{1}", "\u{3000}"].map {
    Array($0.utf8)
  }

  /// Classes hide what a table by bytes gets wrong: each byte there is, beside each class before and after.
  @Test(arguments: names) func `every byte is cut alike in every context`(name: String) throws {
    var judge = try Judge(name)
    for byte in UInt8.min...UInt8.max {
      var text: [UInt8] = []
      for before in Self.before { for behind in Self.behind { text += before + [byte] + behind } }
      judge.check(text, room: 512)
    }
    #expect(judge.differing == [])
  }

  private static let tail = [UInt8](repeating: 0x62, count: 80)

  /// Some characters are told from others by their first bytes alone.
  @Test(arguments: names) func `every character is cut alike`(name: String) throws {
    var judge = try Judge(name)
    var text: [UInt8] = []
    let beyond = stride(from: UInt32(0x10000), to: 0x110000, by: 97)
    for (number, value) in (Array(UInt32(0x80)..<0x10000) + Array(beyond)).enumerated() {
      guard let scalar = Unicode.Scalar(value) else { continue }
      text += Array(number % 3 == 0 ? "a".utf8 : number % 3 == 1 ? "漢".utf8 : " ".utf8) + Array(String(scalar).utf8)
      if text.count > 4000 {
        judge.check(text, room: 512)
        text.removeAll()
      }
    }
    judge.check(text, room: 512)
    #expect(judge.differing == [])
  }

  @Test(arguments: names) func `bytes that are no character are cut alike among characters`(name: String) throws {
    let broken: [[UInt8]] = [
      [0x80], [0xBF, 0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0xA9, 0xA9], [0xE0, 0x80, 0x80],
      [0xE0, 0x9F, 0xBF], [0xE3, 0x81],
      [0xE3], [0xE5, 0xBC], [0xE5, 0xBC, 0xA2, 0xA2], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
      [0xF0, 0x9F, 0x98],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE, 0x80],
    ]
    var judge = try Judge(name)
    for fill in ["漢", "é", "か", "a", "😀"] {
      for phase in [0, 1] + Array(54..<66) {
        let front =
          Array(String(repeating: "a", count: phase % 4).utf8)
          + Array(String(repeating: fill, count: phase / fill.utf8.count).utf8)
        for bytes in broken {
          judge.check(front + bytes + Array(String(repeating: fill, count: 40).utf8) + Self.tail, room: 512)
        }
      }
    }
    #expect(judge.differing == [])
  }

  @Test(arguments: names) func `generated texts are cut alike`(name: String) throws {
    var random = SeededGenerator(seed: 23)
    var judge = try Judge(name)
    for round in 0..<TestData.rounds(600) {
      let members = round % 3 == 0 ? Self.representatives : Self.usual
      let length = Int.random(in: 0...200, using: &random)
      let text = (0..<length).flatMap { _ in
        (Int.random(in: 0..<40, using: &random) == 0 ? Self.representatives : members).randomElement(using: &random)
          ?? []
      }
      judge.check(text, room: [1, 64, 65, 130, 512].randomElement(using: &random) ?? 512)
    }
    #expect(judge.differing == [])
  }

  @Test func `runs longer than a block are cut alike`() throws {
    for name in Self.names {
      var judge = try Judge(name)
      for member in Self.representatives {
        for count in [63, 64, 65, 127, 129, 300] {
          let run = (0..<count).flatMap { _ in member }
          judge.check(run)
          judge.check(Array(". ".utf8) + run + Array("a".utf8))
          judge.check(Array("\n".utf8) + run + Array("\n".utf8))
        }
      }
      #expect(judge.differing == [])
    }
  }

  /// All strings of three representatives at every place of a block: minutes, so a long run.
  @Test(.enabled(if: TestData.runsLongTests), arguments: names)
  func `all short texts at every place of a block are cut alike`(name: String) throws {
    var judge = try Judge(name)
    for phase in 0..<64 {
      let front = [UInt8](repeating: 0x61, count: phase)
      for first in Self.representatives {
        for second in Self.representatives {
          for third in phase == 0 || phase > 60 ? Self.representatives : [[0x2E]] {
            judge.check(front + first + second + third)
          }
        }
      }
    }
    #expect(judge.differing == [])
  }

  /// Some tens of megabytes of text of many languages.
  @Test(.enabled(if: TestData.runsLongTests), arguments: names)
  func `real text is cut alike`(name: String) throws {
    var judge = try Judge(name)
    for folder in ["unicode", "finetune", "classification", "json"] {
      for url in try TestData.files(in: folder) { judge.check([UInt8](try Data(contentsOf: url)), room: 512) }
    }
    #expect(judge.differing == [])
  }
}
