internal import PrepBytePairEncoding

// SentencePiece adds scores up in 32 bits through a whole text, so that rounding depends on what stands before a word.
// What a word becomes is known all the same where the best way through it is better than others by more than rounding
// can take away.

extension UnigramModel {
  /// What the steps through a part of a text are written as, in 29 bits: heads, tokens, and what stands for unknown
  /// characters.
  package enum Word {
    /// In front of the steps of a part: by how much its best way is better, a character, and how far sums go from where
    /// the part begins; each the upper half of a number of 32 bits without its sign.
    static let head: UInt32 = 1 << 28
    /// An unknown character, which is the unknown token where none stands before it.
    static let unknown: UInt32 = 1 << 27
    /// An unknown character whose tokens follow.
    static let spelled: UInt32 = 1 << 27 | 1
    /// A token that adds nothing to the sum.
    static let byte: UInt32 = 1 << 26

    private static let half: UInt32 = 17
    private static let mask: UInt32 = 1 << 14 - 1

    static func head(gap: Float, depth: Float) -> UInt32 {
      head | (gap.bitPattern >> half) << 14 | (depth.bitPattern >> half + 1) & mask
    }

    @inline(__always)
    static func gap(_ head: UInt32) -> Float { Float(bitPattern: (head &>> 14 & mask) &<< half) }

    @inline(__always)
    static func depth(_ head: UInt32) -> Float { Float(bitPattern: (head & mask) &<< half) }
  }

  /// The best way to a position, and the next best.
  struct MeasuredNode {
    var score = 0.0
    var second = -Double.infinity
    var start: Int32 = -1
    var token: Token = 0
  }

  /// Appends the steps through a part of a text that no token reaches across, behind a head.
  package func measure(_ part: UnsafeBufferPointer<UInt8>, into words: inout [UInt32], _ output: inout SubwordTokens) {
    if part.isEmpty { return words.append(Word.head(gap: .greatestFiniteMagnitude, depth: 0)) }
    let (gap, depth) = findBest(part, &output)
    words.append(Word.head(gap: Float(min(gap, 1e30)).nextDown, depth: Float(min(depth, 1e30))))
    for step in output.path { write(step, part, into: &words) }
  }

  /// By how much, a character, the best way through a part of a word has to be better than others to be the best one from
  /// any sum of 64 bits that a word of up to 16 MiB has before it.
  package var leastGap: Double {
    let largest = scores.reduce(abs(unknownScore)) { max($0, abs($1)) }
    return (largest * Double(1 << 24)).ulp
  }

  /// Appends the tokens of a part of a word that no token reaches across, behind a word that says whether they are these
  /// wherever in a word the part stands.
  package func encodePart(
    _ part: UnsafeBufferPointer<UInt8>, leastGap: Double, into words: inout [UInt32], _ output: inout SubwordTokens
  ) {
    if part.isEmpty { return }
    let isSure = findBest(part, &output).gap > leastGap
    words.append(isSure ? UnigramWords.sure : UnigramWords.near)
    var path: [Step] = []
    swap(&path, &output.path)
    output.removeAll()
    write(path, part, into: &output)
    words += output.tokens
    swap(&path, &output.path)
  }

  /// Puts the steps of the best way through a part into ``SubwordTokens/path``, and returns by how much it is better than
  /// others, a character and one more, and how far sums go.
  private func findBest(_ part: UnsafeBufferPointer<UInt8>, _ output: inout SubwordTokens) -> (
    gap: Double, depth: Double
  ) {
    var nodes: [MeasuredNode] = []
    var path: [Step] = []
    swap(&nodes, &output.measured)
    swap(&path, &output.path)
    if nodes.count <= part.count { nodes = [MeasuredNode](repeating: MeasuredNode(), count: 2 * part.count + 64) }
    path.removeAll(keepingCapacity: true)
    let found = nodes.withUnsafeMutableBufferPointer { all in
      let nodes = UnsafeMutableBufferPointer(rebasing: all[...part.count])
      nodes.update(repeating: MeasuredNode())
      let (characters, depth) = searchMeasured(part, nodes)
      var gap = Double.infinity
      var end = part.count
      while end > 0 {
        let node = nodes[end]
        gap = min(gap, node.score - node.second)
        path.append(Step(start: Int(node.start), end: end, token: node.token))
        end = Int(node.start)
      }
      return (gap / Double(characters + 1), depth)
    }
    path.reverse()
    swap(&nodes, &output.measured)
    swap(&path, &output.path)
    return found
  }

