import PrepJobs
import PrepOptions

/// Records of several sources that are looked at together and written apart: operands `NAME=FILE,...` where the name of the
/// output has `{source}` in it.
struct SourcedFiles {
  static let mark = "{source}"

  /// The inputs of all sources, in order.
  private(set) var inputs: [JobInput] = []
  /// Where the records of each go.
  private var outputs: [(inputs: Int, output: JobOutput)] = []
  /// As a job takes it; nil where the name of the output has no `{source}` in it.
  var output: SourcedOutput? { outputs.isEmpty ? nil : SourcedOutput(outputs) }

  /// - Throws: `UsageError` for an operand that names no source, and for two of one name.
  init(_ files: InputFiles, _ output: RecordOutputOptions) throws {
    guard let pattern = output.file.output, pattern.contains(Self.mark) else {
      inputs = try files.inputs()
      return
    }
    var names = Set<String>()
    for operand in files.paths {
      let parts = operand.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw UsageError("'\(operand)' is not a source: with {source} in -o files are given as NAME=FILE,FILE")
      }
      let name = String(parts[0])
      guard names.insert(name).inserted else { throw UsageError("there are two sources '\(name)'") }
      guard !name.contains("/") else { throw UsageError("the name of the source '\(name)' has a slash in it") }
      var own = files
      own.paths = try parts[1].split(separator: ",").flatMap { try PathPattern.expand(String($0)) }
      let inputs = try own.inputs()
      if inputs.isEmpty || own.paths.contains("-") {
        throw UsageError("the source '\(name)' is files, and neither nothing nor standard input")
      }
      var target = output
      target.file.output = pattern.replacing(Self.mark, with: name)
      outputs.append((inputs.count, try target.records(of: [])))
      self.inputs += inputs
    }
    if outputs.isEmpty { throw UsageError("{source} in -o: files are given as NAME=FILE,FILE") }
  }
}
