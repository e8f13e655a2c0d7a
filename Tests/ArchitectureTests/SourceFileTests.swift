import Foundation
import TestSupport
import Testing

/// What every source file keeps to.
@Suite struct SourceFileTests {
  @Test("no source file has more than 500 lines") func filesAreShort() throws {
    for file in try ModuleMap.swiftFiles(below: "Sources") + ModuleMap.swiftFiles(below: "Tests") {
      let lines = try Data(contentsOf: file).count { $0 == UInt8(ascii: "\n") }
      #expect(lines <= 500, "\(file.lastPathComponent) has \(lines) lines: split it")
    }
  }

  @Test("no source forces, and only the commands print or exit") func sourcesStayCalm() throws {
    for file in try ModuleMap.swiftFiles(below: "Sources") {
      let text = try String(contentsOf: file, encoding: .utf8)
      let forbidden =
        ["try!", "fatalError("] + (file.path.contains("/PrepCommands/") ? [] : [" print(", ".exit("])
        + (file.path.contains("/PrepSystem/") ? [] : [" exit("])
      for word in forbidden { #expect(!text.contains(word), "\(file.lastPathComponent) has \(word)") }
    }
  }

  @Test("every variable that tests read is in CONTRIBUTING.md") func switches() throws {
    let page = try String(
      contentsOf: TestData.packageFolder.appendingPathComponent("CONTRIBUTING.md"), encoding: .utf8)
    var found = 0
    for file in try ModuleMap.swiftFiles(below: "Tests") {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /environment\["([A-Z_]+)"\](?! =)/) where match.1 != "PATH" {
        found += 1
        #expect(page.contains("`\(match.1)`"), "\(file.lastPathComponent) reads \(match.1)")
      }
    }
    #expect(found > 5)
  }

  @Test("the page on the architecture stays short") func architectureIsShort() throws {
    let url = TestData.packageFolder.appendingPathComponent("ARCHITECTURE.md")
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 151)
    for module in try ModuleMap().modules {
      #expect(text.contains("`\(module.name)`"), "\(module.name) is not described")
    }
  }
}
