import Foundation
import TestSupport
import Testing

/// Comments on declarations are on a declaration, and speak of parameters that it has.
@Suite struct DocumentationTests {
  /// A comment on a declaration.
  private struct Remark {
    /// The line it begins on, counted from 1.
    let line: Int
    let text: [Substring]
    /// What follows it, up to the body: the declaration with its parameters.
    let declaration: String
  }

  private static let keywords: Set<Substring> = [
    "func", "init", "subscript", "var", "let", "case", "class", "struct", "enum", "protocol", "extension", "actor",
    "typealias", "associatedtype", "import", "macro", "deinit", "precedencegroup", "operator",
  ]

  private func remarks(_ source: String) -> [Remark] {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    var remarks: [Remark] = []
    var index = 0
    while index < lines.count {
      let isRemark = { (line: Substring) in line.drop { $0 == " " }.hasPrefix("///") }
      guard isRemark(lines[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < lines.count, isRemark(lines[index]) { index += 1 }
      // Attributes and conditions of compilation stand between.
      var rest = index
      while rest < lines.count, lines[rest].drop(while: { $0 == " " }).hasPrefix("#") { rest += 1 }
      let text = lines[start..<index].map { $0.drop { $0 == " " }.dropFirst(3) }
      remarks.append(
        Remark(line: start + 1, text: text, declaration: lines[rest...].prefix(40).joined(separator: "\n")))
    }
    return remarks
  }

  /// The names of the parameters of a function: inner and outer ones. Nil when it is none.
  private func parameters(_ declaration: String) -> Set<String>? {
    guard
      let head = declaration.firstMatch(
        of:
          #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:[a-z]+(?:\([a-z]+\))?\s+)*(?:func\s+[^\s(<]+|init[?!]?|subscript|case\s+\w+)/#
      )
    else { return nil }
    var rest = declaration[head.range.upperBound...]
    if rest.first == "<" {
      var depth = 0
      while let character = rest.first {
        rest.removeFirst()
        if character == "<" { depth += 1 }
        if character == ">" { depth -= 1 }
        if depth == 0 { break }
      }
    }
    guard rest.first == "(" else { return [] }
    var (depth, names, word, words): (Int, Set<String>, String, [String]) = (0, [], "", [])
    var isName = true
    for character in rest {
      switch character {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      default: break
      }
      if depth == 0 { break }
      if depth > 1 || depth == 1 && character == "(" {
        if depth == 1 { isName = true }
        continue
      }
      if character == ":" {
        if !word.isEmpty { words.append(word) }
        if isName { names.formUnion(words) }
        (isName, word, words) = (false, "", [])
      } else if character == "," {
        (isName, word, words) = (true, "", [])
      } else if character.isLetter || character.isNumber || character == "_" || character == "`" {
        if character != "`" { word.append(character) }
      } else {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
    }
    return names
  }

  /// What is wrong with the comments of a source: line and words.
  private func faults(_ source: String) -> [(line: Int, text: String)] {
    remarks(source).flatMap { remark -> [(Int, String)] in
      let first = remark.declaration.prefix { $0 != "{" }
      let words = first.split { !$0.isLetter && $0 != "_" }
      guard words.prefix(40).contains(where: { Self.keywords.contains($0) }),
        !first.drop(while: { $0 == " " }).hasPrefix("\n")
      else { return [(remark.line, "is on no declaration")] }
      let named = remark.text.compactMap { line -> String? in
        (line.firstMatch(of: #/^\s*- Parameter (\w+):/#) ?? line.firstMatch(of: #/^   \s*- (\w+):/#)).map {
          String($0.output.1)
        }
      }
      let known = ["Parameters", "Returns", "Throws", "Complexity", "Parameter", "Note", "Important"]
      let isOfFunction = remark.text.contains { $0.contains("- Parameter") }
      guard isOfFunction else { return [] }
      guard let parameters = parameters(remark.declaration) else {
        return [(remark.line, "speaks of parameters and is on no function")]
      }
      return named.filter { !known.contains($0) && !parameters.contains($0) }.map {
        (remark.line, "speaks of the parameter \($0), which is not there")
      }
    }
  }

  @Test("comments are on the declaration that they speak of") func commentsFit() throws {
    var seen = 0
    for file in try ModuleMap.swiftFiles(below: "Sources") + ModuleMap.swiftFiles(below: "Tests/TestSupport") {
      let text = try String(contentsOf: file, encoding: .utf8)
      seen += text.split(separator: "- Parameter").count - 1
      for fault in faults(text) { Issue.record("\(file.lastPathComponent):\(fault.line): the comment \(fault.text)") }
    }
    #expect(seen > 100)
  }

  @Test(
    "faults are found",
    arguments: [
      ("/// Adds.\n///\n/// - Parameter one: A number.\nfunc add(_ one: Int, to other: Int = f(1, b: 2)) {}\n", 0),
      ("/// Adds.\n///\n/// - Parameter two: A number.\nfunc add(_ one: Int) {}\n", 1),
      (
        "/// Adds.\n///\n/// - Parameters:\n///   - one: A number.\n///   - two: Another.\nfunc add(_ one: Int) {}\n", 1
      ),
      (
        "/// Adds.\n///\n/// - Parameters:\n///   - body: Is called.\nfunc add<T: A<B>>(_ body: (_ one: Int) -> T) {}\n",
        0
      ),
      (
        "struct A {\n  /// Adds.\n  ///\n  /// - Parameter two: None.\n  @inlinable package func add(_ one: Int) {}\n}\n",
        1
      ),
      ("/// Adds.\n\nfunc add() {}\n", 1),
      ("/// Adds.\n}\n", 1),
      ("/// Adds.\n@inlinable\npublic static func add() {}\n", 0),
      ("/// A number.\n///\n/// - Parameter one: None.\nvar number = 1\n", 1),
      ("/// Makes.\n///\n/// - Parameter a: One.\npackage init?(_ a: [String: Int], b: (Int, Int)) {}\n", 0),
    ])
  func findsFaults(_ source: String, _ count: Int) { #expect(faults(source).count == count) }
}
