/// The evaluations of a run, as they are named.
package struct EvaluationFiles: Sendable {
  /// Files and folders.
  package var paths: [String] = []

  /// None yet.
  package init() {}

  /// The files, in order.
  ///
  /// - Throws: As ``InputFiles/inputs(_:)``.
  package func inputs() throws -> [JobInput] { try InputFiles(paths).inputs() }
}
