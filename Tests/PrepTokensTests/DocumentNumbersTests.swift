import TestSupport
import Testing

@testable import PrepTokens

@Suite struct DocumentNumbersTests {
  private func renumbered(_ inputs: [(part: TokenStreamHeader.Part?, ids: [UInt64])]) throws -> [[UInt64]] {
    var numbers = DocumentNumbers()
    return try inputs.map { part, ids in
      numbers.beginInput(part: part)
      return try ids.map { id in
        var sequence = TokenSequence(document: [1], id: id)
        try numbers.renumber(&sequence)
        return sequence.documentIDs[0]
      }
    }
  }

  @Test func `documents of different inputs are kept apart, and parts of one together`() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let inputs = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        (
          part: nil as TokenStreamHeader.Part?,
          ids: (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt64.random(in: 0...12, using: &random) }
        )
      }
      let outputs = try renumbered(inputs)
      var owner: [UInt64: (input: Int, id: UInt64)] = [:]
      for (number, (input, output)) in zip(inputs, outputs).enumerated() {
        for (id, given) in zip(input.ids, output) {
          if let known = owner[given] { #expect(known == (number, id)) }
          owner[given] = (number, id)
        }
        #expect(Set(input.ids).count == Set(output).count)
      }
    }
  }

  @Test func `parts in order have the numbers of the whole`() throws {
    let parts = (0..<300).map { index in
      (
        part: TokenStreamHeader.Part(index: index, count: 300) as TokenStreamHeader.Part?,
        ids: (0..<UInt64(index % 4)).map { UInt64(index) << 40 + $0 }
      )
    }
    let numbers = try renumbered(parts).flatMap { $0 }
    #expect(numbers == (0..<UInt64(numbers.count)).map { $0 })
    // Tokens that others made parts of are numbered from 0.
    #expect(try renumbered([(TokenStreamHeader.Part(index: 1, count: 3), [0, 1])]) == [[0, 1]])
  }

  @Test func `numbers end`() {
    #expect(throws: DocumentNumberFault(documentID: .max)) { try renumbered([(nil, [.max])]) }
    #expect(throws: DocumentNumberFault(documentID: .max - 1)) { try renumbered([(nil, [7]), (nil, [.max - 1])]) }
    #expect(throws: DocumentNumberFault(documentID: 5)) {
      try renumbered([(TokenStreamHeader.Part(index: 1, count: 2), [1 << 40, 5])])
    }
  }
}
