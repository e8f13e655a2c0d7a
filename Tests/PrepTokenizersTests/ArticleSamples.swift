import PrepTokenizers
import TestSupport
import Testing

/// The samples of the article "Encoding text", which is held against this file by `ArticleTests`.
@Suite struct ArticleSamples {
  @Test func `the samples do what the article says`() throws {
    let path = Fixtures.path("tokenizers/tiny.tokenizer.json")
    let lines = ["one line", "and another"]

    let tokenizer = try Tokenizer.named("prep-32k")
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
