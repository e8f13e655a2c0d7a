/// Runs any other pattern through a regular expression engine.
final class GeneralScanner {
  init(_ source: String, dialect: SplitPattern.Dialect) {}

  /// Throws what is wrong with an expression.
  static func check(_ source: String, dialect: SplitPattern.Dialect) throws(SplitPatternFailure) {
    throw SplitPatternFailure(source: source, message: "not one of the known patterns")
  }

  /// As `TextSplitter.fill`.
  func fill(_ text: UnsafeBufferPointer<UInt8>, from: Int, into ends: UnsafeMutableBufferPointer<UInt32>) -> Int {
    preconditionFailure("patterns are checked before they are used")
  }
}
