/// What happens to records that are bad data.
public struct InvalidOptions: Sendable {
  /// What a bad record does to the run.
  public enum Policy: String, CaseIterable, Sendable { case stop, skip }

  /// What a bad record does.
  public var policy = Policy.stop
  /// Takes the bytes of every rejected record, as they were read; it is kept when bad data stops the run.
  public var rejects: JobOutput?
  /// With ``Policy/skip``: the most bad records accepted.
  public var limit: InvalidLimit?

  /// In rejects that are Parquet: the column for lines that are no objects.
  package static let lineField = "line"

  /// The defaults.
  public init() {}

  /// Whether nothing is kept of a bad record, nor of what came before it.
  var stopsAtOnce: Bool { policy == .stop && rejects == nil }

  /// - Throws: ``JobFailure`` for what makes no sense together.
  public func check() throws(JobFailure) {
    if limit != nil, policy == .stop {
      throw JobFailure("option-needs-another", "--max-invalid needs --on-invalid skip")
    }
  }
}

/// How many bad records are too many.
public enum InvalidLimit: Sendable, Hashable {
  case count(Int)
  /// Of all records read, judged at the end of the run.
  case percent(Double)
}
