import Foundation
import TestSupport
import Testing

/// Holds the manual pages against the commands: a page for each, and in it the options the command has, no more and no less.
@Suite struct ManualPageTests {
  /// A command as the tool describes itself.
  struct Command: Decodable, Sendable {
    struct Name: Decodable, Sendable {
      var kind: String
      var name: String
    }
    struct Argument: Decodable, Sendable {
      var kind: String
      var names: [Name]?
    }
    var commandName: String
    var arguments: [Argument]?
    var subcommands: [Command]?
    var defaultSubcommand: String?

    /// The command and those below it, with the words that call them.
    func withPaths(_ above: [String] = []) -> [(words: [String], command: Command)] {
      let words = above + [commandName]
      var own = self
      // A default subcommand is called by the words of its parent, and described on its page.
      if let standard = subcommands?.first(where: { $0.commandName == defaultSubcommand }) {
        own.arguments = (arguments ?? []) + (standard.arguments ?? [])
      }
      let others = (subcommands ?? []).filter { $0.commandName != "help" && $0.commandName != defaultSubcommand }
      return [(words, own)] + others.flatMap { $0.withPaths(words) }
    }

    var longOptions: Set<String> {
      Set((arguments ?? []).flatMap { $0.names ?? [] }.filter { $0.kind == "long" }.map(\.name))
        .subtracting(["help", "version"])
    }
  }

  struct Description: Decodable { var command: Command }

  static func commands() throws -> [(words: [String], command: Command)] {
    let folder = TestData.packageFolder
    let outcome = try PrepProcess.run("prep --experimental-dump-help", in: folder)
    return try JSONDecoder().decode(Description.self, from: Data(outcome.stdout)).command.withPaths()
  }

  @Test("every command has a page with exactly its options") func pagesMatchCommands() throws {
    let commands = try Self.commands()
    #expect(commands.count > 5)
    for (words, command) in commands {
      let name = words.joined(separator: "-")
      let url = TestData.packageFolder.appendingPathComponent("man/\(name).1")
      guard let page = try? String(contentsOf: url, encoding: .utf8) else {
        Issue.record("there is no page man/\(name).1")
        continue
      }
      let items = page.split(separator: "\n").filter { $0.hasPrefix(".It Fl") }
      let documented = Set(items.flatMap { $0.matches(of: /Fl -([a-z][a-z0-9-]*)/).map { String($0.output.1) } })
      #expect(documented == command.longOptions, "\(name).1: \(documented.symmetricDifference(command.longOptions).sorted())")
      for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"] {
        #expect(page.contains(".Sh \(heading)\n"), "\(name).1 has no section \(heading)")
      }
    }
  }

  @Test("pages refer to pages that exist") func referencesExist() throws {
    let folder = TestData.packageFolder.appendingPathComponent("man")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let page = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      for match in page.matches(of: /(?m)^\.(It )?Xr (prep[a-z-]*) ([0-9])/) {
        let target = "\(match.output.2).\(match.output.3)"
        #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(target).path), "\(file) refers to \(target)")
      }
    }
  }
}
