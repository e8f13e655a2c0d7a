import PrepJobs
import PrepOptions

/// `prep merge`: the parts of a job to one shard set.
struct MergeCommand: StageCommand {
  static let name = "merge"
  static let abstract = "Makes one shard set of the parts of a job"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep merge shards/ && prep verify shards/",
        "Parts that ran on several machines become one set"),
      CommandExample("prep merge --manifests manifests/", "On a machine that has the manifests and no shards"),
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
