import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep merge`: the parts of a job to one shard set.
struct MergeCommand: StageCommand {
  static let name = "merge"
  static let abstract = "Combine the parts of a job into one MDS dataset"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep merge shards/ && prep verify shards/",
        "Combine parts from several machines into one dataset"),
      CommandExample("prep merge --manifests manifests/", "On a machine that has the manifests but not the shards"),
    ]
  }

  var directory = ""
  var readsManifestsOnly = false
  var removesAttempts = false
  var runOptions = RunOptions()

  static var table: OptionTable<MergeCommand> {
    OptionTable(
      MergeCommand(),
      operand: .one(
        "DIRECTORY", \.directory, completion: .directory, "The directory with the parts, part-00000 and so on"),
      [
        .flag("manifests", \.readsManifestsOnly, "Read the manifests of the parts alone; shards need not be there"),
        .flag("clean", \.removesAttempts, "Remove attempts at parts that did not finish"),
      ],
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    var job = MergeJob(directory: directory)
    job.readsManifestsOnly = readsManifestsOnly
    job.removesAttempts = removesAttempts
    let made = try session.run(job)
    let shards = "\(Counted(made.parts, "part")), \(Counted(made.shards, "shard"))"
    session.summarize("\(shards), \(Counted(made.rows, "row")), \(Counted(made.tokens, "token")) in \(directory)")
  }
}
