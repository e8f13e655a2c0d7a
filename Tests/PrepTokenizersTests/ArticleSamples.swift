import PrepTokenizers
import TestSupport
import Testing

/// The samples of the article "Encoding text": `SampleTests` sees that they have its lines.
@Suite struct ArticleSamples {
  @Test func `the samples do what the article says`() throws {
    let path = Fixtures.path("tokenizers/tiny.tokenizer.json")
    let lines = ["one line", "and another"]

    let tokenizer = try Tokenizer.named("prep-32k-v2")
    let own = try Tokenizer(contentsOf: path)
    #expect(own.vocabularySize == 421)

    let ids = try tokenizer.encode("The ferry leaves at nine.")
    let text = tokenizer.decode(ids)
    #expect(text == "The ferry leaves at nine.")

    var decoder = tokenizer.makeStreamingDecoder()
    var shown = ""
    for id in try tokenizer.encode("Fähre 船 ⛴️") { shown += decoder.append(id) }
    shown += decoder.finish()
    #expect(shown == "Fähre 船 ⛴️")

    let count = tokenizer.count("How long is this?")
    let fits = tokenizer.count(String(repeating: "very ", count: 10_000), upTo: 1_000)
    #expect(count > 3 && fits == nil)

    for placed in tokenizer.encodeWithOffsets("Fähre") {
      print(placed.token, placed.bytes, placed.scalars)
    }

    let prompt = "One line.<|endoftext|>"
    let plain = try tokenizer.encode(prompt)
    let marked = try tokenizer.encode(prompt, specialTokens: .allow(["<|endoftext|>"]))
    let end = tokenizer.specialTokens.id(named: "<|endoftext|>")
    #expect(marked.last == end && !plain.contains { $0 == end })

    let encoder = tokenizer.makeEncoder()
    var all: [UInt32] = []
    for line in lines { try encoder.encode(line, into: &all) }

    let batch = try tokenizer.encode(lines, threads: 4)
    #expect(batch.flatMap { $0 } == all)

    var bytes: [UInt8] = []
    var ends: [Int] = []
    for line in lines {
      bytes += line.utf8
      ends.append(bytes.count)
    }
    let tokens = try tokenizer.encodeBatch(bytes, ends: ends, threads: 4)
    for line in tokens.indices { tokens.withTokens(of: line) { print($0.count) } }
    #expect(tokens.tokens == all)
  }
}

/// The samples of the articles on hard boundaries and on the shared piece store.
@Suite struct IdeaSamples {
  @Test func `texts are cut between pre-tokens`() throws {
    let tokenizer = try Tokenizer.named("prep-32k")
    let left = "The ferry leaves"
    let right = " at nine."
    let whole = try tokenizer.encode(left + right)
    let parts = try tokenizer.encode(left) + tokenizer.encode(right)
    #expect(parts == whole)

    let apart = try tokenizer.encode("indi") + tokenizer.encode("visible")
    let together = try tokenizer.encode("indivisible")
    #expect(apart.count == 2 && together.count == 4)
  }

  /// Whether some token lies across the place between two characters, having each of them whole or in part.
  func spans(_ left: Character, _ right: Character, _ tokens: [[UInt8]]) -> Bool {
    let (left, right) = (Array(String(left).utf8), Array(String(right).utf8))
    return tokens.contains { token in
      token.indices.dropFirst().contains { cut in
        token[..<cut].suffix(left.count) == left.suffix(cut)
          && token[cut...].prefix(right.count) == right.prefix(token.count - cut)
      }
    }
  }

  @Test func `a sentence is cut where no token lies across`() throws {
    let small = try Tokenizer.named("prep-8k")
    let tokens = (0..<UInt32(small.vocabularySize)).compactMap { small.isSpecial($0) ? nil : small.decode($0) }
    let sentence = Array("市場は静かだった")
    let cuts = sentence.indices.dropFirst().filter { !spans(sentence[$0 - 1], sentence[$0], tokens) }
    var ids: [UInt32] = []
    for (start, end) in zip([0] + cuts, cuts + [sentence.count]) {
      ids += try small.encode(String(sentence[start..<end]))
    }
    #expect(try ids == small.encode(String(sentence)))
    #expect(cuts.count > 2)
    #expect(spans("だ", "っ", tokens) == !cuts.contains(6))
  }

  @Test func `what encoders share changes nothing`() throws {
    let tokenizer = try Tokenizer.named("prep-32k-v2")
    let lines = (0..<500).map { "\($0): the ferry leaves at nine, 船は九時に出ます" }
    let alone = try lines.map { try tokenizer.encode($0) }
    let shared = try tokenizer.encode(lines, threads: 4)
    #expect(shared == alone)

    let encoders = (0..<2).map { _ in tokenizer.makeEncoder() }
    var first: [UInt32] = []
    var second: [UInt32] = []
    try encoders[0].encode("the ferry leaves", into: &first)
    try encoders[1].encode("the ferry leaves", into: &second)
    #expect(first == second && !first.isEmpty)
  }
}
