/// How inputs are read, whatever they hold.
public struct InputOptions: Sendable, Hashable {
  /// The longest line taken, in bytes.
  public var longestLine = 64 << 20
  /// The part of a job that is done; nil is the whole. The inputs of a part are files.
  public var part: InputPart?
  /// How inputs that are not JSON Lines are read.
  package var importing = ImportOptions()

  /// The defaults.
  public init() {}

  /// - Throws: ``JobFailure`` for what makes no sense.
  public func check() throws(JobFailure) {
    if longestLine < 1 { throw JobFailure("out-of-range", "--max-line takes at least 1") }
  }
}
