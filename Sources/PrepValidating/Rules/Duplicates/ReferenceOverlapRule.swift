import PrepDiagnostics
import PrepRecords

/// D05: a record also stands in the other data.
enum ReferenceOverlapRule: ReferenceRule {
  static let about = RuleDescription(
    "D05", "overlap", .error, "a record, or its prompt, also appears in the data of --against",
    reason: "What was trained on measures nothing: the validation loss is too good.",
    remedy: "Take it out of one of the two; sets that are split here keep their duplicates together.",
    isDefault: false,
    example: RuleExample(
      #"{"prompt":"Why does the sea taste of salt?","completion":" Rivers carry it there."}"#, at: "1:1 ",
      good: #"{"prompt":"Why is the sky blue?","completion":" The air scatters blue light."}"#))

  static func check(
    _ example: ExampleView, _ keys: RecordKeys, _ reference: ReferenceSet, _ report: Reporter
  ) {
    if reference.rows.contains(keys.normalised) || keys.content.map(reference.rows.contains) ?? false {
      report.report(at: example.root) { "the record also appears in the data to compare with" }
    } else if let prompt = keys.prompt, reference.prompts.contains(prompt) {
      report.report(at: example.root) { "the prompt also appears in the data to compare with" }
    }
  }
}
