import Foundation
import TestSupport
import Testing

/// The recipes that ship: each runs with its example data, what it prints with `--print` does the same to the byte, and
/// the pages name it.
@Suite struct RecipeTests {
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: Fixtures.path("recipes"))) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  /// The files below a folder, with what is in them.
  private static func files(in folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let url = folder.appendingPathComponent(path)
      if !url.hasDirectoryPath, let data = try? Data(contentsOf: url) { files[path] = data }
    }
    return files
  }

  @Test(arguments: names) func `a recipe that ships does what its commands do`(_ name: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let out = folder.appendingPathComponent("out")
    try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
    let run = "prep run \"$FIXTURES/recipes/\(name).yaml\" --set OUT=out/\(name)"
    let settings = run.replacing("OUT=out", with: "OUT=\(out.path)")
    let done = try PrepProcess.run("\(settings) --report report.json", in: folder)
    #expect(done.status == 0, "\(done.stderr)")
    let first = try Self.files(in: out)
    #expect(!first.isEmpty)
    #expect(!first.keys.contains { $0.contains(".work") })
    try Self.checkReport(folder.appendingPathComponent("report.json"))
    try FileManager.default.removeItem(at: out)
    try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
    let script = try PrepProcess.run("\(settings) --print > script && sh script", in: folder)
    #expect(script.status == 0, "\(script.stderr)")
    #expect(try Self.files(in: out) == first)
  }

  /// Every step gives account of all that it read.
  private static func checkReport(_ url: URL) throws {
    let report = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    for (name, step) in report["steps"] as? [String: [String: Any]] ?? [:] {
      func sum(_ key: String) -> Int { (step[key] as? [String: Int] ?? [:]).values.reduce(0, +) }
      let (read, written) = (try #require(step["in"] as? Int), try #require(step["out"] as? Int))
      #expect(read + sum("added") == written + sum("dropped"), "\(name)")
    }
    #expect(report["outputs"] is [String: Any])
  }

  @Test func `the pages name every recipe`() throws {
    #expect(Self.names.count >= 12)
    let readme = try String(
      contentsOf: TestData.packageFolder.appendingPathComponent("README.md"), encoding: .utf8)
    let page = try String(
      contentsOf: TestData.packageFolder.appendingPathComponent("man/prep-recipe.5"), encoding: .utf8)
    for name in Self.names {
      #expect(readme.contains("Fixtures/recipes/\(name).yaml"), "README says nothing of \(name)")
      #expect(page.contains("\(name).yaml"), "prep-recipe(5) says nothing of \(name)")
    }
  }
}
