import PrepDiagnostics

/// F02: the file is larger than a target takes.
enum FileTooLargeRule: FileRule {
  static let about = RuleDescription(
    "F02", "file-too-large", .error, "the file is larger than the target takes",
    reason: "The upload is refused, often after it has been waited for.",
    remedy: "Split the file: prep split --parts PARTS.", with: ["PARTS": "a=1,b"],
    example: RuleExample(
      #"{"text":"three"}"# + "\n" + #"{"text":"seven"}"#, at: "0:0", good: #"{"text":""}"#, targets: ["tiny"]))

  static func concerns(_ profile: TargetProfile) -> Bool { profile.maximumBytes != nil }

  static func check(_ file: FileFacts, _ report: Reporter) {
    for (target, profile) in report.profiles.enumerated() {
      guard let most = profile.maximumBytes, file.uploadBytes > most else { continue }
      report.report(at: file.location, for: .only(target)) {
        "the file has \(file.uploadBytes) bytes; \(profile.title) takes \(most)"
      }
    }
  }
}
