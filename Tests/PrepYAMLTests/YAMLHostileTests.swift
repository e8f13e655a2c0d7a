import PrepDiagnostics
import PrepYAML
import TestSupport
import Testing

/// Documents that are made to take time, memory or stack.
@Suite struct YAMLHostileTests {
  private func refusal(_ text: String, limits: YAMLLimits = YAMLLimits()) throws -> String {
    let clock = ContinuousClock()
    let start = clock.now
    let error = try #require(throws: Diagnostic.self) {
      try YAMLReader.read(Array(text.utf8), file: "r.yaml", limits: limits)
    }
    #expect(clock.now - start < .seconds(20))
    return error.message
  }

  @Test func aliasesThatMultiplyAreCounted() throws {
    // Nine aliases of nine aliases …: three gigabytes when they are written out.
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
    }
    #expect(try refusal(text).contains("more than 100,000 values"))
  }

  @Test func depthIsLimited() throws {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", "")] {
      let text = String(repeating: open, count: 100_000) + "x" + String(repeating: close, count: 100_000)
      #expect(try refusal(text).contains("levels inside each other"))
      let few = String(repeating: open, count: 64) + "x" + String(repeating: close, count: 64)
      #expect(throws: Never.self) { try YAMLReader.read(Array(few.utf8), file: "r.yaml") }
    }
    // An alias of a deep node below a deep node stays a chain of values that were read.
    let text = "a: &a " + String(repeating: "[", count: 60) + String(repeating: "]", count: 60) + "\nb: [*a, [*a]]\n"
    #expect(throws: Never.self) { try YAMLReader.read(Array(text.utf8), file: "r.yaml") }
  }

  @Test func sizeIsLimited() throws {
    #expect(try refusal(String(repeating: "# long\n", count: 200_000)).contains("more than 1,048,576 bytes"))
    #expect(try refusal(String(repeating: "- a\n", count: 200_000)).contains("more than 100,000 values"))
    #expect(try refusal(String(repeating: "%TAG !a! b\n", count: 90_000)).contains("directives"))
  }

  @Test func aMegabyteOfOneThingTakesNoQuadraticTime() throws {
    let clock = ContinuousClock()
    let start = clock.now
    for text in [
      "a: " + String(repeating: "x", count: 1_000_000), "a: \"" + String(repeating: "\\x41", count: 200_000) + "\"",
      "a: " + String(repeating: "x\n  ", count: 200_000), "a: |\n" + String(repeating: " x\n", count: 300_000),
      "a: " + String(repeating: " ", count: 1_000_000), "a: '" + String(repeating: "''", count: 400_000) + "'",
      String(repeating: "\n", count: 1_000_000), "[" + String(repeating: "a,", count: 90_000) + "]",
      "a: &" + String(repeating: "b", count: 900_000) + " c",
      "{" + (0..<40_000).map { "k\($0): v" }.joined(separator: ",") + "}",
      String(repeating: "x", count: 1_000_000) + ": a",
    ] { _ = try? YAMLReader.read(Array(text.utf8), file: "r.yaml") }
    #expect(clock.now - start < .seconds(60))
  }

  /// Every mutation of a recipe is read or refused with a place inside the file.
  @Test func changedRecipesAreReadOrRefused() throws {
    let recipe = Array(
      """
      # a recipe
      input: [train.jsonl, "extra.jsonl"]
      tokenize: &t
        tokenizer: prep-32k
        template-var: {a: 'b', c: "d\\n"}
        note: >-
          folded
          text
      pack: {length: 2048, strategy: best-fit}
      shard:
        output: |
          shards
        again: *t
      """.utf8)
    var generator = SeededGenerator(seed: 7)
    let marks = Array("[]{}:,-?&*!|>'\"%@`#\n \t~\\".utf8) + [0, 0xFF, 0xC3, 0xE2, 0x80, 0xA8, 0x85]
    for _ in 0..<3000 {
      var bytes = recipe
      for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = marks[Int.random(in: 0..<marks.count, using: &generator)]
        case 1: bytes.insert(marks[Int.random(in: 0..<marks.count, using: &generator)], at: place)
        case 2: bytes.remove(at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...30, using: &generator)))
        }
      }
      do { _ = try YAMLReader.read(bytes, file: "r.yaml") } catch {
        #expect(error.location.line >= 1 && error.location.column >= 1)
        #expect(error.location.line <= bytes.count { $0 == 0x0A || $0 == 0x0D } + 1)
      }
    }
  }
}
