/// What happens to records that are bad data.
package struct InvalidOptions: Sendable {
  /// What a bad record does to the run.
  package enum Policy: String, CaseIterable, Sendable { case stop, skip }

  package var policy = Policy.stop
  /// Takes the bytes of every rejected record, as they were read; it is kept when bad data stops the run.
  package var rejects: JobOutput?
  /// With ``Policy/skip``: the most bad records accepted.
  package var limit: InvalidLimit?

  package init() {}

  /// Whether nothing is kept of a bad record, nor of what came before it.
  var stopsAtOnce: Bool { policy == .stop && rejects == nil }

  /// - Throws: ``JobFailure`` for what makes no sense together.
  package func check() throws(JobFailure) {
    if limit != nil, policy == .stop { throw JobFailure("option-needs-another", "--max-invalid needs --on-invalid skip") }
  }
}

/// How many bad records are too many.
package enum InvalidLimit: Sendable, Hashable {
  case count(Int)
  /// Of all records read, judged at the end of the run.
  case percent(Double)
}
