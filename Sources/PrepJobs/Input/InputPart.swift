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

  /// As the header of a stream says it.
  var header: TokenStreamHeader.Part { TokenStreamHeader.Part(index: index, count: count) }

  /// The bytes of an input that a part reads: all, or a range from which whole lines are taken.
  struct Piece: Sendable {
    var input: JobInput
    var range: Range<Int>?
  }

  /// The pieces of this part.
  ///
  /// - Parameter hasLines: Whether an input, by its path, consists of lines that can be read on their own.
  /// - Throws: ``JobFailure`` for inputs that are no files.
  func pieces(of inputs: [JobInput], hasLines: (String) -> Bool) throws -> [Piece] {
    let sizes = try inputs.map { try $0.sizeOfFile() }
    let total = sizes.reduce(0, +)
    let range = bound(index, total)..<bound(index + 1, total)
    var pieces: [Piece] = []
    var start = 0
    for (input, size) in zip(inputs, sizes) {
      defer { start += size }
      if try hasLines(input.path) && !input.isCompressed() {
        let lower = max(0, range.lowerBound - start)
        let upper = min(size, range.upperBound - start)
        if lower < upper { pieces.append(Piece(input: input, range: lower..<upper)) }
      } else if range.contains(start) || start == total && index == count - 1 {
        pieces.append(Piece(input: input, range: nil))
      }
    }
    return pieces
  }

  /// Where piece number `index` begins.
  private func bound(_ index: Int, _ total: Int) -> Int {
    let (high, low) = total.multipliedFullWidth(by: index)
    return count.dividingFullWidth((high, low)).quotient
  }
}
