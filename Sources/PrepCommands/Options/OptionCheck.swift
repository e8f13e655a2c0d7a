import ArgumentParser
import PrepJobs

/// Says what a job has against its options as the parser says what it has against a command line: with a hint where help is.
func checked(_ check: () throws(JobFailure) -> Void) throws {
  do throws(JobFailure) { try check() } catch { throw ValidationError(error.message) }
}
