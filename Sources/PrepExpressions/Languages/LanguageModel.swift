/// Tells the language of a text by a model that was made with fastText (Joulin, Grave, Bojanowski, Mikolov 2016, "Bag of
/// tricks for efficient text classification"): whole (`.bin`) or quantized (`.ftz`).
///
/// It reads a text as that program does: the rows of its words and of the runs of characters in them are added up, and the
/// sum is held against the labels. But line ends, and the word `</s>` that stands for one and at which that program stops,
/// are blanks here.
package final class LanguageModel: Sendable {
  /// A label and how sure it is, from 0 to 1.
  package typealias Guess = (label: String, score: Double)

  private let bytes: [UInt8]
  private let words: ModelWords
  private let input: ModelMatrix
  private let output: ModelMatrix
  private let labels: [String]
  /// How the sum is held against the labels.
  private let loss: Loss
  /// For the loss by a tree: the two below each node that is no label.
  private let tree: [(left: Int, right: Int)]
  private let buckets: Int
  /// How many characters the runs have.
  private let runs: ClosedRange<Int>?
  /// How many words runs of words have at most.
  private let wordRuns: Int

  private enum Loss: Int { case tree = 1, negatives, softmax, each }

  /// Reads a model.
  ///
  /// - Parameter bytes: What is in its file.
  package init(_ bytes: [UInt8]) throws(LanguageModelFailure) {
    var model = ModelBytes(bytes)
    guard bytes.count > 100, try model.int32() == 793_712_314 else {
      throw LanguageModelFailure(.wrong, "not a model of fastText, such as lid.176.ftz")
    }
    let version = try model.int32()
    guard version == 11 || version == 12 else {
      throw LanguageModelFailure(
        .wrong, "the language model is of version \(version) of fastText's files; 11 and 12 are read")
    }
    let columns = try model.int32()
    for _ in 0..<4 { _ = try model.int32() }
    wordRuns = try model.int32()
    let (loss, kind) = (try model.int32(), try model.int32())
    guard kind == 3, let loss = Loss(rawValue: loss) else {
      throw LanguageModelFailure(.wrong, "the model of fastText has vectors of words, and no labels")
    }
    self.loss = loss
    buckets = try model.int32()
    let (least, most) = (try model.int32(), try model.int32())
    // Models of the older version that tell labels have none.
    runs = version == 12 && most > 0 && least <= most ? max(least, 1)...most : nil
    _ = try model.skip(12)
    words = try ModelWords(&model)
    let isQuantized = try model.byte() != 0
    input = try ModelMatrix(&model, isQuantized: isQuantized)
    let isOutputQuantized = try model.byte() != 0
    output = try ModelMatrix(&model, isQuantized: isQuantized && isOutputQuantized)
    let rows = words.wordCount + (runs == nil && wordRuns < 2 ? 0 : words.rowCount(of: buckets))
    guard columns > 0, columns <= 1 << 16, input.columns == columns, output.columns == columns, input.rows >= rows,
      output.rows >= words.labelCount, buckets >= 0, buckets > 0 || runs == nil && wordRuns < 2,
      // Longer runs are none of a model, and would make the time of a text grow with its square.
      wordRuns <= 64, most <= 64
    else { throw ModelBytes.damage }
    self.bytes = bytes
    let words = words
    labels = (0..<words.labelCount).map { words.label($0, bytes) }
    tree = loss == .tree ? Self.tree(words.labelCounts) : []
  }

  /// Huffman's tree over labels that are in order of their counts, the most frequent first: what is below each node.
  private static func tree(_ labels: [Int]) -> [(left: Int, right: Int)] {
    var counts = labels + [Int](repeating: 1_000_000_000_000_000, count: max(0, labels.count - 1))
    var tree: [(left: Int, right: Int)] = []
    var (leaf, node) = (labels.count - 1, labels.count)
    for parent in labels.count..<max(labels.count, 2 * labels.count - 1) {
      func least() -> Int {
        if leaf >= 0, counts[leaf] < counts[node] {
          leaf -= 1
          return leaf + 1
        }
        node += 1
        return node - 1
      }
      let pair = (left: least(), right: least())
      tree.append(pair)
      counts[parent] = counts[pair.left] + counts[pair.right]
    }
    return tree
  }

  /// The most likely label of a text; nil where it has nothing that the model knows.
  package func guess(_ text: UnsafeBufferPointer<UInt8>) -> Guess? {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: input.columns) { sum in
      sum.initialize(repeating: 0)
      return bytes.withUnsafeBytes { bytes in
        let count = add(text, to: sum, bytes)
        guard count > 0 else { return nil }
        let share = Float(1 / Double(count))
        for index in sum.indices { sum[index] *= share }
        return best(sum, bytes)
      }
    }
  }

  // MARK: What a text is made of

  /// Adds up the rows of a text.
  ///
  /// - Returns: How many there are.
  private func add(
    _ text: UnsafeBufferPointer<UInt8>, to sum: UnsafeMutableBufferPointer<Float>, _ bytes: UnsafeRawBufferPointer
  ) -> Int {
    var count = 0
    var hashes: [UInt32] = []
    var word: [UInt8] = []
    func add(_ row: Int) {
      input.add(row, to: sum, bytes)
      count += 1
    }
    func addBucket(_ bucket: UInt32) {
      if let row = words.row(of: Int(bucket)) { add(words.wordCount + row) }
    }
    func take(_ token: UnsafeBufferPointer<UInt8>, isEnd: Bool = false) {
      if !isEnd, token.elementsEqual(Self.lineEnd) { return }
      let hash = ModelWords.hash(token)
      let known = words.token(token, hash: hash, bytes)
      if known == .label { return }
      if wordRuns > 1 { hashes.append(hash) }
      if case .word(let number) = known { add(number) }
      guard let runs, !isEnd else { return }
      word.removeAll(keepingCapacity: true)
      word.append(UInt8(ascii: "<"))
      word.append(contentsOf: token)
      word.append(UInt8(ascii: ">"))
      word.withUnsafeBufferPointer { forEachRun(of: $0, runs, addBucket) }
    }
    var start = 0
    for place in 0...text.count {
      guard place == text.count || Self.isBlank(text[place]) else { continue }
      if place > start { take(UnsafeBufferPointer(rebasing: text[start..<place])) }
      start = place + 1
    }
    Self.lineEnd.withUnsafeBufferPointer { take($0, isEnd: true) }
    // Hashes are taken for signed ones.
    for index in hashes.indices {
      var run = UInt64(bitPattern: Int64(Int32(bitPattern: hashes[index])))
      for next in hashes[(index + 1)...].prefix(wordRuns - 1) {
        run = run &* 116_049_371 &+ UInt64(bitPattern: Int64(Int32(bitPattern: next)))
        addBucket(UInt32(truncatingIfNeeded: run % UInt64(buckets)))
      }
    }
    return count
  }

  /// The word at the end of every text.
  private static let lineEnd = Array("</s>".utf8)

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0 || (0x09...0x0D).contains(byte) }

  /// Calls a closure with the bucket of each run of characters; one character at an end of the word is none.
  private func forEachRun(
    of word: UnsafeBufferPointer<UInt8>, _ runs: ClosedRange<Int>, _ body: (UInt32) -> Void
  ) {
    let buckets = UInt32(buckets)
    for start in word.indices where word[start] & 0xC0 != 0x80 {
      var hash: UInt32 = 2_166_136_261
      var (place, characters) = (start, 0)
      while place < word.count, characters < runs.upperBound {
        repeat {
          hash = ModelWords.add(word[place], to: hash)
          place += 1
        } while place < word.count && word[place] & 0xC0 == 0x80
        characters += 1
        if characters >= runs.lowerBound, !(characters == 1 && (start == 0 || place == word.count)) {
          body(hash % buckets)
        }
      }
    }
  }

  // MARK: Labels

  /// fastText adds this to what it takes the logarithm of, and so to every score.
  private static let least = 1e-5

  private func best(_ sum: UnsafeMutableBufferPointer<Float>, _ bytes: UnsafeRawBufferPointer) -> Guess? {
    switch loss {
    case .tree: return bestOfTree(sum, bytes)
    case .softmax: return bestOfAll(softmax((0..<labels.count).map { output.product($0, sum, bytes) }))
    case .negatives, .each: return bestOfAll((0..<labels.count).map { Self.sigmoid(output.product($0, sum, bytes)) })
    }
  }

  private func bestOfAll(_ scores: [Float]) -> Guess? {
    var best = 0
    for index in scores.indices where scores[index] > scores[best] { best = index }
    return scores.isEmpty ? nil : (labels[best], min(1, Double(scores[best]) + Self.least))
  }

  private func softmax(_ values: [Float]) -> [Float] {
    let largest = values.max() ?? 0
    let powers = values.map { Float(Exponential.of(Double($0 - largest))) }
    let sum = powers.reduce(Float(0), +)
    return powers.map { $0 / sum }
  }

  /// As fastText has it, which looks it up in a table of 512 values from −8 to 8.
  private static func sigmoid(_ value: Float) -> Float {
    if value < -8 || value.isNaN { return 0 }
    if value > 8 { return 1 }
    let place = Int((value + 8) * 512 / 8 / 2)
    return Float(1 / (1 + Exponential.of(-Double(Float(place * 16) / 512 - 8))))
  }

  /// The leaf with the largest product of what is said on the way to it.
  private func bestOfTree(_ sum: UnsafeMutableBufferPointer<Float>, _ bytes: UnsafeRawBufferPointer) -> Guess? {
    var best: (label: Int, score: Double)?
    var waiting = [(node: 2 * labels.count - 2, score: 1.0)]
    while let (node, score) = waiting.popLast() {
      if let best, score <= best.score { continue }
      if node < labels.count {
        best = (node, score)
        continue
      }
      let product = output.product(node - labels.count, sum, bytes)
      let right = Double(Float(1 / (1 + Exponential.of(-Double(product)))))
      let below = tree[node - labels.count]
      waiting.append((below.right, score * (right + Self.least)))
      waiting.append((below.left, score * (1 - right + Self.least)))
    }
    return best.map { (labels[$0.label], min(1, $0.score)) }
  }
}

/// The exponential function, the same on every machine.
enum Exponential {
  /// e to the power of a number, to within a part in 10¹⁵.
  static func of(_ power: Double) -> Double {
    if power.isNaN { return power }
    if power < -700 { return 0 }
    if power > 700 { return .infinity }
    // e^p = 2^k · e^r, and r is small.
    let whole = (power * 1.4426950408889634).rounded()
    let rest = power - whole * 0.6931471803691238 - whole * 1.9082149292705877e-10
    var (sum, term) = (1.0, 1.0)
    for index in 1...14 {
      term *= rest / Double(index)
      sum += term
    }
    return Double(sign: .plus, exponent: Int(whole), significand: sum)
  }
}
