extension ValidateJob {
  /// The files that a run of the job reads and writes besides its records, as they are named.
  package struct Companions: Sendable {
    /// The prices of tokens.
    package var prices: String?
    /// Examples that may not also stand in the inputs.
    package var references: [String] = []
    /// The findings of an earlier run, which are left out.
    package var baseline: String?
    /// Whether records without findings are handed on.
    package var passes = false
    /// Takes the other lines.
    package var rejects: String?

    /// None.
    package init() {}

    /// Gives them to a job.
    package func apply(to job: inout ValidateJob) {
      job.references = references.map { JobInput(path: $0) }
      job.prices = prices.map { JobInput(path: $0) }
      job.baseline = baseline.map { JobInput(path: $0) }
      job.rejects = rejects.map { .records(path: $0, lineField: InvalidOptions.lineField) }
    }
  }
}
