import ArgumentParser
import PrepContents
import PrepExamples
import PrepJobs

/// What makes two records the same.
struct ContentOptions: ParsableArguments {
  @Option(help: "What of a record is compared: all that it says, its line to the byte, or the prompt, completion or chat of its example.")
  var by: ContentScope = .record

  @Option(help: ArgumentHelp("Compare these fields and nothing else: names, or pointers such as /meta/id.", valueName: "NAME,…"))
  var fields: String?

  @Option(help: ArgumentHelp("The shape of the examples (default: what each record tells).", valueName: "SHAPE"))
  var shape: ExampleShape?

  @Option(help: ArgumentHelp("What fields are called in the records: prompt=question,completion=answer.", valueName: "OURS=THEIRS,…"))
  var map: FieldMapping?

  @Option(help: ArgumentHelp("How many bytes to hold before temporary files are used (TMPDIR).", valueName: "SIZE"))
  var memory: Quantity = Quantity(64 << 20)

  init() {}

  func validate() throws {
    if fields != nil, paths == nil { throw ValidationError("--fields takes names separated by commas") }
    try checked { () throws(JobFailure) in try values.check() }
  }

  private var paths: [FieldPath]? {
    guard let fields else { return [] }
    let paths = fields.split(separator: ",", omittingEmptySubsequences: false).map { FieldPath(String($0)) }
    return paths.contains { $0 == nil } ? nil : paths.compactMap { $0 }
  }

  /// The options as jobs take them.
  var values: PrepJobs.ContentOptions {
    var values = PrepJobs.ContentOptions()
    values.scope = by
    values.fields = paths ?? []
    values.shape = shape
    values.mapping = map ?? FieldMapping()
    values.memory = memory.value
    return values
  }
}

extension ContentScope: ExpressibleByArgument {}

/// A field on the command line.
extension FieldPath: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}
