import Foundation
import PrepValidating
import TestSupport
import Testing

/// Every command line that stands in a remedy is run on data with the fault, and the finding is gone.
@Suite struct RemedyTests {
  struct Remedy: CustomTestStringConvertible, Sendable {
    var id: String
    /// The command line as it stands in the remedy.
    var line: String

    var testDescription: String { "\(id): \(line)" }
  }

  /// A command line: the command, and options with or without a value.
  private static func lines(in remedy: String) -> [String] {
    let pattern = /prep [a-z]+(?: --[a-z-]+(?: (?:[A-Z]+(?:=[A-Z]+)?\b|(?!-)[a-z0-9]+(?:[-,][a-z0-9]+)*))?)*/
    return remedy.matches(of: pattern).map { String($0.output) }
  }

  static let remedies: [Remedy] = RuleCatalogue.all.flatMap { rule in
    lines(in: rule.about.remedy).map { Remedy(id: rule.about.id, line: $0) }
  }

  private static let reference = """
    {"prompt":"Why does the sea taste of salt?","completion":" It just does."}
    {"prompt":"the keeper of the lighthouse wrote down the weather every single morning for thirty years","completion":" So?"}

    """

  /// Targets that only examples name.
  private static let ownTargets = [
    "tiny": #"{"name":"tiny","title":"t","as_of":"2026-11-25","minimum_bytes":14,"maximum_bytes":30}"#,
    "tiny-tokens": #"{"name":"tiny-tokens","title":"t","as_of":"2026-11-25","maximum_tokens":6}"#,
  ]

  @Test func `there are remedies enough`() { #expect(Self.remedies.count > 45) }

  @Test func `what is said of command lines stands in them`() {
    for about in RuleCatalogue.all.map({ $0.about }) {
      let lines = Self.lines(in: about.remedy)
      for name in about.remedyValues.keys { #expect(lines.contains { $0.contains(" \(name)") }, "\(about.id) \(name)") }
      for line in about.remedyExamples.keys { #expect(lines.contains(line), "\(about.id) \(line)") }
      #expect(lines.count == about.remedy.ranges(of: /prep [a-z]/).count, "\(about.id)")
    }
  }

  @Test(arguments: remedies) func `a remedy works`(_ remedy: Remedy) throws {
    let rule = try #require(RuleCatalogue.all.first { $0.about.id == remedy.id })
    let about = rule.about
    let example = about.remedyExamples[remedy.line] ?? about.example
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func put(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: folder.appendingPathComponent(name)) }
    try put(example.fileName, example.bad)
    try put("other.jsonl", Array(Self.reference.utf8))
    for (name, text) in Self.ownTargets { try put("\(name).json", Array(text.utf8)) }
    let isInline = example.template?.contains("{%") ?? false
    let template = isInline ? "t.jinja" : example.template
    if isInline, let text = example.template { try put("t.jinja", Array(text.utf8)) }

    var select = "--select \(remedy.id)"
    let targets = example.targets.map { Self.ownTargets[$0] == nil ? $0 : "\($0).json" }
    if !targets.isEmpty { select += " --target \(targets.joined(separator: ","))" }
    if rule.needs.contains(.tokenizer) { select += " --tokenizer prep-32k" }
    if let template { select += " --template \(template)" }
    if rule.needs.contains(.reference) { select += " --against other.jsonl" }
    // The bundled tokenizer asks for no begin of text, so that there is nothing to find.
    let before = try PrepProcess.run("prep validate -q --format json \(select) \(example.fileName)", in: folder)
    if remedy.id != "K06" { #expect(!before.stdout.isEmpty, "\(before.stderr)") }

    var line = remedy.line
    for (name, value) in about.remedyValues {
      line = line.replacing(" \(name)", with: " \(value)")
    }
    let writesTokens = line.hasPrefix("prep tokenize")
    if writesTokens, let template { line += " --template \(template)" }
    let output = line.hasPrefix("prep split") ? "out.{part}.jsonl" : "out.jsonl"
    let run = try PrepProcess.run("\(line) -q \(example.fileName) -o '\(output)'", in: folder)
    // What is set aside is still a finding of the run that does it.
    #expect(run.status == 0 || (run.status == 1 && line.contains("--pass")), "\(line): \(run.stderr)")
    let outputs = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("out.") }
    #expect(!outputs.isEmpty)
    guard !writesTokens else { return }
    for file in outputs {
      let after = try PrepProcess.run("prep validate -q --format json \(select) \(file)", in: folder)
      #expect(after.status == 0 && after.stdout.isEmpty, "\(line): \(after.text)\(after.stderr)")
    }
  }
}
