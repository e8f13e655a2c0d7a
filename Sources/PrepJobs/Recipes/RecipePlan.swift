import PrepSystem

/// What a run of a recipe does: its steps as they follow one another, source by source and part by part, and what is
/// made of the records in the end.
package struct RecipePlan: Sendable {
  /// Where records are.
  enum Place: Sendable {
    /// In files that were there before.
    case files([JobInput])
    /// In what a step wrote, by the name of the part.
    case made(step: Int, part: String)
  }

  /// Records that go by a name.
  struct Source: Sendable {
    var name: String
    var weight = 1.0
    var place: Place
  }

  /// One run of a job.
  struct Step: Sendable {
    /// Its number and its name, and those of the source or part where it is done for one: `02-filter-web`.
    var id: String
    /// The command that does the same.
    var name: String
    /// The options as words of a command line.
    var words: [String]
    var step: any RecipeStep
    /// What is read.
    var sources: [Source]
    /// The parts that are written; one without a name where there is but one.
    var parts = [""]
    /// Whether the parts are the sources, which are looked at together and stay apart.
    var staysApart = false
  }

  /// What is made of records in the end.
  struct Output: Sendable {
    /// The part; empty where there are none.
    var part: String
    /// Where the records are.
    var places: [Place]
    /// Where the records are written.
    var records: RecordTarget?
    /// How they are tokenized and sharded.
    var shards: RunJob.Options?
    /// How they are tokenized and exported.
    var export: Export?
  }

  /// How tokens are exported.
  struct Export: Sendable {
    var tokenize: TokenizeJob.Options
    var pack: PackingOptions?
    var export: ExportJob.Options
  }

  var steps: [Step] = []
  var outputs: [Output] = []
  /// The folder for what is between the steps.
  var folder: String

  /// The folder for what is between the steps, where nobody names one: beside the first output.
  ///
  /// - Parameter output: The name of the output as the recipe gives it.
  static func folder(beside output: String) -> String {
    var path = output.replacing("{part}", with: "parts")
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path + ".work"
  }

  /// The folders that what is written lies in, besides the one that the run begins in: all outputs and what steps write
  /// beside their records. They are made where they are not there.
  var outputFolders: [String] {
    var files = JobFiles()
    files.collect(self)
    var folders: [String] = []
    for path in files.written + [folder] {
      let folder = FileNames.split(path).directory
      if !["", ".", "/"].contains(folder), path != "-", !folders.contains(folder) { folders.append(folder) }
    }
    return folders
  }

  /// The name of the file that a step writes.
  func file(of step: Int, part: String) -> String {
    "\(folder)/\(steps[step].id)\(part.isEmpty ? "" : "-\(part)").jsonl"
  }

  /// What is read at a place.
  func inputs(at place: Place) -> [JobInput] {
    switch place {
    case .files(let inputs): inputs
    case .made(let step, let part): [JobInput(path: file(of: step, part: part))]
    }
  }

  /// The steps whose records are read at some places.
  static func steps(at places: [Place]) -> [Int] {
    places.compactMap { if case .made(let step, _) = $0 { step } else { nil } }
  }
}
