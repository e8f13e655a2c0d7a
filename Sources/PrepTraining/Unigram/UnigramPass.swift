/// One way through a part of the words, with the pieces and probabilities as they are: what each piece is expected to
/// occur, or how often it does on the best paths.
struct UnigramPass {
  let lattice: UnigramLattice
  let words: ArraySlice<UnigramCorpus.Word>
  /// The probabilities of the pieces, and their logarithms.
  let probabilities: [Double]
  let scores: [Double]

  /// What a pass through some words came to.
  struct Outcome: Sendable {
    /// By piece.
    var counts: [Double]
    /// The logarithm of the probability of all words.
    var likelihood = 0.0
  }

  /// Sums smaller than this are scaled up, so that words of any length have some.
  private static let small = 1e-100
  private static let scale = 1e100
  private static let logarithmOfScale = 230.25850929940457

  /// How often each piece is expected, over all paths through the words weighed by their probability.
  func expectations() -> Outcome {
    var outcome = Outcome(counts: [Double](repeating: 0, count: lattice.pieceCount))
    var forward: [Double] = []
    var backward: [Double] = []
    var shifts: [Int] = []
    for word in words {
      let count = word.count
      forward = [Double](repeating: 0, count: count + 1)
      backward = [Double](repeating: 0, count: count + 1)
      shifts = [Int](repeating: 0, count: count + 1)
      lattice.pieces.withUnsafeBufferPointer { pieces in
        lattice.starts.withUnsafeBufferPointer { starts in
          lattice.lengths.withUnsafeBufferPointer { lengths in
            probabilities.withUnsafeBufferPointer { probabilities in
              outcome.counts.withUnsafeMutableBufferPointer { counts in
                outcome.likelihood += Self.pass(
                  word, pieces, starts, lengths, probabilities, &forward, &backward, &shifts, counts)
              }
            }
          }
        }
      }
    }
    return outcome
  }

  private static func pass(
    _ word: UnigramCorpus.Word, _ pieces: UnsafeBufferPointer<UInt32>, _ starts: UnsafeBufferPointer<Int>,
    _ lengths: UnsafeBufferPointer<UInt8>, _ probabilities: UnsafeBufferPointer<Double>, _ forward: inout [Double],
    _ backward: inout [Double], _ shifts: inout [Int], _ counts: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    let count = word.count
    forward.withUnsafeMutableBufferPointer { forward in
      forward[0] = 1
      var shift = 0
      for place in 0...count {
        if forward[place] < small {
          for next in place...min(count, place + 255) { forward[next] *= scale }
          shift += 1
        }
        shifts[place] = shift
        if place == count { break }
        let sum = forward[place]
        for edge in starts[word.start + place]..<starts[word.start + place + 1] {
          let piece = Int(pieces[edge])
          forward[place + Int(lengths[piece])] += sum * probabilities[piece]
        }
      }
    }
    let total = forward[count]
    backward.withUnsafeMutableBufferPointer { backward in
      backward[count] = 1
      var shift = 0
      for place in (0..<count).reversed() {
        let factor = forward[place] / total * word.weight
        let exponent = shifts[count] - shifts[place] - shift
        let scaled = exponent == 0 ? factor : factor * power(exponent)
        var sum = 0.0
        for edge in starts[word.start + place]..<starts[word.start + place + 1] {
          let piece = Int(pieces[edge])
          let rest = probabilities[piece] * backward[place + Int(lengths[piece])]
          sum += rest
          counts[piece] += rest * scaled
        }
        backward[place] = sum
        if sum < small {
          for next in place...min(count, place + 255) { backward[next] *= scale }
          shift += 1
        }
      }
    }
    return word.weight * (Logarithm.of(total) - Double(shifts[count]) * logarithmOfScale)
  }

  /// A power of the scale.
  private static func power(_ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<abs(exponent) { power *= exponent > 0 ? scale : small }
    return power
  }

  /// How often each piece is on the best paths.
  func bestPaths() -> Outcome {
    var outcome = Outcome(counts: [Double](repeating: 0, count: lattice.pieceCount))
    for word in words {
      for piece in Self.bestPath(lattice, scores, word.start, word.count, except: .max) {
        outcome.counts[Int(piece)] += word.weight
      }
    }
    return outcome
  }

  /// The pieces of the best path through a stretch, the last first; of equal ones that with the earliest starts.
  static func bestPath(
    _ lattice: UnigramLattice, _ scores: [Double], _ start: Int, _ count: Int, except: UInt32
  ) -> [UInt32] {
    var best = [(score: Double, piece: UInt32)](repeating: (-Double.infinity, .max), count: count + 1)
    best[0].score = 0
    for place in 0..<count {
      let before = best[place].score
      for edge in lattice.starts[start + place]..<lattice.starts[start + place + 1] {
        let piece = lattice.pieces[edge]
        let end = place + Int(lattice.lengths[Int(piece)])
        if end > count || piece == except { continue }
        let score = before + scores[Int(piece)]
        if score > best[end].score { best[end] = (score, piece) }
      }
    }
    var path: [UInt32] = []
    var end = count
    while end > 0 {
      path.append(best[end].piece)
      end -= Int(lattice.lengths[Int(best[end].piece)])
    }
    return path
  }
}
