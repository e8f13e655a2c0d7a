import Foundation
import TestSupport
import Testing

/// Runs what README and the manual pages show.
@Suite struct DocumentedExampleTests {
  /// A command after `$ ` and the lines that follow it.
  struct Example: Sendable {
    var command: String
    var output: String
  }

  /// The examples of a `console` block.
  static func examples(in block: Substring) -> [Example] {
    var examples: [Example] = []
    for line in block.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("$ ") {
        examples.append(Example(command: String(line.dropFirst(2)), output: ""))
      } else if !examples.isEmpty {
        examples[examples.count - 1].output += line + "\n"
      }
    }
    return examples
  }

  /// A folder with the example data under the names the documents use.
  private func sampleFolder() throws -> URL {
    let folder = try PrepProcess.temporaryFolder()
    let outcome = try PrepProcess.run(
      """
      cp "$FIXTURES/examples/questions.jsonl" questions.jsonl
      cp questions.jsonl train.jsonl
      gzip -k train.jsonl
      sed 's/"prompt"/"question"/; s/"completion"/"answer"/' train.jsonl >faq.jsonl
      printf 'prompt,completion\\nTwo and two?,Four.\\nThree and three?,Six.\\nTwo and two?,Four.\\n' >pairs.csv
      cp "$FIXTURES/examples/texts.jsonl" texts.jsonl
      cp "$FIXTURES/README.md" README.md
      cp README.md notes.txt
      prep tokenizer convert prep-8k -o tokenizer.json
      printf '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."}]}\n' >chats.jsonl
      """, in: folder)
    #expect(outcome.status == 0, "\(outcome.stderr)")
    return folder
  }

  /// What shows commands with their output.
  static let documents: [String] = {
    let sources = TestData.packageFolder.appendingPathComponent("Sources")
    let names = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
    let articles = names.filter { name in
      guard name.hasSuffix(".md"), name.contains(".docc/") else { return false }
      return (try? String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8))?.contains("```console")
        ?? false
    }
    let docs = TestData.packageFolder.appendingPathComponent("docs")
    let pages = (try? FileManager.default.contentsOfDirectory(atPath: docs.path))?.filter { $0.hasSuffix(".md") } ?? []
    return ["README.md"] + pages.sorted().map { "docs/\($0)" } + articles.sorted().map { "Sources/\($0)" }
  }()

  @Test("the examples of a document print what they are shown to print", arguments: documents)
  func examples(_ document: String) throws {
    let text = try String(contentsOf: TestData.packageFolder.appendingPathComponent(document), encoding: .utf8)
    let blocks = text.matches(of: /(?s)```console\n(.*?)```/).map(\.output.1)
    #expect(!blocks.isEmpty)
    let folder = try sampleFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for example in blocks.flatMap(Self.examples) {
      let outcome = try PrepProcess.run("{ \(example.command)\n} 2>&1", in: folder)
      #expect(outcome.text == example.output, "\(example.command)")
    }
  }

  @Test func `README's examples run in a clone, on the files that README names`() throws {
    let text = try String(contentsOf: TestData.packageFolder.appendingPathComponent("README.md"), encoding: .utf8)
    let copying = try #require(text.firstMatch(of: /\n(cp Fixtures\/examples[^\n]*)\n/)).output.1
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let prepared = try PrepProcess.run("ln -s \"$FIXTURES\" Fixtures && \(copying)", in: folder)
    #expect(prepared.status == 0, "\(prepared.stderr)")
    for block in text.matches(of: /(?s)```console\n(.*?)```/).map(\.output.1) {
      for example in Self.examples(in: block) {
        let outcome = try PrepProcess.run("{ \(example.command)\n} 2>&1", in: folder)
        #expect(outcome.text == example.output, "\(example.command)")
      }
    }
  }

  @Test("README and prep(1) name every command") func commandsAreNamed() throws {
    let readme = try String(contentsOf: TestData.packageFolder.appendingPathComponent("README.md"), encoding: .utf8)
    let page = try String(contentsOf: TestData.packageFolder.appendingPathComponent("man/prep.1"), encoding: .utf8)
    for words in CommandCatalog.entries.map(\.words) where words.count == 2 {
      #expect(readme.contains("`\(words[1])`"), "\(words[1]) is missing in README")
      #expect(page.contains(".It Xr \(words.joined(separator: "-")) 1\n"), "\(words[1]) is missing in prep(1)")
    }
  }

  /// The commands whose pages have examples that run on the sample folder.
  static let pages = [
    "convert", "count", "decode", "decontaminate", "dedup", "doctor", "encode", "export", "filter",
    "fix",
    "format", "join", "manual", "mix", "part", "sample", "shuffle", "split", "stats", "stats-merge",
    "templates",
    "tokenizer-prune", "merge", "pack", "shard", "tokenize", "tokenizer", "tokenizer-check",
    "tokenizer-convert",
    "tokenizer-list", "tokenizer-show", "train", "train-count", "train-merge", "verify", "view",
  ]

  @Test("the examples of a manual page run", arguments: pages) func manual(_ page: String) throws {
    let text = try String(
      contentsOf: TestData.packageFolder.appendingPathComponent("man/prep-\(page).1"), encoding: .utf8)
    let start = try #require(text.range(of: ".Sh EXAMPLES"))
    let end = text.range(of: "\n.Sh ", range: start.upperBound..<text.endIndex)?.lowerBound ?? text.endIndex
    let blocks = text[start.upperBound..<end].matches(of: /(?s)\.Bd -literal[^\n]*\n(.*?)\.Ed/)
    #expect(!blocks.isEmpty)
    for block in blocks {
      let folder = try sampleFolder()
      defer { try? FileManager.default.removeItem(at: folder) }
      let prepared = try PrepProcess.run(Self.moreSamples, in: folder)
      #expect(prepared.status == 0, "\(prepared.stderr)")
      var script = block.output.1.replacing("\\e", with: "\\").replacing("cl100k", with: "prep-8k")
        .replacing("--total 2G", with: "--total 100")
      if script.contains("-o shards/") { script = "rm -rf shards; " + script }
      script = "export HOME=$PWD; " + script
      let outcome = try PrepProcess.run("set -e\n\(script)", in: folder)
      // Findings are what a command that looks for them may end with.
      #expect(outcome.status == 0 || outcome.status == 1 && page == "decontaminate", "\(script)\(outcome.stderr)")
    }
  }

  /// What the examples of manual pages speak of besides.
  private static let moreSamples = """
      sort train.jsonl >sorted.jsonl
    mkdir -p web code data evals sign pairs verified monday tuesday
      sed 's/{/{"source":"web","score":2,/' texts.jsonl >web.jsonl; sed 's/{/{"source":"books","score":1,/' texts.jsonl >>web.jsonl
      for folder in web code data; do cp texts.jsonl $folder/a.jsonl; done
      cp "$FIXTURES/languages/tree.ftz" lid.176.ftz
      cp train.jsonl valid.jsonl; cp train.jsonl sums.jsonl; cp train.jsonl pairs.jsonl; cp texts.jsonl books.jsonl; cp chats.jsonl chat.jsonl
      head -n 3 train.jsonl >gsm8k.jsonl; cp gsm8k.jsonl evals/
      printf 'text,label\\nfine,good\\nawful,bad\\n' >reviews.csv
      printf 'input: train.jsonl\\ntokenize: {tokenizer: prep-8k}\\npack: {length: 64}\\nshard: {output: run}\\n' >recipe.yaml
      prep tokenize -q chats.jsonl --template chatml -o chats.tokens; prep tokenize -q --mask all texts.jsonl -o texts.tokens; cp texts.tokens web.tokens; cp texts.tokens code.tokens
      prep shard -q -o shards texts.tokens; prep shard -q -o monday texts.tokens; prep shard -q -o tuesday texts.tokens
      prep stats -q --json --part 0/2 web -o part-0.json; prep stats -q --json --part 1/2 web -o part-1.json
    """
}
