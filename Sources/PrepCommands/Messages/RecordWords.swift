import PrepDiagnostics
import PrepFixing
import PrepFormatting
import PrepImporting
import PrepJobs
import PrepShapes

extension Session {
  func say(_ summary: ConvertJob.Summary) {
    say(summary.reading)
    for (name, count) in summary.losses { summarize("dropped: \(name) (\(Counted(count, "record")))") }
    summarize(
      "\(Counted(summary.records, "record")) read, \(Counted(summary.examples, "example")) written, \(Counted.grouped(summary.invalid)) invalid"
    )
  }

  /// What was seen of the inputs.
  private func say(_ reading: ReadingSummary, _ end: String = "") {
    for (name, container) in reading.containers { summarize("\(name): read as \(container.name)\(end)") }
    if reading.otherContainers > 0 {
      summarize("\(Counted(reading.otherContainers, "more file")) not in JSON Lines\(end)")
    }
    for (name, encoding, count) in reading.replacements {
      summarize("\(name): replaced invalid bytes (\(encoding)) with U+FFFD in \(Counted(count, "place"))")
    }
  }

  func say(_ summary: FixJob.Summary) {
    switch summary {
    case .repaired(let done):
      say(done.reading, ", written as JSON Lines")
      for (repair, count) in done.repairs { summarize("\(repair.rawValue): \(count)") }
      summarize(
        "\(Counted(done.records, "record")) read, \(Counted.grouped(done.written)) written, \(Counted.grouped(done.invalid)) invalid"
      )
    case .prepared(let done):
      for step in done.steps { summarize(step) }
      summarize("\(Counted(done.written, "record")) written; the data looks like \(done.task.rawValue)")
      if done.task == .classification {
        summarize("prepare_data would split it: prep split --parts train,valid=1000 --stratify completion")
      }
    }
  }

  func say(_ summary: FormatJob.Summary) {
    switch summary {
    case .formatted(let done): say(done)
    case .shown(let done):
      for loss in done.losses {
        summarize(
          "warning: \(loss.words)" + (loss.records > 1 ? ", in \(Counted(loss.records, "record"))" : ""))
      }
      if done.thoughts > 0 {
        summarize("the template drops the reasoning of \(Counted(done.thoughts, "message"))")
      }
      if done.names > 0 {
        summarize("the template does not show the names of \(Counted(done.names, "message"))")
      }
      summarize("\(Counted(done.written, "example")) shown, \(Counted.grouped(done.invalid)) invalid")
    }
  }

  private func say(_ done: FormatJob.FormatSummary) {
    if let plan = done.plan, let census = done.census, !done.onlySuggests { say(plan, census, done) }
    if done.separatorsInside > 0, case .existing(let end)? = done.plan?.separator {
      summarize(
        "\(RecordFormatter.shown(end)), the end of all prompts, also appears inside \(Counted(done.separatorsInside, "prompt")); --separator adds another"
      )
    }
    if done.stopsInside > 0, case .existing(let end)? = done.plan?.stop {
      summarize(
        "\(RecordFormatter.shown(end)), the end of all completions, also appears inside \(Counted(done.stopsInside, "completion")); --stop adds another"
      )
    }
    if done.onlySuggests { return }
    summarize(
      "\(Counted(done.records, "record")) read, \(Counted.grouped(done.written)) written, \(Counted.grouped(done.changed)) changed, \(Counted.grouped(done.invalid)) invalid"
    )
  }

  private func say(_ plan: FormatPlan, _ census: FormatCensus, _ done: FormatJob.FormatSummary) {
    summarize("the data looks like \(census.task.rawValue)")
    switch plan.separator {
    case .new(let text)?: summarize("prompts end in the separator \(RecordFormatter.shown(text))")
    case .existing(let text)?:
      summarize("prompts end in \(RecordFormatter.shown(text)) already, which serves as the separator")
    case .noneLeft?, nil: break
    }
    switch plan.stop {
    case .new(let text)?: summarize("completions end in the stop sequence \(RecordFormatter.shown(text))")
    case .existing(let text)?:
      summarize("completions end in \(RecordFormatter.shown(text)) already, which serves as the stop sequence")
    case .noneLeft?, nil: break
    }
    for choice in done.labels {
      if choice.replacement != choice.label {
        summarize(
          "the label \(RecordFormatter.shown(choice.label)) becomes \(RecordFormatter.shown(choice.replacement))")
      } else if done.labelPolicy == .keep, !choice.isGood {
        summarize(
          "the label \(RecordFormatter.shown(choice.label)) \(FormatSuggestion.fault(of: choice)); see --labels single")
      }
    }
  }
}
