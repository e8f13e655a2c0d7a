import PrepBytes
import PrepDiagnostics
import PrepTokenizers

/// The tokenizers that have a name here, a line each.
package struct ListTokenizersJob: Job {
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(output: JobOutput) { self.output = output }

  package func execute(_ context: JobContext) throws {
    let sink = try output.open()
    for entry in TokenizerCatalog.list() {
      try sink.write("\(entry.name.printable)\t\((entry.path ?? "bundled").printable)\n")
    }
    try sink.finish()
  }
}
