import PrepTokens
import TestSupport
import Testing

@testable import PrepExporting

@Suite struct DocumentJoinerTests {
  private func header(_ words: String, _ tokenizing: String = "tokenize: text") -> TokenStreamHeader {
    TokenStreamHeader(
      tokenizer: "t", fingerprint: "", vocabularySize: 100, padding: 99,
      provenance: [tokenizing, "pack: length 20\(words)", "shard"])
  }

  private func joined(
    _ segments: [TokenSequence], takesParts: Bool = false, packing words: String = "",
    tokenizing: String = "tokenize: text"
  ) throws -> (documents: [TokenSequence], lone: Int) {
    var joiner = DocumentJoiner(header(words, tokenizing), takesParts: takesParts)
    var documents: [TokenSequence] = []
    for segment in segments { try joiner.add(segment) { documents.append($0) } }
    try joiner.endInput { documents.append($0) }
    return (documents, joiner.loneParts)
  }

  private func documents(_ ids: [UInt64], _ longest: Int, _ random: inout SeededGenerator) -> [TokenSequence] {
    ids.map { id in
      let count = Int.random(in: 1...longest, using: &random)
      return TokenSequence(
        document: (0..<count).map { _ in UInt32.random(in: 0..<99, using: &random) },
        loss: .mask((0..<count).map { _ in UInt8.random(in: 0...1, using: &random) }), id: id)
    }
  }

  /// A document cut anywhere; parts have as many tokens in common as the stride says, which are context in the later.
  private func parts(
    of document: TokenSequence, stride: Int = 0, marked: Bool, _ random: inout SeededGenerator
  ) -> [TokenSequence] {
    var parts: [TokenSequence] = []
    var start = 0
    while true {
      let end = min(document.tokens.count, start + stride + Int.random(in: 1...20, using: &random))
      var part = marked ? document.markedPart(start..<end) : document.part(start..<end)
      if start > 0, case .mask(var mask) = part.loss {
        for index in 0..<min(stride, mask.count) { mask[index] = 0 }
        part.loss = .mask(mask)
      }
      parts.append(part)
      if end == document.tokens.count { return parts }
      start = end - stride
    }
  }

  // MARK: Parts that say where they stand

  @Test(arguments: 1...40 as ClosedRange<UInt64>) func `parts in any order are whole documents again`(seed: UInt64)
    throws
  {
    var random = SeededGenerator(seed: seed)
    let stride = seed % 2 == 0 ? 0 : Int.random(in: 1...5, using: &random)
    let documents = documents((0..<40).map { UInt64($0) }.shuffled(using: &random), 90, &random)
    var segments = documents.flatMap { parts(of: $0, stride: stride, marked: true, &random) }
    segments.shuffle(using: &random)
    let words = stride == 0 ? "" : ", stride \(stride), padded length"
    let byID = { (list: [TokenSequence]) in list.sorted { $0.documentIDs[0] < $1.documentIDs[0] } }
    let whole = try joined(segments, packing: words).documents
    #expect(byID(whole) == byID(documents))

    // What is missing is named; what is there is given as it is, where that is asked for.
    guard let gone = segments.indices.filter({ !segments[$0].documentParts.isEmpty }).randomElement(using: &random)
    else { return }
    var rest = segments
    let lost = rest.remove(at: gone)
    let failure = #expect(throws: CutDocument.self) { try joined(rest, packing: words) }
    #expect(failure?.documentID == lost.documentIDs[0])
    if case .missing(let from, let to, let length)? = failure?.reason {
      let part = lost.documentParts[0]
      #expect(from >= Int(part.start) && to <= Int(part.start) + lost.tokens.count && from < to)
      #expect(length == Int(part.length))
    } else {
      Issue.record("\(String(describing: failure))")
    }
    let (found, lone) = try joined(rest, takesParts: true, packing: words)
    #expect(lone == found.count - documents.count + 1 && lone >= 0)
    // A part that is there twice is noticed too.
    #expect(throws: CutDocument.self) { try joined(segments + [lost], packing: words) }
    #expect(throws: CutDocument.self) { try joined([lost] + segments, packing: words) }
    let twice = try joined([lost] + segments, takesParts: true, packing: words).documents
    #expect(twice.reduce(0) { $0 + $1.tokens.count } >= documents.reduce(0) { $0 + $1.tokens.count })
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func `what parts were filled up with is left out`(seed: UInt64) throws
  {
    var random = SeededGenerator(seed: seed)
    let stride = seed % 2 == 0 ? 0 : 3
    let documents = documents((0..<20).map { UInt64($0) }, 90, &random)
    let segments = documents.flatMap { document in
      let parts = parts(of: document, stride: stride, marked: true, &random)
      return parts.count == 1
        ? parts
        : parts.map { part in
          var part = part
          let filling = (8 - part.tokens.count % 8) % 8
          part.tokens += [UInt32](repeating: 99, count: filling)
          part.loss.append(.none(.mask, count: filling))
          part.boundaries = [0, Int32(part.tokens.count)]
          return part
        }
    }.shuffled(using: &random)
    let words = (stride == 0 ? "" : ", stride \(stride)") + ", documents multiples of 8"
    if stride > 0 {
      let failure = #expect(throws: CutDocument.self) { try joined(segments, packing: words) }
      #expect(failure?.reason == .filled)
      return
    }
    if let lost = segments.indices.first(where: { !segments[$0].documentParts.isEmpty }) {
      var rest = segments
      rest.remove(at: lost)
      #expect(throws: CutDocument.self) { try joined(rest, packing: words) }
    }
    let found = try joined(segments, packing: words).documents
    #expect(found.sorted { $0.documentIDs[0] < $1.documentIDs[0] } == documents)
  }

  @Test func `documents of one record stay apart`() throws {
    var random = SeededGenerator(seed: 1)
    let whole = documents([7, 7, 7], 9, &random)
    #expect(try joined(whole, tokenizing: "prep 1 tokenize: chat, several documents a record").documents == whole)
    let long = [
      TokenSequence(document: [UInt32](1...40), id: 7), TokenSequence(document: [UInt32](2...40), id: 7),
    ]
    let segments = long.flatMap { [$0.markedPart(0..<20), $0.markedPart(20..<$0.tokens.count)] }
    let order = [0, 2, 1, 3].map { segments[$0] }
    #expect(try joined(order, tokenizing: "prep 1 tokenize: chat, several documents a record").documents == long)
    // Two of the same length cannot be told apart.
    #expect(throws: CutDocument.self) {
      try joined(
        [segments[0], segments[1], segments[0], segments[1]],
        tokenizing: "prep 1 tokenize: chat, several documents a record")
    }
  }

