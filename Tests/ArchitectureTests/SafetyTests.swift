import Foundation
import TestSupport
import Testing

/// Code that the compiler does not hold safe says, in a line that begins with SAFETY, why it is right.
@Suite struct SafetyTests {
  /// A construct, and whether the words on the type are enough; else they stand in the function or on it.
  private struct Construct: Sendable {
    let text: String
    let isOfType: Bool
  }

  private static let constructs: [Construct] =
    [
      "unsafeBitCast(", "loadUnaligned(", ".load(as:", ".load(fromByteOffset:", "assumingMemoryBound(",
      "withMemoryRebound(", "bindMemory(", "unsafelyUnwrapped", "Unmanaged", "-enforce-exclusivity",
    ].map { Construct(text: $0, isOfType: false) }
    + ["@unchecked Sendable", "nonisolated(unsafe)", "@exclusivity(unchecked)"].map {
      Construct(text: $0, isOfType: true)
    }

  private func indentation(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }

  private func isRemark(_ line: Substring) -> Bool {
    let text = line.drop { $0 == " " }
    return text.hasPrefix("//") || text.hasPrefix("@")
  }

  /// Whether a line begins a declaration that others can stand in.
  private func isHead(_ line: Substring, ofType: Bool) -> Bool {
    let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    let keywords: Set<Substring> =
      ofType
      ? ["class", "struct", "enum", "extension", "actor"]
      : ["func", "init", "deinit", "subscript", "class", "struct", "enum", "extension", "actor"]
    return words.contains { keywords.contains($0) } || !ofType && words.contains("var") && line.hasSuffix("{")
  }

  /// Whether the declaration that a line stands in, up to its head and the comments on it, says why the line is right.
  private func isJustified(_ lines: [Substring], _ index: Int, ofType: Bool) -> Bool {
    // Words below a head, as its first ones, are on it too.
    if ofType, lines[index...].prefix(4).contains(where: { $0.contains("SAFETY") }) { return true }
    var place = index
    var isHead = isHead(lines[index], ofType: ofType)
    while true {
      if lines[place].contains("SAFETY") { return true }
      if isHead {
        while place > 0, isRemark(lines[place - 1]) {
          place -= 1
          if lines[place].contains("SAFETY") { return true }
        }
        return false
      }
      guard place > 0 else { return false }
      place -= 1
      if isRemark(lines[place]) { continue }
      isHead = indentation(lines[place]) < indentation(lines[index]) && self.isHead(lines[place], ofType: ofType)
    }
  }

  /// The places in a source that do not say why they are right: line and construct.
  private func gaps(_ text: String) -> [(line: Int, construct: String)] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices.flatMap { index -> [(Int, String)] in
      if lines[index].drop(while: { $0 == " " }).hasPrefix("//") { return [] }
      return Self.constructs.filter { lines[index].contains($0.text) }
        .filter { !isJustified(lines, index, ofType: $0.isOfType) }.map { (index + 1, $0.text) }
    }
  }

  @Test("every unsafe construct has a SAFETY line") func unsafeCodeIsJustified() throws {
    var seen = 0
    for file in try ModuleMap.swiftFiles(below: "Sources") + [
      TestData.packageFolder.appendingPathComponent("Package.swift")
    ] {
      let text = try String(contentsOf: file, encoding: .utf8)
      seen += Self.constructs.count { text.contains($0.text) }
      for gap in gaps(text) {
        Issue.record("\(file.lastPathComponent):\(gap.line): \(gap.construct) without a line that begins with SAFETY")
      }
    }
    #expect(seen > 100)
  }

  @Test(
    "what stands elsewhere does not justify",
    arguments: [
      ("struct A {\n  // SAFETY: it is.\n  func f() {\n    p.loadUnaligned(as: Int.self)\n  }\n}\n", 0),
      (
        "struct A {\n  func f() {\n    // SAFETY: it is.\n    g {\n      p.loadUnaligned(as: Int.self)\n    }\n  }\n}\n",
        0
      ),
      ("// SAFETY: it is.\nstruct A {\n  func f() {\n    p.loadUnaligned(as: Int.self)\n  }\n}\n", 1),
      ("struct A {\n  // SAFETY: it is.\n  func f() {}\n  func g() {\n    p.loadUnaligned(as: Int.self)\n  }\n}\n", 1),
      ("/// SAFETY of it: it is.\nfinal class A: @unchecked Sendable {}\n", 0),
      ("/// SAFETY: it is.\nfinal class A {}\n\nfinal class B: @unchecked Sendable {}\n", 1),
      (
        "class A {\n  // SAFETY: it is.\n  @exclusivity(unchecked) var a = 1\n  @exclusivity(unchecked) var b = 1\n}\n",
        0
      ),
    ])
  func looksInTheRightPlace(_ source: String, _ expected: Int) { #expect(gaps(source).count == expected) }
}
