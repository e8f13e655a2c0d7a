import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes
import PrepTemplates
import PrepTokenizers
import PrepTokenizing
import PrepValidating

/// Runs a validation over bytes in memory.
enum Validating {
  /// A target for tests of limits on sizes.
  static let tiny = """
    {"name": "tiny", "title": "a small target", "as_of": "2026-11-25", "minimum_bytes": 14, "maximum_bytes": 30}
    """

  static let tinyTokens = """
    {"name": "tiny-tokens", "title": "a target of short examples", "as_of": "2026-11-25", "maximum_tokens": 6}
    """

  static let tokenizer = Result { try Tokenizer.named(Tokenizer.bundledDefaultName) }

  static func reference(_ text: String) throws -> ReferenceSet {
    let chunker = LineChunker(source: MemoryByteSource(Array(text.utf8)))
    return try ReferenceSet { try chunker.next()?.parse() }
  }

  /// Renders with a template, which is named or given as its text.
  static func inspection(_ tokenizer: Tokenizer, _ template: String) throws -> Inspection {
    let template =
      try template.contains("{%")
      ? ChatTemplate(name: "inline", source: Array(template.utf8)) : ChatTemplate.named(template)
    var options = TokenizingOptions(for: tokenizer)
    options.chat = try ChatFormat(template)
    return Inspection(template: template.name, marksGeneration: template.marksGeneration) { [options] in
      let inspector = ExampleInspector(tokenizer, options: options, names: .usual)
      return { inspector.inspect($0) }
    }
  }

  static func profiles(_ names: [String]) throws -> [TargetProfile] {
    try names.map { name in
      switch name {
      case "tiny": try TargetProfile(json: Array(tiny.utf8), file: "tiny.json")
      case "tiny-tokens": try TargetProfile(json: Array(tinyTokens.utf8), file: "tiny-tokens.json")
      default: try TargetProfiles.named(name)
      }
    }
  }

  static func findings(
    _ text: [UInt8], targets: [String] = [], select: [String] = ["all"], ignore: [String] = [],
    file: String = "train.jsonl",
    container: String = "jsonl", threads: Int = 1, chunkSize: Int = 1 << 18, memory: Int = 96 << 20,
    tokenizer: Tokenizer? = nil, template: String? = nil, reference: ReferenceSet? = nil
  ) throws -> [Finding] {
    try run(
      text, targets: targets, select: select, ignore: ignore, file: file, container: container, threads: threads,
      chunkSize: chunkSize, memory: memory, tokenizer: tokenizer, template: template, reference: reference
    ).findings
  }

  static func run(
    _ text: [UInt8], targets: [String] = [], select: [String] = ["all"], ignore: [String] = [],
    file: String = "train.jsonl",
    container: String = "jsonl", threads: Int = 1, chunkSize: Int = 1 << 18, memory: Int = 96 << 20,
    tokenizer: Tokenizer? = nil, template: String? = nil, reference: ReferenceSet? = nil,
    options given: ValidationOptions? = nil
  ) throws -> (findings: [Finding], result: ValidationResult) {
    var options = given ?? ValidationOptions()
    if given == nil {
      options.threads = threads
      options.chunkSize = chunkSize
      options.memory = memory
    }
    options.tokenizer = tokenizer
    if let tokenizer, let template { options.inspection = try inspection(tokenizer, template) }
    options.reference = reference
    var findings: [Finding] = []
    let profiles = try targets.isEmpty ? [TargetProfiles.generalProfile()] : profiles(targets)
    var needs: RuleNeeds = []
    if tokenizer != nil { needs.insert(.tokenizer) }
    if options.inspection != nil { needs.insert(.template) }
    if reference != nil { needs.insert(.reference) }
    let validation = Validation(
      profiles: profiles, areNamed: !targets.isEmpty,
      selection: try RuleSelection(select: select, ignore: ignore, given: needs, profiles: profiles), options: options
    ) { findings += $0.findings }
    var waiting = [
      ValidationInput(
        source: MemoryByteSource(text, name: file),
        facts: FileFacts(name: file, container: container, storedBytes: text.count))
    ][...]
    let result = try validation.run { waiting.popFirst() }
    return (findings, result)
  }

  /// `line:column pointer` of a finding.
  static func place(_ finding: Finding) -> String {
    let location = finding.location
    return "\(location.line):\(location.column)" + (location.pointer.map { " \($0)" } ?? "")
  }
}
