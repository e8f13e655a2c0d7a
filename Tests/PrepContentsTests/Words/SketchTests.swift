import CKernels
import PrepContents
import TestSupport
import Testing

@Suite struct SketchTests {
  /// The least values of the functions, one after the other.
  private func plain(_ runs: [UInt32]) -> [UInt32] {
    let (flips, factors) = Sketcher.functions
    return zip(flips, factors).map { flip, factor in
      runs.map { run in
        let value = (run ^ flip) &* factor
        return (value &+ value >> 15) &* 0x9E37_79B1
      }.min() ?? .max
    }
  }

  @Test("both kernels give the least values") func kernels() {
    var random = SeededGenerator(seed: 5)
    for count in [0, 1, 7, 100, 1000] {
      let runs = (0..<count).map { _ in UInt32.random(in: 0...UInt32.max, using: &random) }
      let (flips, factors) = Sketcher.functions
      for kernel in [prep_minhash, prep_minhash_portable] {
        var sample = [UInt32](repeating: .max, count: Sketch.count)
        kernel(runs, count, flips, factors, &sample)
        #expect(sample == plain(runs))
      }
    }
  }

  @Test("the share of equal values is the share of equal runs, without a bias") func estimates() {
    var random = SeededGenerator(seed: 6)
    var sketcher = Sketcher()
    var error = 0.0
    for trial in 0..<60 {
      let shared = 40 + trial * 4
      let common = (0..<shared).map { _ in "w\(UInt32.random(in: 0...UInt32.max, using: &random))" }
      func text() -> [TextWord] {
        let own = (0..<150).map { _ in "v\(UInt32.random(in: 0...UInt32.max, using: &random))" }
        return WordStream.words(of: Array((common + own).joined(separator: " ").utf8))
      }
      let (left, right) = (text(), text())
      let (a, b) = (Shingles.sorted(of: left), Shingles.sorted(of: right))
      let both = Shingles.shared(a, b)
      let exact = Double(both) / Double(a.count + b.count - both)
      let (first, second) = (sketcher.sketch(left).sketch.values, sketcher.sketch(right).sketch.values)
      error += Double(zip(first, second).count { $0 == $1 }) / Double(Sketch.count) - exact
    }
    #expect(abs(error / 60) < 0.015)
  }

  @Test("runs pass over signs, and a short text is one run") func runs() {
    func runs(_ text: String) -> [UInt64] { Shingles.sorted(of: WordStream.words(of: Array(text.utf8))) }
    #expect(runs("one two three").count == 1)
    #expect(runs("one two three four five").count == 1)
    #expect(runs("one two three four five six").count == 2)
    #expect(runs("one + two three four five") == runs("one two three four five"))
    #expect(runs("").isEmpty)
    #expect(runs("a b c d e a b c d e a").count == 5)
  }
}
