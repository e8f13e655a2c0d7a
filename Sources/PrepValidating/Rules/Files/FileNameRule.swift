import PrepBytes
import PrepDiagnostics
import PrepRecords

/// F12: the name promises something else than what is inside, or something that the target does not take.
enum FileNameRule: FileRule {
  static let about = RuleDescription(
    "F12", "file-name", .warning, "the name's ending does not fit the contents or the target",
    reason: "Services and libraries choose their reader by the ending, and then fail on the contents.",
    remedy: "Name JSON Lines .jsonl.",
    example: RuleExample(
      "{\"text\":\"a\"}\n{\"text\":\"b\"}", at: "0:0", good: "{\"text\":\"a\"}", fileName: "train.txt"))

  /// The endings that a container's files have; nil where there is no saying.
  private static func endings(of container: String) -> [String]? {
    let form = container == "json-values" ? .json : FileEnding.Form(rawValue: container)
    return form.map(FileEnding.endings(of:))
  }

  static func check(_ file: FileFacts, _ report: Reporter) {
    guard !file.name.hasPrefix("<") else { return }
    let whole = file.name.split(separator: "/").last?.split(separator: ".").last.map(String.init) ?? ""
    var others = TargetSet.none
    for (target, profile) in report.profiles.enumerated() {
      if profile.extensions == nil {
        others.insert(target)
      } else if TargetProfile.lacks(profile.extensions, whole) {
        report.report(at: file.location, for: .only(target)) {
          "\(profile.title) takes names in .\((profile.extensions ?? []).joined(separator: ", .")), not .\(whole)"
        }
      }
    }
    guard let names = endings(of: file.container), !file.ending.isEmpty, !names.contains(file.ending), file.records > 1
    else { return }
    report.report(at: file.location, for: others) {
      "the name ends in .\(file.ending), but the file is \(file.container)"
    }
  }
}
