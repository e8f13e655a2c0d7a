/// Where a job writes that takes records and tokens alike, and gives what it took.
package enum GivenOutput {
  /// Where records go.
  case records(JobOutput)
  /// Where token sequences go.
  case tokens(TokenTarget)
}

extension GivenOutput {
  /// What a job throws whose output is for the other of the two.
  static var mismatch: JobFailure {
    JobFailure("no-output", "records are written as records, and tokens as tokens")
  }
}
