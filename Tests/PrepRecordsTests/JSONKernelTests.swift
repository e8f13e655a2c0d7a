import CKernels
import PrepRecords
import TestSupport
import Testing

/// The kernels of every instruction set against what they should find, byte by byte.
@Suite struct JSONKernelTests {
  struct Scan: Equatable {
    var entries: [UInt32] = []
    /// The block that holds the first fault, or nil.
    var faultyBlock: Int?
  }

  /// Runs one kernel over a text as the parsers do, with windows of the smallest size.
  static func scan(_ text: [UInt8], _ level: ScanLevel, lines: Bool) -> Scan {
    let padding = [UInt8](repeating: 0x0A, count: 128)
    var window = [UInt32](repeating: 0, count: 100)
    var result = Scan()
    (padding + text + padding).withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var state = prep_json_state()
      var position = 0
      while position <= text.count, state.has_fault == 0 {
        var count = 0
        position = prep_json_index(
          level.rawValue, base + 128, position, text.count, lines ? 1 : 0, &state, &window, window.count, &count)
        result.entries += window[..<count]
      }
      if state.has_fault != 0 { result.faultyBlock = position / 64 }
    }
    return result
  }

  @Test(arguments: 0..<4) func allKernelsFindTheSamePositionsAndFaults(seed: UInt64) {
    var generated = GeneratedJSON(seed: seed)
    for round in 0..<250 {
      var text = generated.line()
      for _ in 0..<generated.pick([0, 1, 5]) { text += [0x0A] + generated.line() }
      if round % 2 == 1 { text = generated.damaged(text) }
      for lines in [false, true] {
        let expected = Self.scan(text, .portable, lines: lines)
        for level in ScanLevel.available {
          let found = Self.scan(text, level, lines: lines)
          let comment: Comment = "\(level) \(String(decoding: text, as: UTF8.self))"
          // A character cut short at the end of a block may be found there or at the start of the next.
          let isSame = found == expected || !text.allSatisfy { $0 < 0x80 }
          #expect(isSame && (found.faultyBlock == nil) == (expected.faultyBlock == nil), comment)
          #expect(found.faultyBlock != nil || found == expected, comment)
        }
      }
    }
  }

  @Test func positionsAreThoseOfBracketsQuotesAndWords() {
    let text = Array("{\"a\\\"b\" : [1,true , -2.5e3]}\n\"x\"".utf8)
    for level in ScanLevel.available {
      let found = Self.scan(text, level, lines: true).entries.filter { $0 < text.count }.map { Int($0) }
      #expect(found.map { text[$0] } == Array("{\"\":[1,t,-]}\n\"\"".utf8), "\(level)")
      #expect(found.prefix(5) == [0, 1, 6, 8, 10])
    }
  }

  /// One byte of each class that UTF-8's rules can tell apart, and all strings of four of them, at every place in a
  /// block.
  @Test func allKernelsKnowWellFormedUTF8() {
    let bytes: [UInt8] = [
      0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF,
    ]
    let levels = ScanLevel.available
    let size = 256
    var text = [UInt8](repeating: 0x61, count: size)
    text[128] = 0x22
    var phase = 0
    text.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var window = [UInt32](repeating: 0, count: 200)
      for index in 0..<bytes.count * bytes.count * bytes.count * bytes.count {
        phase = (phase + 1) % 66
        let at = 129 + phase
        var rest = index
        for place in 0..<4 {
          base[at + place] = bytes[rest % bytes.count]
          rest /= bytes.count
        }
        base[at + 4] = 0x61
        let isValid = String(validating: buffer[at..<at + 4], as: UTF8.self) != nil
        for level in levels {
          var state = prep_json_state()
          var count = 0
          _ = prep_json_index(level.rawValue, base + 128, 0, 100, 0, &state, &window, window.count, &count)
          if (state.has_fault == 0) != isValid { Issue.record("\(level) \(Array(buffer[at..<at + 4])) at \(phase)") }
        }
        for place in 0..<5 { base[at + place] = 0x61 }
      }
    }
  }

  @Test(arguments: 0..<4) func allKernelsResolveEscapes(seed: UInt64) {
    var generated = GeneratedJSON(seed: seed)
    for _ in 0..<300 {
      let string = generated.string()
      guard case .string(let expected)? = ReferenceJSON.parse(string) else {
        Issue.record("the generator made no string")
        return
      }
      let content = Array(string[1..<string.count - 1])
      for level in ScanLevel.available {
        // A guard behind the target shows writes beyond it.
        var target = [UInt8](repeating: 0xFE, count: content.count + 64)
        let length = prep_json_unescape(level.rawValue, content, content.count, &target)
        #expect(target[content.count...].allSatisfy { $0 == 0xFE }, "\(level) writes behind its target")
        if let expected {
          #expect(length >= 0 && Array(target[..<max(0, length)]) == expected, "\(level)")
        } else {
          #expect(length < 0)
        }
      }
    }
  }

  @Test func aRunOfBackslashesOfAnyLengthIsRead() {
    for before in [0, 1, 30, 31, 62, 63] {
      for pairs in [1, 2, 31, 32, 33, 64] {
        let text = Array(
          ("\"" + String(repeating: "x", count: before) + String(repeating: "\\\\", count: pairs) + "\"").utf8)
        for level in ScanLevel.available {
          #expect(
            Self.scan(text, level, lines: false).entries.filter { $0 < text.count } == [0, UInt32(text.count - 1)])
        }
        #expect(
          verdict(text)
            == .string(Array((String(repeating: "x", count: before) + String(repeating: "\\", count: pairs)).utf8)))
        var open = text
        open.remove(at: 1 + before)
        #expect(verdict(open) == nil)
      }
    }
  }

  @Test func lineFeedsAreCountedAndFound() {
    var generator = SeededGenerator(seed: 2)
    for count in [0, 1, 7, 8, 9, 200, 2047, 2048, 5000] {
      let bytes = (0..<count).map { _ in
        Bool.random(using: &generator) ? 0x0A : UInt8.random(in: 0...255, using: &generator)
      }
      #expect(prep_count_line_feeds(bytes, count) == bytes.filter { $0 == 0x0A }.count)
      for end in stride(from: 0, through: count, by: max(1, count / 20)) {
        #expect(prep_last_line_feed(bytes, end) == bytes[..<end].lastIndex(of: 0x0A) ?? -1)
      }
      let without = bytes.map { $0 == 0x0A ? 0x0B : $0 }
      #expect(prep_last_line_feed(without, count) == -1)
      #expect(prep_count_line_feeds([UInt8](repeating: 0x0A, count: count), count) == count)
    }
  }
}
