import PrepBytes
import PrepDiagnostics
import PrepValidating

/// Runs a validation over bytes in memory.
enum Validating {
  /// A target for tests of limits on sizes.
  static let tiny = """
    {"name": "tiny", "title": "a small target", "as_of": "2026-11-25", "minimum_bytes": 14, "maximum_bytes": 30}
    """

  static func profiles(_ names: [String]) throws -> [TargetProfile] {
    try names.map { $0 == "tiny" ? try TargetProfile(json: Array(tiny.utf8), file: "tiny.json") : try TargetProfiles.named($0) }
  }

  static func findings(
    _ text: [UInt8], targets: [String] = [], select: [String] = ["all"], ignore: [String] = [], file: String = "train.jsonl",
    container: String = "jsonl", threads: Int = 1, chunkSize: Int = 1 << 18, memory: Int = 96 << 20
  ) throws -> [Finding] {
    try run(
      text, targets: targets, select: select, ignore: ignore, file: file, container: container, threads: threads,
      chunkSize: chunkSize, memory: memory
    ).findings
  }

  static func run(
    _ text: [UInt8], targets: [String] = [], select: [String] = ["all"], ignore: [String] = [], file: String = "train.jsonl",
    container: String = "jsonl", threads: Int = 1, chunkSize: Int = 1 << 18, memory: Int = 96 << 20
  ) throws -> (findings: [Finding], result: ValidationResult) {
    var options = ValidationOptions()
    options.threads = threads
    options.chunkSize = chunkSize
    options.memory = memory
    var findings: [Finding] = []
    let profiles = try targets.isEmpty ? [TargetProfiles.generalProfile()] : profiles(targets)
    let validation = Validation(
      profiles: profiles, areNamed: !targets.isEmpty, selection: try RuleSelection(select: select, ignore: ignore), options: options
    ) { findings += $0.findings }
    var waiting = [ValidationInput(
      source: MemoryByteSource(text, name: file), facts: FileFacts(name: file, container: container, storedBytes: text.count))][...]
    let result = try validation.run { waiting.popFirst() }
    return (findings, result)
  }

  /// `line:column pointer` of a finding.
  static func place(_ finding: Finding) -> String {
    let location = finding.location
    return "\(location.line):\(location.column)" + (location.pointer.map { " \($0)" } ?? "")
  }
}
