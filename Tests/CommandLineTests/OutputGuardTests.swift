import Foundation
import PrepOptions
import TestSupport
import Testing

/// No command writes over what it reads, nor over another of its outputs, by whatever name.
@Suite struct OutputGuardTests {
  /// How one file gets a second name.
  private enum Alias: String, CaseIterable { case same, dotted, symbolicLink, hardLink }

  /// Options of commands that name a file to be written. What a directory or a beginning of names is has tests of its
  /// own.
  private static let outputNames: Set<String> = ["output", "report", "rejects", "removed", "html"]

  /// What a command needs besides its input to run: an option that it requires.
  private static func needed(by entry: CommandCatalog.Entry) -> [String] {
    switch entry.words.dropFirst().joined(separator: " ") {
    case "pack", "repack": ["--length=8"]
    case "sample": ["--share=1"]
    case "decontaminate": ["--against=other.jsonl"]
    case "filter": ["--where=true"]
    case "dedup verify": ["--signatures=other.jsonl", "--pairs=other.jsonl"]
    case "dedup apply": ["--decisions=other.jsonl"]
    case "part": ["--plan=2"]
    case "train": ["--vocab-size=300"]
    default: []
    }
  }

  private struct Case: CustomTestStringConvertible, Sendable {
    var words: [String]
    var needed: [String]
    var options: [String]

    var testDescription: String { words.joined(separator: " ") }
  }

  /// Every command that reads a file into one output.
  private static let cases: [Case] = CommandCatalog.entries.compactMap { entry in
    let options = entry.options.map(\.name).filter(outputNames.contains)
    let command = entry.words.dropFirst().joined(separator: " ")
    guard let operand = entry.interface?.operand,
      operand.name == "FILE" || command == "tokenizer convert" || command == "tokenizer show"
    else { return nil }
    // Directories and names that are made of a beginning.
    let own = ["shard", "export", "split"].contains(command) ? options.filter { $0 != "output" } : options
    return Case(words: Array(entry.words), needed: needed(by: entry), options: own)
  }

  private static let text = #"{"prompt":"Two and two?","completion":" Four."}"# + "\n"

  private func give(_ alias: Alias, of file: String, in folder: URL) throws -> String {
    let other = folder.appendingPathComponent("alias")
    try? FileManager.default.removeItem(at: other)
    switch alias {
    case .same: return file
    case .dotted: return "./" + file
    case .symbolicLink: try FileManager.default.createSymbolicLink(atPath: other.path, withDestinationPath: file)
    case .hardLink: try FileManager.default.linkItem(at: folder.appendingPathComponent(file), to: other)
    }
    return "alias"
  }

