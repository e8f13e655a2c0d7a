package import PrepBytePairEncoding

/// Unigram: the tokens that tile a piece with the best sum of scores; of equal sums the one whose last token begins
/// earliest.
///
/// Two engines add up differently and so differ on near ties: Hugging Face `tokenizers` in 64 bits, SentencePiece 0.2.3
/// in 32.
///
/// SAFETY of `@unchecked Sendable`: nothing in it changes once it is made; what a call needs is its own.
package final class UnigramModel: SubwordModel, @unchecked Sendable {
  /// The arithmetic and the rules around it.
  package enum Engine: Sendable {
    /// `models/unigram` of Hugging Face `tokenizers`.
    case tokenizers
    /// `unigram_model.cc`.
    case sentencePiece
  }

  let trie: TokenTrie
  let scores: [Double]
  private let engine: Engine
  package let unknown: Token?
  let unknownScore: Double
  let bytes: [Token?]

  /// - Parameters:
  ///   - entries: What text may become.
  ///   - scores: By id; for SentencePiece's, values of 32 bits, those of pieces that users defined as they count.
  ///   - unknownScore: What an unknown character costs.
  ///   - bytes: The tokens of bytes, nil for those that have none; empty without byte fallback.
  package init(
    _ entries: [(text: [UInt8], token: Token)], scores: [Double], engine: Engine, unknown: Token?, unknownScore: Double,
    bytes: [Token?]
  ) {
    trie = TokenTrie(entries)
    self.scores = scores
    self.engine = engine
    self.unknown = unknown
    self.unknownScore = unknownScore
    self.bytes = bytes
  }

  private init(_ other: UnigramModel, _ trie: TokenTrie) {
    self.trie = trie
    scores = other.scores
    engine = other.engine
    unknown = other.unknown
    unknownScore = other.unknownScore
    bytes = other.bytes
  }

  package var unknownToken: Token? { unknown }

  package func forMuch() -> any SubwordModel { UnigramModel(self, trie.compacted()) }

  /// The best way to a position: its sum, where its last token begins, and that token.
  struct Node {
    var score: Double = 0
    var start: Int32 = -1
    var token: Token = 0
  }

  /// A token of the best path.
  struct Step {
    var start: Int
    var end: Int
    var token: Token
  }

  package func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    if piece.isEmpty { return }
    var nodes: [Node] = []
    var path: [Step] = []
    swap(&nodes, &output.nodes)
    swap(&path, &output.path)
    if nodes.count <= piece.count { nodes = [Node](repeating: Node(), count: 2 * piece.count + 64) }
    path.removeAll(keepingCapacity: true)
    nodes.withUnsafeMutableBufferPointer { all in
      let nodes = UnsafeMutableBufferPointer(rebasing: all[...piece.count])
      nodes.update(repeating: Node())
      engine == .tokenizers ? search(piece, nodes) : searchNarrow(piece, nodes)
    }
    var end = piece.count
    while end > 0 {
      let node = nodes[end]
      path.append(Step(start: Int(node.start), end: end, token: node.token))
      end = Int(node.start)
    }
    path.reverse()
    write(path, piece, into: &output)
    swap(&nodes, &output.nodes)
    swap(&path, &output.path)
  }

  static let unnamed = Token.max

  /// Whether sums run on from one word to the next, so that what a word becomes depends on what stands before it.
  package var isChained: Bool { engine == .sentencePiece }

  private func search(_ piece: UnsafeBufferPointer<UInt8>, _ nodes: UnsafeMutableBufferPointer<Node>) {
    var start = 0
    while start < piece.count {
      let before = nodes[start].score
      let width = TextCharacters.width(piece, start)
      var hasSingle = false
      var node = trie.root
      var end = start
      while end < piece.count {
        node = trie.child(node, piece[end])
        if node == TokenTrie.nowhere { break }
        end &+= 1
        let token = trie.token(at: node)
        if token == TokenTrie.none { continue }
        let score = scores[Int(token)] + before
        if nodes[end].start < 0 || score > nodes[end].score {
          nodes[end] = Node(score: score, start: Int32(start), token: token)
        }
        if end - start == width { hasSingle = true }
      }
      if !hasSingle {
        let score = unknownScore + before
        let end = start + width
        if nodes[end].start < 0 || score > nodes[end].score {
          nodes[end] = Node(score: score, start: Int32(start), token: Self.unnamed)
        }
      }
      start += width
    }
  }

  /// As above with sums of 32 bits, which are rebased when they grow large.
  ///
  /// The first node has the sum that the text begins with.
  func searchNarrow(_ piece: UnsafeBufferPointer<UInt8>, _ nodes: UnsafeMutableBufferPointer<Node>) {
    var start = 0
    var reached = 0
    while start < piece.count {
      let width = TextCharacters.width(piece, start)
      if Float(nodes[start].score) < -100_000 {
        let base = Float(nodes[start].score)
        for place in start...reached where nodes[place].start >= 0 {
          nodes[place].score = Double(Float(nodes[place].score) - base)
        }
      }
      let before = Float(nodes[start].score)
      var hasSingle = false
      var node = trie.root
      var end = start
      while end < piece.count {
        node = trie.child(node, piece[end])
        if node == TokenTrie.nowhere { break }
        end &+= 1
        let token = trie.token(at: node)
        if token == TokenTrie.none { continue }
        let score = Double(Float(scores[Int(token)]) + before)
        if nodes[end].start < 0 || score > nodes[end].score {
          nodes[end] = Node(score: score, start: Int32(start), token: token)
        }
        reached = max(reached, end)
        if end - start == width { hasSingle = true }
      }
      if !hasSingle {
        let score = Double(Float(unknownScore) + before)
        let end = start + width
        if nodes[end].start < 0 || score > nodes[end].score {
          nodes[end] = Node(score: score, start: Int32(start), token: Self.unnamed)
        }
        reached = max(reached, end)
      }
      start += width
    }
  }

  func write(_ path: [Step], _ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    var index = 0
    while index < path.count {
      guard isUnknown(path[index].token) else {
        output.append(path[index].token, path[index].start..<path[index].end)
        index += 1
        continue
      }
      // Unknown neighbours are one.
      let start = path[index].start
      var end = path[index].end
      index += 1
      while index < path.count, isUnknown(path[index].token), engine == .tokenizers || bytes.isEmpty {
        end = path[index].end
        index += 1
      }
      writeUnknown(piece, start..<end, into: &output)
    }
  }

  /// Whether a token of a path stands for unknown text; Hugging Face's engine takes the name of the unknown token for
  /// that too.
  private func isUnknown(_ token: Token) -> Bool { token == Self.unnamed || engine == .tokenizers && token == unknown }

  private func writeUnknown(_ piece: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, into output: inout SubwordTokens)
  {
    if engine == .tokenizers, let token = trie.token(for: UnsafeBufferPointer(rebasing: piece[range])) {
      return output.append(token, range)
    }
    if !bytes.isEmpty, range.allSatisfy({ bytes[Int(piece[$0])] != nil }) {
      for place in range {
        guard let token = bytes[Int(piece[place])] else { continue }
        if engine == .tokenizers {
          output.append(token, range)
        } else {
          output.append(token, range.lowerBound..<(place == range.upperBound - 1 ? range.upperBound : range.lowerBound))
        }
      }
      return
    }
    if let unknown { output.append(unknown, range) } else { output.leaveOut(piece, range) }
  }
}
