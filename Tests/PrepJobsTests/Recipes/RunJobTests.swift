import Foundation
import PrepShards
import TestSupport
import Testing

@testable import PrepJobs

/// The sample of README, which is held against this file.
func prepare(_ records: [String], into directory: String) throws -> ShardWriter.Summary {
  var options = RunJob.Options(shard: ShardOptions(directory: directory))
  options.tokenize.tokenizer.name = "prep-32k-v2"
  options.pack = PackingOptions(length: 2048)
  options.shard.resumes = true
  options.identity = "all questions, 2048"
  return try JobRun(RunJob(options, inputs: JobInput.files(records))).run()
}

@Suite struct RunJobTests {
  @Test func `the whole job gives the shards of its stages`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let inputs = [input(questions(900))]
    var options = RunJob.Options(shard: ShardOptions(directory: folder.path + "/whole"))
    options.pack = PackingOptions(length: 512)
    let observer = RecordingObserver()
    let summary = try run(RunJob(options, inputs: inputs), observer: observer)
    let (tokens, rows) = (Memory(), Memory())
    _ = try run(TokenizeJob(options.tokenize, inputs: inputs, output: tokens.output))
    _ = try run(PackJob(PackingOptions(length: 512), inputs: [JobInput(tokens.bytes, named: "t")], output: rows.output))
    let staged = try run(
      ShardJob(ShardOptions(directory: folder.path + "/staged"), inputs: [JobInput(rows.bytes, named: "r")]))
    #expect(staged.datasetID == summary.datasetID)
    #expect(observer.notes.count == 3, "the tokenizer, the tokens, the rows")
    #expect(observer.report?.json.hasPrefix("{\"records\":900,\"tokenize\":{") == true)
  }

  @Test func `the sample of README runs, and is done once`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let records = folder.path + "/train.jsonl"
    try Data(questions(300).utf8).write(to: URL(fileURLWithPath: records))
    let summary = try prepare([records], into: folder.path + "/shards")
    #expect(summary.shards == 1)
    #expect(summary.keptShards == 0)
    #expect(try prepare([records], into: folder.path + "/shards").keptShards == 1)
  }

  @Test func `a recipe is read from memory`() throws {
    let text =
      "input: train.jsonl\ntokenize:\n  max-tokens: ${most:-64}\n  overflow: drop\npack:\n  length: 128\nshard:\n  output: out\n"
    let recipe = try Recipe(input(text, named: "recipe.yaml"), settings: ["pack.length=256"])
    #expect(recipe.files.paths == ["train.jsonl"])
    #expect(recipe.arguments(of: "tokenize") == ["--max-tokens=64", "--overflow=drop"])
    #expect(recipe.arguments(of: "pack") == ["--length=256"])
    let failure = #expect(throws: JobFailure.self) {
      try Recipe(input(text, named: "recipe.yaml"), settings: ["other=1"])
    }
    #expect(failure?.code == "unused-setting")
  }

  @Test func `examples of a recipe never stand beside what is given`() throws {
    let text =
      "sources:\n  one: {input: '${ONE:?a.jsonl}'}\n  two: {input: ['${TWO:?b.jsonl}', '${THREE:-c.jsonl}']}\nwrite: {output: '${OUT:-o}.jsonl'}\n"
    func recipe(_ settings: String...) throws -> Recipe {
      try Recipe(input(text, named: "recipe.yaml"), settings: settings)
    }
    #expect(try recipe().examples.map(\.name) == ["ONE", "TWO"])
    #expect(try recipe("OUT=x", "THREE=d").examples.map(\.name) == ["ONE", "TWO"])
    let mixed = #expect(throws: JobFailure.self) { try recipe("ONE=x.jsonl") }
    #expect(mixed?.code == "example-data" && mixed?.message.contains("TWO") == true)
    #expect(try recipe("ONE=x.jsonl", "TWO=y.jsonl").examples.isEmpty)
    #expect(try recipe("ONE=", "TWO=").sources.map(\.name) == ["two"])
    #expect(try recipe("ONE=x", "TWO=").sources.map { $0.files.paths } == [["x"], ["c.jsonl"]])
    let unknown = #expect(throws: JobFailure.self) { try recipe("TOW=x") }
    #expect(unknown?.message.contains("ONE, OUT, THREE, TWO") == true)
  }
}
