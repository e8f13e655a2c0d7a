import PrepDiagnostics
import PrepRecords

/// D06: a record shares long runs of words with the other data.
enum ContaminationRule: ReferenceRule {
  static let about = RuleDescription(
    "D06", "contamination", .warning, "a record shares a run of thirteen words with the data of --against",
    reason: "Evaluation questions that were trained on are not evaluated.",
    remedy: "Drop the record, or look whether the run is a quotation that may stand.",
    isDefault: false,
    example: RuleExample(
      #"{"text":"He said: the keeper of the lighthouse wrote down the weather every single morning for thirty years. So be it."}"#,
      at: "1:1 ",
      good: #"{"text":"Two boats lay at the pier; the third had drifted off in the night."}"#))

  static func check(
    _ example: ExampleView, _ keys: RecordKeys, _ words: WordHashes, _ reference: ReferenceSet, _ report: Reporter
  ) {
    var shared = 0
    var all = 0
    words.forEachRun(of: ReferenceSet.runLength) { run in
      all += 1
      if reference.runs.contains(run) { shared += 1 }
    }
    if shared > 0 {
      report.report(at: example.root) {
        "\(shared) of its \(all) runs of \(ReferenceSet.runLength) words stand in the data it is held against"
      }
    }
  }
}
