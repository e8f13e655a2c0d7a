import PrepDiagnostics

/// F03: the file is smaller than a target takes.
enum FileTooSmallRule: FileRule {
  static let about = RuleDescription(
    "F03", "file-too-small", .error, "the file is smaller than the target takes",
    reason: "The target takes a file this small for a mistake and refuses it.",
    remedy: "Add examples, or look for the part that is missing.",
    example: RuleExample(#"{"text":"a"}"#, at: "0:0", good: #"{"text":"abcdefghij"}"#, targets: ["tiny"]))

  static func concerns(_ profile: TargetProfile) -> Bool { profile.minimumBytes != nil }

  static func check(_ file: FileFacts, _ report: Reporter) {
    for (target, profile) in report.profiles.enumerated() {
      guard let least = profile.minimumBytes, file.uploadBytes < least else { continue }
      report.report(at: file.location, for: .only(target)) {
        "the file has \(file.uploadBytes) bytes; \(profile.title) takes \(least) or more"
      }
    }
  }
}
