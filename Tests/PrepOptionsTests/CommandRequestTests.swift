import PrepOptions
import Testing

/// What a command line asks for.
@Suite struct CommandRequestTests {
  /// Remembers which command ran with what.
  final class Log {
    var lines: [String] = []
  }

  static func tree(_ log: Log = Log()) -> CommandDefinition {
    func sample(_ name: String) -> () -> CommandInterface {
      {
        CommandInterface(
          SampleOptions.table, discussion: "More about it.",
          examples: [CommandExample("tool \(name) --length 5", "Five at a time")]
        ) { log.lines.append("\(name) \($0.length) \($0.files)") }
      }
    }
    return CommandDefinition(
      name: "tool", abstract: "Does this and that",
      subcommands: [
        CommandDefinition(name: "pack", abstract: "Packs it", group: "Work", interface: sample("pack")),
        CommandDefinition(
          name: "train", abstract: "Trains it", group: "Work",
          subcommands: [CommandDefinition(name: "count", abstract: "Counts it", interface: sample("count"))],
          interface: sample("train")),
        CommandDefinition(
          name: "list", abstract: "Lists it", group: "Reading",
          subcommands: [CommandDefinition(name: "all", abstract: "Lists all of it", interface: sample("all"))]),
        CommandDefinition(name: "ghost", abstract: "Is not there", isHidden: true, interface: sample("ghost")),
      ])
  }

  /// What a command line comes to, in words.
  private func outcome(_ words: String...) -> String {
    let log = Log()
    do throws(CommandLineFailure) {
      switch try Self.tree(log).request(words) {
      case .run(let run):
        try? run()
        return log.lines.joined(separator: ";")
      case .help(let command, let path): return "help \(path.joined(separator: " ")): \(command.name)"
      case .version: return "version"
      }
    } catch { return "\(error.path.joined(separator: " ")): \(error)" }
  }

  @Test func `commands run with their options`() {
    #expect(outcome("pack", "--length", "5", "a") == "pack 5 [\"a\"]")
    #expect(outcome("train", "--length=5") == "train 5 []")
    #expect(outcome("train", "count", "--length=5", "count") == "count 5 [\"count\"]")
    #expect(outcome("train", "--length=5", "count") == "train 5 [\"count\"]")
    #expect(outcome("list", "all", "--length=5") == "all 5 []")
    #expect(outcome("ghost", "--length=5") == "ghost 5 []")
  }

  @Test func `help is given wherever it is asked for`() {
    for words in [["--help"], ["-h"], ["help"], [], ["--bogus", "--help"]] {
      let log = Log()
      guard case .help(let command, _)? = try? Self.tree(log).request(words) else {
        Issue.record("no help for \(words)")
        continue
      }
      #expect(command.name == "tool")
    }
    #expect(outcome("help", "pack") == "help tool pack: pack")
    #expect(outcome("help", "list", "all") == "help tool list all: all")
    #expect(outcome("pack", "--lenght", "-h") == "help tool pack: pack")
    #expect(outcome("pack", "a", "--help", "--bogus") == "help tool pack: pack")
    #expect(outcome("train", "count", "--help") == "help tool train count: count")
    #expect(outcome("list") == "help tool list: list")
    #expect(outcome("pack", "--length=5", "--", "--help") == "pack 5 [\"--help\"]")
    #expect(outcome("--version") == "version")
    #expect(outcome("pack", "--version") == "version")
  }

  @Test func `what is unknown is said, with what is near`() {
    #expect(outcome("pcak") == "tool: there is no command 'pcak'; did you mean pack? (see tool --help)")
    #expect(outcome("nonsense") == "tool: there is no command 'nonsense' (see tool --help)")
    #expect(outcome("ghosts") == "tool: there is no command 'ghosts' (see tool --help)")
    #expect(
      outcome("list", "al") == "tool list: there is no command 'list al'; did you mean all? (see tool list --help)")
    #expect(outcome("help", "nonsense") == "tool: there is no command 'nonsense' (see tool --help)")
    #expect(outcome("help", "list", "l") == "tool list: there is no command 'list l' (see tool list --help)")
    #expect(outcome("--verson") == "tool: there is no option --verson; did you mean --version? (see tool --help)")
    #expect(
      outcome("pack", "--lenght=5")
        == "tool pack: there is no option --lenght; did you mean --length? (see tool pack --help)")
    #expect(outcome("train", "count") == "tool train count: missing --length N (see tool train count --help)")
  }
}
