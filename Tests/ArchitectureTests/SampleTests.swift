import Foundation
import TestSupport
import Testing

/// Every Swift sample that people read is one that is compiled, and run where it can be: its lines stand in a test, one
/// after the other. A sample that is a manifest is read by the package manager.
@Suite struct SampleTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    let document: String
    /// The lines, as far as they say something.
    let lines: [String]

    var testDescription: String { "\(document): \(lines.first ?? "")" }
    var isManifest: Bool { lines.first?.hasPrefix("// swift-tools-version:") ?? false }
  }

  private static func meaning(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  private static func blocks(_ text: String) -> [[String]] {
    text.matches(of: /(?s)```swift\n(.*?)```/).map { meaning($0.output.1) }
  }

  private static func files(below folder: String, _ isWanted: (URL) -> Bool) -> [URL] {
    let root = TestData.packageFolder.appendingPathComponent(folder)
    let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return all.filter { isWanted($0) && !$0.path.contains("/.build/") }.sorted { $0.path < $1.path }
  }

  private static func text(_ file: URL) -> String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }

  /// README, the articles, and the comments of the sources.
  static let samples: [Sample] = {
    let articles = files(below: "Sources") { $0.pathExtension == "md" && $0.path.contains(".docc/") }
    let pages = [TestData.packageFolder.appendingPathComponent("README.md")] + articles
    let sources = files(below: "Sources") { $0.pathExtension == "swift" }.filter {
      (try? Data(contentsOf: $0))?.range(of: Data("```swift".utf8)) != nil
    }
    let comments = sources.map { file in
      (
        file,
        text(file).split(separator: "\n").compactMap { line in
          let line = line.trimmingCharacters(in: .whitespaces)
          return line.hasPrefix("///") ? String(line.dropFirst(3).drop { $0 == " " }) : nil
        }.joined(separator: "\n")
      )
    }
    return (pages.map { ($0, text($0)) } + comments).flatMap { file, text in
      blocks(text).map { Sample(document: file.lastPathComponent, lines: $0) }
    }
  }()

  private static let tests: [Data] = files(below: "Tests") { $0.pathExtension == "swift" }.compactMap {
    try? Data(contentsOf: $0)
  }

  @Test func `there are samples in README, in articles and in comments`() {
    let documents = Set(Self.samples.map(\.document))
    for name in ["README.md", "HardBoundaries.md", "TokenStream.md", "PrepRecords.md", "ResultSequence.swift"] {
      #expect(documents.contains(name))
    }
  }

  /// Whether a test has the lines of a sample, one after the other, and imports what it imports.
  private static func isTested(_ sample: [String]) -> Bool {
    let imports = sample.filter { $0.hasPrefix("import ") }
    let lines = sample.filter { !$0.hasPrefix("import ") }
    let first = Data((lines.first ?? "").utf8)
    return tests.contains { test in
      guard test.range(of: first) != nil else { return false }
      let tested = meaning(String(decoding: test, as: UTF8.self))
      return imports.allSatisfy { wanted in tested.contains { $0.hasSuffix(wanted) } }
        && tested.indices.contains { tested[$0...].starts(with: lines) }
    }
  }

  @Test(arguments: samples.filter { !$0.isManifest }) func `a sample stands in a test`(_ sample: Sample) {
    #expect(Self.isTested(sample.lines), "\(sample.lines.joined(separator: "\n"))")
  }

  @Test func `a sample that no test has is found`() throws {
    let sample = try #require(Self.samples.first { $0.document == "PackingRows.md" })
    #expect(Self.isTested(sample.lines))
    #expect(!Self.isTested(sample.lines + ["let rest = " + "nowhere"]))
    #expect(!Self.isTested(["import " + "Nothing"] + sample.lines))
    #expect(!Self.isTested(sample.lines.reversed()))
  }

  @Test(arguments: samples.filter(\.isManifest)) func `a manifest depends on this package and its products`(
    _ sample: Sample
  ) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let package = folder.appendingPathComponent("my-data")
    try FileManager.default.createDirectory(at: package, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.appendingPathComponent("prep"), withDestinationURL: TestData.packageFolder)
    try Data(sample.lines.joined(separator: "\n").utf8).write(to: package.appendingPathComponent("Package.swift"))
    let outcome = try PrepProcess.run("swift package dump-package", in: package)
    if outcome.status == 127 { return print("skipped: manifests are read by swift, which is not on the PATH") }
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let products = try PackageDump(outcome.stdout).productsUsed
    #expect(!products.isEmpty)
    let manifest = Self.text(TestData.packageFolder.appendingPathComponent("Package.swift"))
    for product in products {
      #expect(product.package == "prep")
      #expect(manifest.contains(".library(name: \"\(product.name)\""), "there is no product \(product.name)")
    }
  }
}

/// What the package manager makes of a manifest, as far as it is asked for.
private struct PackageDump {
  let productsUsed: [(name: String, package: String)]

  init(_ json: [UInt8]) throws {
    let root = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    let targets = try #require(root["targets"] as? [[String: Any]])
    let dependencies = targets.flatMap { $0["dependencies"] as? [[String: Any]] ?? [] }
    productsUsed = dependencies.compactMap { dependency in
      guard let product = dependency["product"] as? [Any], product.count > 1 else { return nil }
      return (product[0] as? String ?? "", product[1] as? String ?? "")
    }
  }
}
