/// How inputs are read, whatever they hold.
package struct InputOptions: Sendable, Hashable {
  /// The longest line taken, in bytes.
  package var longestLine = 64 << 20

  package init() {}

  /// - Throws: ``JobFailure`` for what makes no sense.
  package func check() throws(JobFailure) {
    if longestLine < 1 { throw JobFailure("out-of-range", "--max-line takes at least 1") }
  }
}
