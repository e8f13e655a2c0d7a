import Foundation
import TestSupport
import Testing

/// What real shells offer with the scripts that the program prints.
@Suite struct CompletionTests {
  @Test("shells complete commands, options, values and files", arguments: CompletingShell.allCases)
  func offers(_ shell: CompletingShell) throws {
    guard shell.isInstalled() else { return }
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data().write(to: folder.appendingPathComponent("train.jsonl"))
    try Data().write(to: folder.appendingPathComponent("trees.jsonl"))
    let printed = try PrepProcess.run("prep completions \(shell.rawValue)", in: folder)
    #expect(printed.status == 0)
    let script = printed.text
    let cases: [(String, [String], [String])] = [
      ("prep to", ["tokenize", "tokenizer"], ["train.jsonl"]),
      ("prep tokenizer ", ["list", "show", "convert", "check"], []),
      ("prep tokenize tr", ["train.jsonl", "trees.jsonl"], []), ("prep tokenize --template-v", ["--template-var"], []),
      ("prep tokenize --template qwen", ["qwen2.5", "qwen3"], []),
      ("prep count -t prep-", ["prep-8k", "prep-32k", "prep-32k-v2"], []),
      ("prep validate --target openai-", ["openai-chat", "openai-dpo"], []),
      ("prep validate --select missing-", ["missing-field"], []),
      ("prep convert --to trl-", ["trl-sft", "trl-dpo"], []), ("prep fix --apply safe,dup", ["duplicates"], []),
      ("prep run --set pack.s", ["pack.strategy=", "pack.stride=", "pack.seed="], []),
      ("prep pack --strategy ", ["best-fit", "wrap"], ["jsonl"]),
      ("prep validate --target trl-sft,trl-", ["trl-dpo", "trl-kto"], ["trl-sft,trl-sft"]),
      ("prep convert --encoding windows-125", ["windows-1252"], []),
      ("prep completions ", ["bash", "zsh", "fish"], ["jsonl"]), ("prep tokenize --max-tokens ", [], ["jsonl"]),
    ]
    let offers = try shell.offers(forEach: cases.map(\.0), script: script, in: folder)
    for ((line, wanted, unwanted), offered) in zip(cases, offers) {
      for word in wanted { #expect(offered.contains(word), "\(shell.rawValue): \(line): \(word) is not in \(offered)") }
      for word in unwanted { #expect(!offered.contains(word), "\(shell.rawValue): \(line): \(word) is in \(offered)") }
    }
  }

  @Test("a script is installed where the shell looks", arguments: CompletingShell.allCases) func installs(
    _ shell: CompletingShell
  ) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let places = [
      CompletingShell.bash: ".local/share/bash-completion/completions/prep",
      .zsh: ".local/share/zsh/site-functions/_prep",
      .fish: ".config/fish/completions/prep.fish",
    ]
    let place = try #require(places[shell])
    let outcome = try PrepProcess.run(
      "unset XDG_DATA_HOME XDG_CONFIG_HOME; export HOME=$PWD; prep completions \(shell.rawValue) --install && prep completions \(shell.rawValue) | cmp - \(place)",
      in: folder)
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(outcome.stderr.contains(place))
  }
}
