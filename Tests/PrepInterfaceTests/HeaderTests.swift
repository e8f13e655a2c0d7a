import Foundation
import TestSupport
import Testing

/// The header as compilers of C and C++ read it, and what the library shows.
@Suite struct HeaderTests {
  private static let folder = TestData.packageFolder.appendingPathComponent("Sources/CPrep")

  private static func functions(_ header: String) throws -> [String] {
    let text = try String(contentsOf: folder.appendingPathComponent("include/" + header), encoding: .utf8)
    let code = text.replacing(#/\/\/[^\n]*/#, with: "")
    return code.matches(of: #/\b(prep_\w+)\(/#).map { String($0.output.1) }
  }

  @Test func `the library shows the functions of the headers and nothing else`() throws {
    let map = try String(contentsOf: Self.folder.appendingPathComponent("exports.map"), encoding: .utf8)
    let shown = map.matches(of: #/\b(prep_\w+);/#).map { String($0.output.1) }
    #expect(try shown == Self.functions("prep.h") + Self.functions("prep_python.h"))
    #expect(map.contains("local:\n    *;") && Set(shown).count == shown.count)
  }

  @Test func `the header is short, and each function is implemented once`() throws {
    let lines = try String(contentsOf: Self.folder.appendingPathComponent("include/prep.h"), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 150)
    var implemented: [String] = []
    let sources = TestData.packageFolder.appendingPathComponent("Sources/PrepInterface")
    for file in try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil) {
      let text = try String(contentsOf: file, encoding: .utf8)
      implemented += text.matches(of: #/@c @implementation public func (\w+)/#).map { String($0.output.1) }
    }
    #expect(try implemented.sorted() == Self.functions("prep.h").sorted())
  }

  @Test(arguments: [
    ("gcc", "-std=c11"), ("gcc", "-std=c2x"), ("clang", "-std=c11"), ("g++ -x c++", "-std=c++17"),
    ("clang++ -x c++", "-std=c++17"),
  ])
  func `compilers take the header`(compiler: String, standard: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try "#include \"prep.h\"\nint main(void) { prep_encoding e = {0}; e.size = sizeof e; return (int)e.flags; }\n"
      .write(
        to: folder.appendingPathComponent("a.c"), atomically: true, encoding: .utf8)
    let name = compiler.split(separator: " ")[0]
    let outcome = try PrepProcess.run(
      "command -v \(name) >/dev/null || { echo missing; exit 0; }; \(compiler) \(standard) -Wall -Wextra -Wpedantic -Werror "
        + "-Wno-missing-field-initializers -fsyntax-only -I'\(Self.folder.path)/include' a.c", in: folder)
    if outcome.text.contains("missing") { print("skipped: there is no \(name)") }
    // Swift's clang may be without headers of the C++ library of the system; the header asks for none of it.
    #expect(outcome.status == 0, "\(compiler): \(outcome.stderr)")
  }
}
