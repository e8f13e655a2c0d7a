import ArgumentParser
import Foundation
import PrepBytes
import PrepPacking
import PrepTokens

/// Packs documents by every strategy and says how much of the rows stays empty, beside the least that is possible.
struct PackBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Documents to rows: how full, how fast.",
    discussion: """
      Prints `STRATEGY EMPTY-% LEAST-% DOCUMENTS/S` for planning from lengths alone, and with --input a second line with the speed of packing \
      the tokens themselves. The least is what ceil(tokens / length) rows would leave.
      """)

  @Option(help: "A token stream; without it, lengths are drawn from a lognormal distribution.")
  var input: String?

  @Option(help: "How many documents are drawn.")
  var documents = 200_000

  @Option(help: "The mean of the lengths drawn.")
  var mean = 998.0

  @Option(help: "The standard deviation of their logarithm.")
  var sigma = 1.2

  @Option(help: "The length of a row.")
  var length = 2048

  @Option(help: "How often each is done; the best counts.")
  var passes = 5

  func run() throws {
    let sequences = try input.map { try Self.read($0) }
    // Documents longer than a row are cut into parts, as the default does.
    var lengths: [Int] = []
    for whole in sequences.map({ $0.map(\.tokens.count) }) ?? Self.draw(documents, mean: mean, sigma: sigma) {
      var left = whole
      while left > length {
        lengths.append(length)
        left -= length
      }
      lengths.append(left)
    }
    let tokens = lengths.reduce(0, +)
    let least = (tokens + length - 1) / length
    print("\(lengths.count) documents, \(tokens) tokens, rows of \(length)")
    for strategy in [PackingStrategy.bestFit, .window, .nextFit] {
      var best = Double.infinity
      var rows = 0
      for _ in 0..<passes {
        let start = ContinuousClock.now
        rows = strategy.plan(lengths, rowLength: length).count
        best = min(best, seconds(.now - start))
      }
      print(
        strategy.rawValue, Self.empty(tokens, rows, length), Self.empty(tokens, least, length),
        Int(Double(lengths.count) / best))
      guard let sequences else { continue }
      var packed = Double.infinity
      for _ in 0..<passes {
        let start = ContinuousClock.now
        let rows = Source(sequences).packed(length: length, strategy: strategy)
        while try rows.next() != nil {}
        packed = min(packed, seconds(.now - start))
      }
      print(
        "  with tokens", Int(Double(sequences.count) / packed), "documents/s", Int(Double(tokens) / packed / 1e6),
        "million tokens/s")
    }
  }

  private static func empty(_ tokens: Int, _ rows: Int, _ length: Int) -> String {
    String(format: "%.3f", 100 - Double(tokens) * 100 / Double(rows * length))
  }

  private static func read(_ path: String) throws -> [TokenSequence] {
    let reader = try TokenStreamReader(source: try FileByteSource(path: path))
    var sequences: [TokenSequence] = []
    while let sequence = try reader.next() { sequences.append(sequence) }
    return sequences
  }

  private static func draw(_ count: Int, mean: Double, sigma: Double) -> [Int] {
    var state: UInt64 = 1
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) / Double(1 << 53)
    }
    return (0..<count).map { _ in
      let normal = (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
      return max(1, Int(mean * exp(sigma * normal - sigma * sigma / 2)))
    }
  }
}

/// Sequences in memory as a source.
private final class Source: TokenSequenceSource {
  let header = TokenStreamHeader(tokenizer: "", fingerprint: "", vocabularySize: 1 << 32)
  private var iterator: IndexingIterator<[TokenSequence]>

  init(_ sequences: [TokenSequence]) { iterator = sequences.makeIterator() }

  func next() -> TokenSequence? { iterator.next() }
}
