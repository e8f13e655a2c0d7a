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

  /// What this part reads of inputs: whole ones, and of those that can be cut the lines that begin in a range.
  ///
  /// - Parameter canBeCut: Whether the lines of an input can be read from any of them on.
  /// - Throws: ``JobFailure`` for inputs that are no files, and what looking at one throws.
  func cut(_ inputs: [JobInput], canBeCut: (JobInput) throws -> Bool) throws -> [JobInput] {
    let sizes = try inputs.map { try $0.sizeOfFile() }
    let total = sizes.reduce(0, +)
    let range = bound(index, total)..<bound(index + 1, total)
    var pieces: [JobInput] = []
    var start = 0
    for (input, size) in zip(inputs, sizes) {
      defer { start += size }
      let lower = max(0, range.lowerBound - start)
      let upper = min(size, range.upperBound - start)
      let beginsHere = range.contains(start) || start == total && index == count - 1
      if lower >= upper, !beginsHere { continue }
      // An input that lies in one part as a whole need not be looked at.
      if lower == 0, upper == size {
        pieces.append(input)
      } else if try canBeCut(input) {
        if lower < upper { pieces.append(input.lines(in: lower..<upper)) }
      } else if beginsHere {
        pieces.append(input)
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