  @Test("every output of every command", arguments: cases) private func everyOutput(_ command: Case) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let isTokenizer = command.words.contains("tokenizer") && !command.words.contains("check")
    let input = isTokenizer ? "x.tokenizer.json" : "x.jsonl"
    let bytes =
      isTokenizer
      ? try Data(contentsOf: TestData.packageFolder.appendingPathComponent("Fixtures/tokenizers/small.tokenizer.json"))
      : Data(Self.text.utf8)
    let file = folder.appendingPathComponent(input)
    try bytes.write(to: file)
    try Data(Self.text.utf8).write(to: folder.appendingPathComponent("other.jsonl"))
    let name = command.words.joined(separator: " ") + " -q " + command.needed.joined(separator: " ")
    let others =
      command.words == ["prep", "split"]
      ? " -o o.{part}" : ["prep", "shard"] == command.words || ["prep", "export"] == command.words ? " -o o" : ""
    let format = command.words == ["prep", "export"] ? " --to jsonl" : ""
    for option in command.options {
      for alias in Alias.allCases {
        let path = try give(alias, of: input, in: folder)
        let skips = option == "rejects" ? command.words == ["prep", "validate"] ? " --pass" : " --on-invalid skip" : ""
        let run = try PrepProcess.run("\(name)\(others)\(format)\(skips) --\(option)=\(path) \(input)", in: folder)
        #expect(run.status == 64, "--\(option) \(alias): \(run.stderr)")
        #expect(run.stderr.contains("which is read") || run.stderr.contains("is read, and would"), "\(run.stderr)")
        #expect(try Data(contentsOf: file) == bytes, "--\(option) \(alias)")
      }
      if option == "output" {
        let run = try PrepProcess.run("\(name) \(input) >> \(input)", in: folder)
        #expect(run.status == 64, ">>: \(run.stderr)")
        #expect(try Data(contentsOf: file) == bytes, ">>")
        let read = try PrepProcess.run("\(name) -o \(input) - < \(input)", in: folder)
        if !isTokenizer { #expect(read.status == 64, "standard input: \(read.stderr)") }
        #expect(try Data(contentsOf: file) == bytes, "standard input")
      }
    }
    // Two outputs of one name.
    for first in command.options {
      for second in command.options where first < second {
        let skips =
          [first, second].contains("rejects")
          ? command.words == ["prep", "validate"] ? " --pass" : " --on-invalid skip" : ""
        let run = try PrepProcess.run(
          "\(name)\(others)\(format)\(skips) --\(first)=new --\(second)=./new \(input)", in: folder)
        #expect(run.status == 64 && run.stderr.contains("two outputs"), "--\(first) --\(second): \(run.stderr)")
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("new").path))
      }
    }
  }

  @Test func `there are commands and outputs enough`() {
    #expect(Self.cases.count > 15)
    #expect(Self.cases.flatMap(\.options).count > 35)
  }

  @Test(
    "what is read besides records",
    arguments: [
      ("tokenize -t t.json x.jsonl -o t.json", "t.json"), ("tokenize -t . x.jsonl -o tokenizer.json", "tokenizer.json"),
      ("tokenize --template c.jinja x.jsonl -o c.jinja", "c.jinja"), ("run r.yaml --report r.yaml", "r.yaml"),
      ("run r.yaml --report x.jsonl", "x.jsonl"), ("split -o '{part}.jsonl' --parts x=90%,y=10% x.jsonl", "x.jsonl"),
      ("validate --against y.jsonl x.jsonl -o y.jsonl", "y.jsonl"),
      ("train --vocab-size 2000 --continue t.json x.jsonl -o t.json", "t.json"),
      ("export --to jsonl -o x x.jsonl", "x.jsonl"), ("train merge x.jsonl y.jsonl -o x.jsonl", "x.jsonl"),
      ("tokenizer show t.json --against t.json --on x.jsonl -o x.jsonl", "x.jsonl"),
    ]) func besides(_ words: String, file: String) throws
  {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["x.jsonl", "y.jsonl"] { try Data(Self.text.utf8).write(to: folder.appendingPathComponent(name)) }
    for name in ["t.json", "tokenizer.json"] {
      try FileManager.default.copyItem(
        at: TestData.packageFolder.appendingPathComponent("Fixtures/tokenizers/small.tokenizer.json"),
        to: folder.appendingPathComponent(name))
    }
    try Data("{{ messages[0].content }}".utf8).write(to: folder.appendingPathComponent("c.jinja"))
    try Data("input: x.jsonl\nshard: {output: set}\n".utf8).write(to: folder.appendingPathComponent("r.yaml"))
    let before = try Data(contentsOf: folder.appendingPathComponent(file))
    let run = try PrepProcess.run("prep \(words)", in: folder)
    #expect(run.status == 64, "\(run.stderr)")
    #expect(try Data(contentsOf: folder.appendingPathComponent(file)) == before)
  }

  /// Every option that names something to be read, with the output of its command.
  private static let readNames: [(words: [String], needed: [String], option: String, output: String)] = {
    let written = outputNames.union(["proof", "dropped"])
    return CommandCatalog.entries.flatMap { entry in
      let names = entry.options.map(\.name)
      guard entry.interface?.operand?.name == "FILE", let output = ["output", "report"].first(where: names.contains),
        !["shard", "export", "split", "run"].contains(entry.words.last ?? "")
      else { return [(words: [String], needed: [String], option: String, output: String)]() }
      return entry.options.filter { option in
        !written.contains(option.name)
          && (option.valueName == "FILE" || ["tokenizer", "template", "like", "continue"].contains(option.name))
      }.map { (Array(entry.words), needed(by: entry), $0.name, output) }
    }
  }()

  @Test func `what options name to be read is not written over`() throws {
    #expect(Self.readNames.count > 20)
    for item in Self.readNames {
      let folder = try PrepProcess.temporaryFolder()
      defer { try? FileManager.default.removeItem(at: folder) }
      try Data(Self.text.utf8).write(to: folder.appendingPathComponent("x.jsonl"))
      let (name, bytes): (String, Data) =
        switch item.option {
        case "tokenizer", "like", "continue":
          (
            "t.json",
            try Data(
              contentsOf: TestData.packageFolder.appendingPathComponent("Fixtures/tokenizers/small.tokenizer.json"))
          )
        case "template": ("c.jinja", Data("{{ messages[0].content }}".utf8))
        case "files-from": ("list", Data("x.jsonl\n".utf8))
        default: ("y.jsonl", Data(Self.text.utf8))
        }
      let file = folder.appendingPathComponent(name)
      try bytes.write(to: file)
      let words = (item.words + item.needed + ["--\(item.option)=\(name)", "--\(item.output)=./\(name)", "x.jsonl"])
        .joined(separator: " ")
      let run = try PrepProcess.run(words, in: folder)
      #expect(run.status != 0, "\(words)")
      #expect(try Data(contentsOf: file) == bytes, "\(words): \(run.stderr)")
    }
  }

  @Test("devices, pipes and other files beside are written to") func others() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.text.utf8).write(to: folder.appendingPathComponent("x.jsonl"))
    for words in [
      "convert x.jsonl -o /dev/null --report /dev/null", "convert - < /dev/null -o /dev/null",
      "convert x.jsonl > y.jsonl",
      "convert x.jsonl --report - > y.jsonl", "convert x.jsonl -o y.jsonl", "convert x.jsonl | cat >> x.jsonl",
    ] {
      let run = try PrepProcess.run("prep \(words)", in: folder)
      #expect(run.status == 0, "\(words): \(run.stderr)")
    }
  }
}
