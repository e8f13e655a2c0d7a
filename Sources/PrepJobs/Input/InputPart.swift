import PrepTokens

/// What of its inputs a part of a job reads: part i (from 0) of N.
///
/// The inputs are one line of bytes, cut into N equal pieces; a line belongs to the piece in which it begins. An input
/// that is compressed, or one document as a whole, belongs to the piece in which it begins.
public struct InputPart: Sendable, Hashable {
  /// Its number, from 0.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// `i/N`, with i from 0 to below N; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), index >= 0, index < count,
      count <= 1 << 20
    else {
      return nil
    }
    self.index = index
    self.count = count
  }

  /// `i/N`.
  package var name: String { "\(index)/\(count)" }

  /// As the header of a stream says it.
  var header: TokenStreamHeader.Part { TokenStreamHeader.Part(index: index, count: count) }

  /// What this part reads of inputs: whole ones, and of those that can be cut the lines that begin in a range.
  ///
  /// - Parameter canBeCut: Whether the lines of an input can be read from any of them on.
  /// - Throws: ``JobFailure`` for inputs that are no files, and what looking at one throws.
  func cut(_ inputs: [JobInput], canBeCut: @escaping (JobInput) throws -> Bool) throws -> [JobInput] {
    var cut = try InputCut(inputs, canBeCut: canBeCut)
    return try cut.pieces(of: self)
  }
}
