import PrepDiagnostics

/// Hears of a run while it goes on, on the thread that runs it, and decides nothing.
public protocol JobObserver: AnyObject {
  /// How many bytes of input there are in all; nil where that is not known.
  func expects(bytes: Int?)

  /// How much has been done since the last time; once a batch.
  func advanced(bytes: Int, records: Int)

  /// How far something is that is not measured in bytes: so many ids of a vocabulary.
  func learned(ids: Int, of total: Int)

  /// What is wrong with the data and does not end the run.
  func found(_ finding: Diagnostic)

  /// What the person who started the run may want to know at once.
  func noted(_ note: JobNote)

  /// All counts of the run, once it has ended: well, or by bad data.
  func counted(_ report: JobReport)
}

extension JobObserver {
  public func expects(bytes: Int?) {}
  public func advanced(bytes: Int, records: Int) {}
  public func learned(ids: Int, of total: Int) {}
  public func found(_ finding: Diagnostic) {}
  public func noted(_ note: JobNote) {}
  public func counted(_ report: JobReport) {}
}

/// Nobody who listens.
public final class SilentObserver: JobObserver {
  /// The defaults.
  public init() {}
}
