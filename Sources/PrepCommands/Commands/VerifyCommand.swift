import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep verify`: recomputes the checksums and counts of shard sets and token streams.
struct VerifyCommand: StageCommand {
  static let name = "verify"
  static let abstract = "Check the checksums and counts of token streams and MDS datasets, and dedup proofs"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample("prep verify --quiet train.tokens && echo whole", "Check that a stream is complete"),
      CommandExample("prep verify --repair shards/", "Restore a lost index"),
      CommandExample("prep verify --proof proof.jsonl", "Check that the removed records contained nothing new"),
    ]
  }

  var files: [String] = []
  var repairs = false
  var proof: String?
  var proofOptions = VerifyProofJob.Options()
  var threshold: Diagnostic.Severity? = .error
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<VerifyCommand> {
    OptionTable(
      VerifyCommand(), operand: .tokenSets(\.files),
      [
        .value(
          "fail-on", "LEVEL", \.threshold, .threshold,
          "Exit with 1 if there are findings of this severity or higher"),
        .flag(
          "repair", \.repairs,
          "First restore a lost or damaged index of an MDS dataset from its manifest, or the manifest from the index"
        ),
        .value(
          "proof", "FILE", \.proof, .file,
          "Check this proof from prep dedup --near --proof against the records in FILE, or in the files that it names"
        ),
      ],
      ContentOptions.definitions.filter { ["shape", "map", "names", "omit"].contains($0.name) }.at(
        \.proofOptions.content, section: "Records of a proof"),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    if let proof {
      if repairs { throw UsageError("--repair is for MDS datasets, and --proof for records") }
      let found = try session.run(
        VerifyProofJob(
          proofOptions, proof: JobInput(path: proof), inputs: files.map { JobInput(path: $0) }, output: output.text))
      session.summarize(
        found.lines == 0
          ? "warning: the proof has no lines: nothing was left out, or it is not the file that was written"
          : found.proven == found.lines
            ? "\(Counted(found.proven, "proof line")) verified"
            : "\(Counted.grouped(found.proven)) of \(Counted(found.lines, "proof line")) verified")
      if let worst = found.worst, let threshold, worst >= threshold { throw ExitStatus.findings }
      return
    }
    let worst = try session.run(VerifyJob(inputs: JobInput.files(files), output: output.text, repairs: repairs)).worst
    if let worst, let threshold, worst >= threshold { throw ExitStatus.findings }
  }
}
