import PrepRecords
import PrepTokenizers
import TestSupport
import Testing

/// A sample of README and of the landing page of PrepTokenizers.
func countTokens(_ paths: [String]) throws -> Int {
  let tokenizer = try Tokenizer.named("prep-32k-v2")
  var count = 0
  for result in JSONLinesReader(paths: paths).records {
    let record = try result.get()
    count += tokenizer.count(try record.root["text"]?.string() ?? "")
  }
  return count
}

@Suite struct ReadmeSamples {
  @Test func `the tokens of records are counted`() throws {
    try Fixtures.withFile("texts.jsonl", "{\"text\":\"one line\"}\n{\"other\":1}\n{\"text\":\"and more\"}\n") { path in
      let tokenizer = try Tokenizer.named("prep-32k-v2")
      #expect(try countTokens([path]) == tokenizer.count("one line") + tokenizer.count("and more"))
    }
    let failure = try Fixtures.withFile("bad.jsonl", "{\"text\":\"one line\"}\nnonsense\n") { path in
      #expect(throws: (any Error).self) { try countTokens([path]) }
    }
    #expect(failure != nil)
  }
}
