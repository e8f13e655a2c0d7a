import PrepTokens
import TestSupport
import Testing

@testable import PrepExporting

@Suite struct DocumentJoinerTests {
  private func joined(_ segments: [TokenSequence], takesParts: Bool = false, packing words: String = "") throws -> (
    documents: [TokenSequence], lone: Int
  ) {
    let header = TokenStreamHeader(
      tokenizer: "t", fingerprint: "", vocabularySize: 99, provenance: ["tokenize", "pack: length 20\(words)", "shard"])
    var joiner = DocumentJoiner(header, takesParts: takesParts)
    var documents: [TokenSequence] = []
    for segment in segments { if let whole = try joiner.add(segment) { documents.append(whole) } }
    if let last = joiner.endInput() { documents.append(last) }
    return (documents, joiner.loneParts)
  }

  @Test(arguments: 1...20) func `documents that are cut anywhere are whole again`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var ids = (0..<50).map { UInt64($0) }
    if seed % 2 == 0 { ids.shuffle(using: &random) }
    let documents = ids.map { id in
      let count = Int.random(in: 1...40, using: &random)
      return TokenSequence(
        document: (0..<count).map { _ in UInt32.random(in: 0..<99, using: &random) },
        loss: .mask((0..<count).map { _ in UInt8.random(in: 0...1, using: &random) }), id: id)
    }
    let segments = documents.flatMap { document in
      var parts: [TokenSequence] = []
      var start = 0
      while start < document.tokens.count {
        let end = min(document.tokens.count, start + Int.random(in: 1...20, using: &random))
        parts.append(document.part(start..<end))
        start = end
      }
      return parts
    }
    #expect(try joined(segments).documents == documents)
    // A part that stands elsewhere is noticed, wherever.
    let moved = Int.random(in: 0..<segments.count - 1, using: &random)
    var apart = segments
    apart.append(apart[moved])
    if apart[apart.count - 2].documentIDs != apart[moved].documentIDs {
      #expect(throws: CutDocument.self) { try joined(apart) }
      let (found, lone) = try joined(apart, takesParts: true)
      #expect(found == documents + [segments[moved]] && lone == 1)
    }
  }

  @Test(arguments: 1...20) func `what parts have in common stands once`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let stride = Int.random(in: 1...5, using: &random)
    let documents = (0..<20).map { id in
      let count = Int.random(in: 1...60, using: &random)
      return TokenSequence(
        document: (0..<count).map { _ in UInt32.random(in: 0..<99, using: &random) },
        loss: .mask((0..<count).map { _ in UInt8.random(in: 0...1, using: &random) }), id: UInt64(id))
    }
    let segments = documents.flatMap { document in
      var parts: [TokenSequence] = []
      var start = 0
      while true {
        let end = min(document.tokens.count, start + stride + Int.random(in: 1...20, using: &random))
        var part = document.part(start..<end)
        if start > 0, case .mask(var mask) = part.loss {
          for index in 0..<stride { mask[index] = 0 }
          part.loss = .mask(mask)
        }
        parts.append(part)
        if end == document.tokens.count { return parts }
        start = end - stride
      }
    }
    #expect(try joined(segments, packing: ", stride \(stride), padded length").documents == documents)
    if segments.count > documents.count {
      #expect(throws: CutDocument.self) { try joined(segments, packing: ", documents multiples of 8") }
    }
  }

  @Test(arguments: 1...10) func `what was seen is known, and nothing else`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var seen = SeenDocuments()
    var judge: Set<UInt64> = []
    for _ in 0..<2000 {
      let id =
        Bool.random(using: &random)
        ? UInt64.random(in: 0..<300, using: &random) : UInt64.max - UInt64.random(in: 0..<300, using: &random)
      #expect(seen.contains(id) == judge.contains(id))
      seen.insert(id)
      judge.insert(id)
    }
  }
}
