import PrepBytes
import PrepRecords

/// Says what of all that runs need is there, and what is missing.
package struct DoctorJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// Whether a JSON object is written; else lines for people.
    package var writesJSON = false

    /// The defaults.
    package init() {}
  }

  /// What was found.
  package struct Summary: Sendable {
    /// Everything that was looked at.
    package var symptoms: [Symptom]

    /// How many things are in a state.
    package func count(_ state: Symptom.State) -> Int { symptoms.count { $0.state == state } }
  }

  /// How it is done.
  package var options: Options
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, output: JobOutput) {
    self.options = options
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    let examinations: [() -> [Symptom]] = [
      { ProgramExamination.symptoms }, { MachineExamination.symptoms }, { VocabularyExamination.symptoms },
    ]
    var summary = Summary(symptoms: [])
    for examination in examinations {
      try context.check()
      summary.symptoms += examination()
    }
    let sink = try output.open()
    if options.writesJSON {
      try sink.write(Self.json(summary))
    } else {
      try sink.write(summary.symptoms.map(\.line).joined())
    }
    try sink.finish()
    for state in Symptom.State.allCases { context.report.add(summary.count(state), to: state.rawValue) }
    return summary
  }

  /// One object on a line: how many things are in each state, and the things.
  static func json(_ summary: Summary) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for state in Symptom.State.allCases {
      writer.key(state.rawValue)
      writer.int(summary.count(state))
    }
    writer.key("symptoms")
    writer.beginArray()
    for symptom in summary.symptoms { symptom.write(to: &writer) }
    writer.endArray()
    writer.endObject()
    writer.newline()
    return writer.take()
  }
}
