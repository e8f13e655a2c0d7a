import PrepBytes

/// Where a job writes: a file that appears whole or not at all, standard output, or any sink.
public struct JobOutput: @unchecked Sendable {
  // SAFETY: a job opens its outputs and writes to them on the thread that runs it, and nobody else does.
  private let opening: () throws -> any ByteSink

  /// The file, `-` for standard output; nil for any other sink.
  package let path: String?
  /// Whether the file is an input of the same job, which is replaced when everything has been read.
  let isReplacement: Bool
  /// Whether records become the rows of a Parquet file.
  package internal(set) var isTable = false

  /// A file, or standard output for nil and `-`.
  public init(path: String?) {
    self.path = path ?? "-"
    isReplacement = false
    opening = { try OutputFile.open(path) }
  }

  /// The file that the job reads too, in whose place the output comes.
  package init(replacing path: String) {
    self.path = path
    isReplacement = true
    opening = { try OutputFile.open(path) }
  }

  /// A sink, such as bytes in memory; the job finishes it.
  public init(_ sink: any ByteSink) {
    path = nil
    isReplacement = false
    opening = { sink }
  }

  /// What a closure opens when the job gets to it.
  public init(opening: @escaping () throws -> any ByteSink) {
    path = nil
    isReplacement = false
    self.opening = opening
  }

  /// A file, or standard output for nil and `-`, that a closure opens when the job gets to it.
  package init(path: String?, opening: @escaping () throws -> any ByteSink) {
    self.path = path ?? "-"
    isReplacement = false
    self.opening = opening
  }

  /// The sink; called once.
  ///
  /// - Throws: `IOFailure` with code `cannotCreate`.
  public func open() throws -> any ByteSink { try opening() }
}
