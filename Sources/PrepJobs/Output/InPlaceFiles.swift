import PrepBytes
import PrepImporting

/// Files that a command replaces by what it makes of them, each one by itself.
package struct InPlaceFiles {
  /// The files, in order.
  package let inputs: [JobInput]

  /// Looks at files before any of them is written.
  ///
  /// - Throws: ``JobFailure`` for what is not a file of JSON Lines, which is all that is written, and what looking at one
  ///   throws.
  package init(_ inputs: [JobInput], _ reading: InputOptions) throws {
    self.inputs = inputs
    let opening = RecordOpening(reading)
    for input in inputs {
      let found = try opening.container(of: input)
      if let found {
        throw JobFailure(
          "not-in-place", "\(input.name) is \(found), and --in-place is for files of JSON Lines: name an output with -o"
        )
      }
    }
  }

  /// The output that replaces a file.
  package func output(for input: JobInput) -> JobOutput { JobOutput(replacing: input.path) }

  /// Holds the files of all runs against each other, so that the last one is not found to be wrong when the first one
  /// has been done.
  ///
  /// - Parameters:
  ///   - job: The run of the first file.
  ///   - besides: Files that are read and written beside the job.
  /// - Throws: ``JobFailure``.
  package func check(_ job: some Job, besides: JobFiles) throws(JobFailure) {
    var files = JobFiles(of: job)
    files.add(besides)
    for input in inputs.dropFirst() {
      files.reads(input.path)
      files.replaces(input.path)
    }
    try files.check()
  }
}

extension RecordOpening {
  /// What keeps an input from being written over as JSON Lines: what it is; nil for a file of JSON Lines in UTF-8 that
  /// is not compressed.
  ///
  /// - Throws: What looking at it throws.
  fileprivate func container(of input: JobInput) throws -> String? {
    guard input.isRegularFile else { return input.isStandardInput ? "standard input" : "not a file" }
    if try input.isCompressed() { return "compressed" }
    let source = try text(of: input.open(refusing: false))
    if let decoded = source as? DecodedSource, decoded.encoding != "UTF-8" { return "in \(decoded.encoding)" }
    let container = try importer.open(source).container
    return container == .jsonLines ? nil : container.name
  }
}

/// An output that several runs write to, one after the other, and that becomes final behind the last of them.
package final class SharedOutput: ByteSink {
  private let target: JobOutput
  private var sink: (any ByteSink)?

  /// An output that the first run opens.
  package init(_ target: JobOutput) { self.target = target }

  /// The output, as each run gets it.
  package var output: JobOutput {
    JobOutput(path: target.path) { [self] in
      sink = try sink ?? target.open()
      return self
    }
  }

  package var name: String { sink?.name ?? target.path ?? "" }

  package func write(_ bytes: UnsafeRawBufferPointer) throws { try sink?.write(bytes) }

  /// Nothing: others go on.
  package func finish() throws {}

  /// Makes the output final.
  ///
  /// - Throws: `IOFailure`.
  package func conclude() throws {
    try sink?.finish()
    sink = nil
  }
}
