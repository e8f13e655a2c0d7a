import ArgumentParser

/// Measures the parts of the toolkit, one subcommand a part, for comparison with their peers.
@main
struct PrepBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prep-bench", abstract: "Measure the parts of prep.",
    subcommands: [
      EncodeBenchmark.self,
      DecodeBenchmark.self,
      LoadBenchmark.self,
      JSONLinesBenchmark.self,
      JSONDocumentBenchmark.self,
      PackBenchmark.self,
      PipelineBenchmark.self,
    ])
}
