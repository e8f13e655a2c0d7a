import PrepTokens
import TestSupport
import Testing

@testable import PrepExporting

@Suite struct DocumentJoinerTests {
  private func joined(_ segments: [TokenSequence], takesParts: Bool = false) throws -> (
    documents: [TokenSequence], lone: Int
  ) {
    var joiner = DocumentJoiner(takesParts: takesParts)
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
