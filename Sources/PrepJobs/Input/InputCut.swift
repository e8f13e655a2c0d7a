/// How inputs are cut into the parts of a job. They are one line of bytes, cut into equal pieces; what is asked of an
/// input is asked once, for however many parts.
struct InputCut {
  private let inputs: [JobInput]
  /// Where each input begins on the line, and where the last one ends.
  private let starts: [Int]
  private var total: Int { starts[inputs.count] }
  private let canBeCut: (JobInput) throws -> Bool
  /// What ``canBeCut`` said of the inputs it was asked about, by their numbers.
  private var answers: [Int: Bool] = [:]

  /// - Parameter canBeCut: Whether the lines of an input can be read from any of them on.
  /// - Throws: ``JobFailure`` for inputs that are no files, `IOFailure` for what is not there.
  init(_ inputs: [JobInput], canBeCut: @escaping (JobInput) throws -> Bool) throws {
    self.inputs = inputs
    self.canBeCut = canBeCut
    var starts = [0]
    for input in inputs { starts.append(try starts[starts.count - 1] + input.sizeOfFile()) }
    self.starts = starts
  }

  /// What a part reads: whole inputs, and of those that can be cut the lines that begin in a range.
  ///
  /// - Throws: What looking at an input throws.
  mutating func pieces(of part: InputPart) throws -> [JobInput] {
    let range = bound(part.index, of: part.count)..<bound(part.index + 1, of: part.count)
    let isLast = part.index == part.count - 1
    var pieces: [JobInput] = []
    var number = firstInput(endingAt: range.lowerBound)
    while number < inputs.count, starts[number] < range.upperBound || isLast {
      let (start, size) = (starts[number], starts[number + 1] - starts[number])
      let lower = max(0, range.lowerBound - start)
      let upper = min(size, range.upperBound - start)
      let beginsHere = range.contains(start) || start == total && isLast
      // An input that lies in one part as a whole need not be looked at.
      if beginsHere, upper == size {
        pieces.append(inputs[number])
      } else if lower < upper, try isCuttable(number) {
        pieces.append(inputs[number].lines(in: lower..<upper))
      } else if beginsHere {
        pieces.append(inputs[number])
      }
      number += 1
    }
    return pieces
  }

  private mutating func isCuttable(_ number: Int) throws -> Bool {
    if let answer = answers[number] { return answer }
    let answer = try canBeCut(inputs[number])
    answers[number] = answer
    return answer
  }

  /// The first input that ends at a place or behind it.
  private func firstInput(endingAt place: Int) -> Int {
    var low = 0
    var high = inputs.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle + 1] < place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Where piece number `index` of `count` begins.
  private func bound(_ index: Int, of count: Int) -> Int {
    let (high, low) = total.multipliedFullWidth(by: index)
    return count.dividingFullWidth((high, low)).quotient
  }
}