  /// Appends the steps through a part of a text whose sum is that of what stands before, and returns it with the part.
  package func chain(
    _ part: UnsafeBufferPointer<UInt8>, from sum: Float, into words: inout [UInt32], _ output: inout SubwordTokens
  ) -> Float {
    if part.isEmpty { return sum }
    var nodes: [Node] = []
    var path: [Step] = []
    swap(&nodes, &output.nodes)
    swap(&path, &output.path)
    if nodes.count <= part.count { nodes = [Node](repeating: Node(), count: 2 * part.count + 64) }
    path.removeAll(keepingCapacity: true)
    let last = nodes.withUnsafeMutableBufferPointer { all in
      let nodes = UnsafeMutableBufferPointer(rebasing: all[...part.count])
      nodes.update(repeating: Node())
      nodes[0].score = Double(sum)
      nodes[0].start = 0
      searchNarrow(part, nodes)
      var end = part.count
      while end > 0 {
        path.append(Step(start: Int(nodes[end].start), end: end, token: nodes[end].token))
        end = Int(nodes[end].start)
      }
      return Float(nodes[part.count].score)
    }
    path.reverse()
    for step in path { write(step, part, into: &words) }
    swap(&nodes, &output.nodes)
    swap(&path, &output.path)
    return last
  }

  /// Makes one head of those of successive parts, which are in front of the steps of each.
  package static func joinHeads(_ words: inout [UInt32], from first: Int) {
    if words.count <= first { return }
    var gap = Float.greatestFiniteMagnitude
    var depth: Float = 0
    var count = first + 1
    for place in first..<words.count {
      let word = words[place]
      if word & Word.head != 0 {
        gap = min(gap, Word.gap(word))
        depth += Word.depth(word)
      } else {
        words[count] = word
        count += 1
      }
    }
    words[first] = Word.head(gap: gap, depth: depth)
    words.removeLast(words.count - count)
  }

  private func write(_ step: Step, _ part: UnsafeBufferPointer<UInt8>, into words: inout [UInt32]) {
    if step.token != Self.unnamed { return words.append(step.token) }
    if bytes.isEmpty { return words.append(Word.unknown) }
    words.append(Word.spelled)
    let range = step.start..<step.end
    if range.allSatisfy({ bytes[Int(part[$0])] != nil }) {
      for place in range { if let token = bytes[Int(part[place])] { words.append(token | Word.byte) } }
    } else if let unknown {
      words.append(unknown | Word.byte)
    }
  }

  /// How many characters a part has, and the largest of all sums on the way, whatever its sign.
  private func searchMeasured(
    _ part: UnsafeBufferPointer<UInt8>, _ nodes: UnsafeMutableBufferPointer<MeasuredNode>
  ) -> (characters: Int, depth: Double) {
    var start = 0
    var characters = 0
    var depth = 0.0
    @inline(__always)
    func offer(_ score: Double, _ end: Int, _ token: Token) {
      depth = max(depth, abs(score))
      if nodes[end].start < 0 {
        nodes[end] = MeasuredNode(score: score, start: Int32(truncatingIfNeeded: start), token: token)
      } else if score > nodes[end].score {
        nodes[end] = MeasuredNode(
          score: score, second: nodes[end].score, start: Int32(truncatingIfNeeded: start), token: token)
      } else if score > nodes[end].second {
        nodes[end].second = score
      }
    }
    while start < part.count {
      let before = nodes[start].score
      let width = TextCharacters.width(part, start)
      var hasSingle = false
      var node = trie.root
      var end = start
      while end < part.count {
        node = trie.child(node, part[end])
        if node == TokenTrie.nowhere { break }
        end &+= 1
        let token = trie.token(at: node)
        if token == TokenTrie.none { continue }
        offer(scores[Int(token)] + before, end, token)
        if end &- start == width { hasSingle = true }
      }
      if !hasSingle { offer(unknownScore + before, start + width, Self.unnamed) }
      start += width
      characters += 1
    }
    return (characters, depth)
  }
}
