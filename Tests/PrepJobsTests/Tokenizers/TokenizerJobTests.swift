import PrepRecords
import PrepTokenizers
import Testing

@testable import PrepJobs

@Suite struct TokenizerJobTests {
  @Test func `tokenizers are listed, shown and checked`() throws {
    let list = Memory()
    try run(ListTokenizersJob(output: list.output))
    #expect(list.text.contains("\(Tokenizer.bundledDefaultName)\tbundled\n"))
    let shown = Memory()
    var options = ShowTokenizerJob.Options()
    options.writesJSON = true
    try run(ShowTokenizerJob(options, inputs: [], output: shown.output))
    #expect(try JSONDocument(shown.bytes).root["name"]?.string() == Tokenizer.bundledDefaultName)
    let checked = Memory()
    let texts = [input("some text\n", named: "a.txt")]
    #expect(try run(CheckTokenizerJob(CheckTokenizerJob.Options(), inputs: texts, output: checked.output)).faults == 0)
    #expect(checked.text.hasSuffix("faults\t0\n"))
  }

  @Test func `vocabularies are compared on texts`() throws {
    let memory = Memory()
    var options = ShowTokenizerJob.Options()
    options.others = ["prep-32k"]
    try run(ShowTokenizerJob(options, inputs: [input("some text\n", named: "a.txt")], output: memory.output))
    #expect(memory.text.hasPrefix("vocabulary\t\(Tokenizer.bundledDefaultName)\tprep-32k\n"))
    #expect(throws: JobFailure.self) { try run(ShowTokenizerJob(options, inputs: [], output: Memory().output)) }
  }

  @Test func `ranks say what they do not hold`() throws {
    let memory = Memory()
    var options = ConvertTokenizerJob.Options(TokenizerOptions(name: Tokenizer.bundledDefaultName))
    options.writesRanks = true
    let written = try run(ConvertTokenizerJob(options, output: memory.output))
    #expect(written.isRanks)
    #expect(memory.text.split(separator: "\n").count == written.tokens)
  }
}
