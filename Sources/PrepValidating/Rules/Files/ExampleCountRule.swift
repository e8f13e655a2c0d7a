import PrepDiagnostics
import PrepRecords

/// F13: too few or too many examples for a target.
enum ExampleCountRule: FileRule {
  static let about = RuleDescription(
    "F13", "number-of-examples", .error, "there are too few or too many examples for the target",
    reason: "The service refuses the file.",
    remedy: "Add examples, or leave some out.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#, at: "0:0",
      good: (0..<10).map {
        "{\"messages\":[{\"role\":\"user\",\"content\":\"q\($0)\"},{\"role\":\"assistant\",\"content\":\"a\"}]}"
      }
      .joined(separator: "\n"), targets: ["openai-chat"]))

  static func concerns(_ profile: TargetProfile) -> Bool {
    profile.minimumExamples != nil || profile.maximumExamples != nil
  }

  static func check(_ file: FileFacts, _ report: Reporter) {
    guard file.records > 0 else { return }
    for (target, profile) in report.profiles.enumerated() {
      if let least = profile.minimumExamples, file.records < least {
        report.report(at: file.location, for: .only(target)) {
          "\(Counted(file.records, "example")); \(profile.title) requires at least \(Counted.grouped(least))"
        }
      }
      if let most = profile.maximumExamples, file.records > most {
        report.report(at: file.location, for: .only(target)) {
          "\(Counted(file.records, "example")); \(profile.title) accepts at most \(Counted.grouped(most))"
        }
      }
    }
  }
}
