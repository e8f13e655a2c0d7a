import Foundation
import TestSupport

/// The table of modules in Package.swift, read as text.
struct ModuleMap {
  struct Module {
    let name: String
    let imports: Set<String>
    let external: Set<String>

    /// Whether the module does a step of the pipeline and is therefore named by a gerund.
    var isStep: Bool { name.hasSuffix("ing") && name != "PrepBytePairEncoding" }
  }

  let modules: [Module]

  init() throws {
    let text = try String(
      contentsOf: TestData.packageFolder.appendingPathComponent("Package.swift"), encoding: .utf8)
    guard let start = text.range(of: "let modules"),
      let end = text.range(of: "\n]", range: start.upperBound..<text.endIndex)
    else { throw CocoaError(.formatting) }
    let table = text[start.upperBound..<end.lowerBound]
    let row = /\(\s*"(?<name>\w+)",\s*\[(?<imports>[^\]]*)\],\s*\[(?<external>[^\]]*)\]\s*\)/
    modules = table.matches(of: row).map { match in
      Module(
        name: String(match.output.name), imports: Self.quoted(match.output.imports),
        external: Set(match.output.external.matches(of: /name:\s*"(\w+)"/).map { String($0.output.1) }))
    }
  }

  /// The names a module's sources import.
  static func imports(of module: String) throws -> [(file: String, name: String)] {
    try swiftFiles(below: "Sources/" + module).flatMap { file in
      try String(contentsOf: file, encoding: .utf8).matches(of: importLine).map {
        (file.lastPathComponent, String($0.output.name))
      }
    }
  }

  private nonisolated(unsafe) static let importLine =
    #/(?m)^[ \t]*(@\w+(\([^)]*\))?[ \t]+)*((public|package|internal|private|fileprivate)[ \t]+)?import[ \t]+((struct|class|enum|protocol|func|var|let|typealias)[ \t]+)?(?<name>\w+)/#

  static func swiftFiles(below folder: String) throws -> [URL] {
    let root = TestData.packageFolder.appendingPathComponent(folder)
    let paths =
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return paths.filter { $0.pathExtension == "swift" && !$0.path.contains("/.build/") }.sorted { $0.path < $1.path }
  }

  private static func quoted(_ text: Substring) -> Set<String> {
    Set(text.matches(of: /"(\w+)"/).map { String($0.output.1) })
  }
}
