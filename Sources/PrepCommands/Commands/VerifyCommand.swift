import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep verify`: recomputes the checksums and counts of shard sets and token streams.
struct VerifyCommand: StageCommand {
  static let name = "verify"
  static let abstract = "Checks every checksum and count of shard sets and token streams"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample("prep verify --quiet train.tokens && echo whole", "Whether a stream on the disk is whole"),
      CommandExample("prep verify --repair shards/", "Make a lost index again"),
    ]
  }

  var files: [String] = []
  var repairs = false
  var threshold: Diagnostic.Severity? = .error
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<VerifyCommand> {
    OptionTable(
      VerifyCommand(), operand: .tokenSets(\.files),
      [
        .value(
          "fail-on", "LEVEL", \.threshold, .threshold,
          "Exit with 1 when there are findings of this severity or a higher one"),
        .flag(
          "repair", \.repairs,
          "Make the lost or damaged index of a shard set again from its manifest, or the manifest from the index, first"
        ),
      ],
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let worst = try session.run(VerifyJob(inputs: JobInput.files(files), output: output.text, repairs: repairs)).worst
    if let worst, let threshold, worst >= threshold { throw ExitStatus.findings }
  }
}
