import Foundation
import PrepOptions
import TestSupport
import Testing

/// Completion scripts in real shells.
@Suite struct CompletionScriptTests {
  /// A tree whose commands take values of every kind.
  private var tree: CommandDefinition {
    struct Options {
      var files: [String] = []
      var file: String?
      var folder: String?
      var shape: SampleOptions.Shape?
      var shapes: [SampleOptions.Shape] = []
      var model: String?
      var count = 0
    }
    func interface() -> CommandInterface {
      CommandInterface(
        OptionTable(
          Options(), operand: .any("FILE", \.files, "Files to read: [or] 'none'"),
          [
            .value("file", short: "f", "FILE", \.file, .file, "A file"),
            .value("folder", "DIRECTORY", \.folder, .directory, "A directory"),
            .value("shape", "SHAPE", \.shape, .choice, "It's a \"shape\": [one] of `these` $HOME"),
            .list("shapes", "SHAPE,...", \.shapes, .choice, "Several"),
            .value("model", "NAME", \.model, .name().completed(by: .wordsOrFile(["mistral", "mixtral"])), "A model"),
            .value("count", "N", \.count, .quantity(), "A number"),
          ])
      ) { _ in }
    }
    return CommandDefinition(
      name: "prep", abstract: "Does it",
      subcommands: [
        CommandDefinition(name: "tokenize", abstract: "Turns: it [into] tokens", interface: interface),
        CommandDefinition(
          name: "tokenizer", abstract: "Knows it",
          subcommands: [CommandDefinition(name: "show", abstract: "Shows it", interface: interface)]),
        CommandDefinition(name: "ghost", abstract: "Is not there", isHidden: true, interface: interface),
      ])
  }

  @Test("shells offer what can stand there", arguments: CompletingShell.allCases) func offers(_ shell: CompletingShell)
    throws
  {
    guard shell.isInstalled() else { return }
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data().write(to: folder.appendingPathComponent("data one.jsonl"))
    try Data().write(to: folder.appendingPathComponent("dates.jsonl"))
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("datafolder"), withIntermediateDirectories: true)
    let script = try #require(CompletionShell(rawValue: shell.rawValue)).script(for: tree)
    var cases: [(line: String, wanted: [String], unwanted: [String])] = []
    func check(_ line: String, has wanted: [String], hasNot unwanted: [String] = []) {
      cases.append((line, wanted, unwanted))
    }
    check("prep ", has: ["tokenize", "tokenizer", "help"], hasNot: ["ghost", "jsonl"])
    check("prep tokenizer ", has: ["show"])
    check("prep tokenize --", has: ["--file", "--folder", "--shapes", "--count", "--help"])
    check("prep tokenizer show --sha", has: ["--shape", "--shapes"], hasNot: ["--file"])
    check("prep tokenize da", has: ["one.jsonl", "dates.jsonl", "datafolder"])
    check("prep tokenize --file da", has: ["one.jsonl", "dates.jsonl"])
    check("prep tokenize --folder da", has: ["datafolder"], hasNot: ["dates.jsonl"])
    check("prep tokenize --shape ", has: ["text", "chat", "prompt-completion"], hasNot: ["jsonl"])
    check("prep tokenizer show --shape ", has: ["text", "chat", "prompt-completion"], hasNot: ["jsonl"])
    check("prep tokenize --shapes t", has: ["text"])
    check("prep tokenize --shapes text,", has: ["chat", "prompt-completion"])
    check("prep tokenize --model mi", has: ["mistral", "mixtral"])
    check("prep tokenize --model da", has: ["dates.jsonl"])
    check("prep tokenize --count ", has: [], hasNot: ["jsonl", "chat"])
    let offers = try shell.offers(forEach: cases.map(\.line), script: script, in: folder)
    for ((line, wanted, unwanted), offered) in zip(cases, offers) {
      for word in wanted { #expect(offered.contains(word), "\(shell) \(line): \(word) is not in \(offered)") }
      for word in unwanted { #expect(!offered.contains(word), "\(shell) \(line): \(word) is in \(offered)") }
    }
  }

  @Test("scripts are those of their shells", arguments: CompletingShell.allCases) func isRead(_ shell: CompletingShell)
    throws
  {
    guard shell.isInstalled() else { return }
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = try #require(CompletionShell(rawValue: shell.rawValue)).script(for: tree)
    try script.write(to: folder.appendingPathComponent("script"), atomically: true, encoding: .utf8)
    let outcome = try PrepProcess.run("\(shell.rawValue) -n script", in: folder)
    #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome.stderr)")
  }
}
