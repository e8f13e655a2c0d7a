import Foundation
import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct RecipePlanTests {
  /// What is said of a recipe; nil for nothing.
  private static func fault(_ text: String, _ settings: [String] = []) throws -> String? {
    do {
      _ = try RecipePlan(try Recipe(input(text, named: "r.yaml"), settings: settings))
      return nil
    } catch let fault as Diagnostic { return "\(fault.location): \(fault.message)" } catch let failure as JobFailure {
      return failure.message
    }
  }

  private static let end = "write: {output: out.jsonl}\n"

  @Test(arguments: [
    ("step: []\n" + end, "r.yaml:1:1: there is no stage 'step'", "did you mean steps?"),
    ("dedup: {}\n" + end, "r.yaml:1:1: dedup is a step and belongs in the list 'steps'", ""),
    ("steps: {dedup: {}}\n" + end, "r.yaml:1:8: steps is a list", ""),
    ("steps:\n  - dedupe\n" + end, "r.yaml:2:5: there is no step 'dedupe'; did you mean dedup?", ""),
    ("steps:\n  - bake: {hot: true}\n" + end, "r.yaml:2:5: there is no step 'bake'; there are convert,", ""),
    ("steps:\n  - dedup: {}\n    shuffle: {}\n" + end, "r.yaml:2:5: a step is one name", ""),
    ("steps:\n  - dedup: {naer: covered}\n" + end, "r.yaml:2:13: dedup: there is no option naer", "did you mean near?"),
    ("steps:\n  - dedup: {keep: longest}\n" + end, "r.yaml:2:13: dedup: --keep longest needs --near", ""),
    ("steps:\n  - shuffle: {seed: many}\n" + end, "r.yaml:2:15: shuffle: seed takes", ""),
    ("steps:\n  - shuffle: {part: 0/2}\n" + end, "r.yaml:2:15: shuffle: part is an option of the run", ""),
    ("steps:\n  - filter: size(\n" + end, "r.yaml:2:13: filter: where", ""),
    (
      "steps:\n  - decontaminate: {action: report, against: e.jsonl}\n" + end, "r.yaml:2:21: decontaminate: --action",
      ""
    ),
    ("steps:\n  - decontaminate\n" + end, "r.yaml:2:5: decontaminate: missing against", ""),
    ("steps:\n  - mix\n" + end, "r.yaml:2:5: mix: a mixture is made of several sources", ""),
    (
      "steps:\n  - split\n  - split\nwrite: {output: '{part}'}\n", "r.yaml:3:5: split: the records are split already",
      ""
    ),
    ("steps:\n  - split\n" + end, "r.yaml:3:9: write: output needs {part}", ""),
    ("write: {output: 'x.{part}'}\n", "r.yaml:1:9: write: output has {part} in it, and no step split", ""),
    ("steps:\n  - dedup\n", "the recipe ends in nothing", ""),
    ("pack: {length: 4}\n" + end, "nothing takes the tokens of pack", ""),
    ("shard: {output: a}\nexport: {to: npy, output: b}\n", "a recipe shards its tokens or exports them", ""),
    ("input: a.jsonl\nsources: {web: {input: b.jsonl}}\n" + end, "r.yaml: a recipe has an input or sources", ""),
    ("sources: {a b: {input: b.jsonl}}\n" + end, "r.yaml:1:11: the name of a source", ""),
    ("sources: {web: {weight: 2}}\n" + end, "r.yaml:1:11: the source 'web' has no input", ""),
    ("sources: {web: {input: '-'}}\n" + end, "r.yaml:1:11: the source 'web' is standard input", ""),
    (
      "sources: {web: {input: a, wieght: 2}}\n" + end, "r.yaml:1:27: a source has no 'wieght'; did you mean weight?", ""
    ),
    ("sources: {web: {input: a, weight: x}}\n" + end, "r.yaml:1:35: weight takes a number", ""),
    ("sources: {web: {input: a, mix: {}}}\n" + end, "r.yaml:1:27: a source has no 'mix'", ""),
    ("sources: {web: {input: a, steps: [split]}}\n" + end, "r.yaml:1:35: split is not a step of a source", ""),
    ("sources: {web: {input: /dev/null, weight: 2}}\n" + end, "r.yaml:1:11: the source 'web' has a weight", ""),
    (
      "sources: {web: {input: /dev/null, to: chat, convert: {to: text}}}\n" + end,
      "r.yaml:1:35: convert: to: the option appears twice", ""
    ),
  ])
  func `what is wrong is said with its place and the nearest names`(_ text: String, _ start: String, _ end: String)
    throws
  {
    let fault = try #require(try Self.fault(text))
    #expect(fault.hasPrefix(start) && (end.isEmpty || fault.contains(end)), "\(fault)")
  }

  @Test func `a setting replaces an option of the one step of a name`() throws {
    let text = "input: /dev/null\nsteps:\n  - dedup: {by: line}\n  - shuffle\n  - shuffle: {seed: 2}\n" + Self.end
    let recipe = try Recipe(input(text, named: "r.yaml"), settings: ["dedup.by=prompt"])
    #expect(try RecipePlan(recipe).steps[0].words == ["--by=prompt"])
    #expect(try Self.fault(text, ["shuffle.seed=3"])?.hasPrefix("the recipe has 2 steps shuffle") == true)
    #expect(try Self.fault(text, ["mix.seed=3"]) == "the recipe has no step mix")
  }

  @Test func `sources are read as they say, and are mixed or follow one another`() throws {
    let text = """
      sources:
        a: {input: /dev/null, map: {prompt: question}, weight: 3}
        b: {input: /dev/null, from: csv}
        c: {input: /dev/null, to: chat, dedup: {by: chat}}
      steps: [dedup, mix, shuffle, split, shuffle]
      write: {output: 'out.{part}'}
      """
    let plan = try RecipePlan(Recipe(input(text, named: "r.yaml")))
    #expect(
      plan.steps.map { ([$0.id] + $0.words).joined(separator: " ") } == [
        "01-convert-a --map=prompt=question", "02-convert-b --from=csv --to=records", "03-convert-c --to=chat",
        "04-dedup-c --by=chat", "05-dedup", "06-mix", "07-shuffle", "08-split", "09-shuffle-train", "10-shuffle-valid",
      ])
    // Copies are looked for across the sources, which stay apart.
    #expect(plan.steps[4].parts == ["a", "b", "c"])
    #expect(plan.steps[5].sources.map(\.weight) == [3, 1, 1])
    #expect(plan.outputs.map(\.part) == ["train", "valid"])
    #expect(plan.folder == "out.parts.work")
    let joined = text.replacing(", weight: 3", with: "").replacing("mix, ", with: "")
    #expect(
      try RecipePlan(Recipe(input(joined, named: "r.yaml"))).steps.map(\.id).dropFirst(4) == [
        "05-dedup", "06-shuffle", "07-split", "08-shuffle-train", "09-shuffle-valid",
      ])
  }

  @Test func `a folder that no run made is left alone`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let work = folder.path + "/work"
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: work + "/01-mine"))
    let text = "input: /dev/null\nwork: \(work)\nsteps: [dedup]\nwrite: {output: \(folder.path)/out.jsonl}\n"
    #expect {
      try run(RecipeJob(RecipePlan(Recipe(input(text, named: "r.yaml"))), findings: Memory().output))
    } throws: {
      FailureKind(of: $0) == .cannotCreate
    }
    #expect(FileManager.default.fileExists(atPath: work + "/01-mine"))
  }

  @Test func `two runs in one folder are not possible, nor are outputs that are inputs`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let work = try RecipeFolder(folder.path + "/work", keeps: true)
    let text =
      "input: \(folder.path)/in.jsonl\nwork: \(folder.path)/work\nsteps: [dedup]\nwrite: {output: \(folder.path)/OUT.jsonl}\n"
    try Data(questions(3).utf8).write(to: folder.appendingPathComponent("in.jsonl"))
    func attempt(_ text: String) throws {
      _ = try run(RecipeJob(RecipePlan(Recipe(input(text, named: "r.yaml"))), findings: Memory().output))
    }
    #expect { try attempt(text) } throws: { FailureKind(of: $0) == .interrupted }
    #expect(throws: JobFailure.self) { try attempt(text.replacing("OUT", with: "in")) }
    withExtendedLifetime(work) {}
  }
}