  @Test(arguments: [0, 50, 1 << 20]) func `parts that wait in a file are the same`(limit: Int) throws {
    var random = SeededGenerator(seed: 3)
    let kept = KeptParts(limit: limit)
    var places: [(KeptParts.Place, TokenSequence)] = []
    for (index, kind) in [TokenLoss.Kind.all, .mask, .weights, .mask, .all, .weights].enumerated() {
      let count = Int.random(in: 1...30, using: &random)
      let loss: TokenLoss =
        switch kind {
        case .all: .all
        case .mask: .mask((0..<count).map { _ in UInt8.random(in: 0...1, using: &random) })
        case .weights: .weights((0..<count).map { Float($0) / 4 })
        }
      let segment = TokenSequence(
        document: (0..<count).map { _ in UInt32.random(in: 0..<99, using: &random) }, loss: loss, id: UInt64(index))
      places.append((try kept.add(segment), segment))
    }
    for (place, segment) in places.shuffled(using: &random) {
      let range = segment.tokens.count / 3..<segment.tokens.count
      let (tokens, loss) = try kept.content(place, range)
      #expect(tokens == Array(segment.tokens[range]) && loss == segment.loss[range])
    }
  }

  // MARK: Parts that say nothing, as streams before had them

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func `documents that are cut anywhere are whole again`(seed: UInt64)
    throws
  {
    var random = SeededGenerator(seed: seed)
    var ids = (0..<50).map { UInt64($0) }
    if seed % 2 == 0 { ids.shuffle(using: &random) }
    let documents = documents(ids, 40, &random)
    let segments = documents.flatMap { parts(of: $0, marked: false, &random) }
    #expect(try joined(segments).documents == documents)
    // A part that stands elsewhere is noticed, wherever.
    let moved = Int.random(in: 0..<segments.count - 1, using: &random)
    var apart = segments
    apart.append(apart[moved])
    if apart[apart.count - 2].documentIDs != apart[moved].documentIDs {
      let failure = #expect(throws: CutDocument.self) { try joined(apart) }
      #expect(failure?.reason == .apart)
      let (found, lone) = try joined(apart, takesParts: true)
      #expect(found == documents + [segments[moved]] && lone == 1)
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func `what parts have in common stands once`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let stride = Int.random(in: 1...5, using: &random)
    let documents = documents((0..<20).map { UInt64($0) }, 60, &random)
    let segments = documents.flatMap { parts(of: $0, stride: stride, marked: false, &random) }
    #expect(try joined(segments, packing: ", stride \(stride), padded length").documents == documents)
    if segments.count > documents.count {
      #expect(throws: CutDocument.self) { try joined(segments, packing: ", documents multiples of 8") }
    }
  }
}
