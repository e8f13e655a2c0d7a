import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepTokens

@Suite struct TokenStreamHeaderJoiningTests {
  private func header(_ change: (inout TokenStreamHeader) -> Void = { _ in }) -> TokenStreamHeader {
    var header = TokenStreamHeader(
      tokenizer: "t", fingerprint: "aa", vocabularySize: 300, beginOfText: 1, endOfText: 2, padding: 3,
      maskPolicy: "completion", provenance: ["one"])
    change(&header)
    return header
  }

  private func joined(_ one: TokenStreamHeader, _ other: TokenStreamHeader) throws -> TokenStreamHeader {
    var whole = one
    try whole.join(other)
    return whole
  }

  @Test func `what differs and cannot be said for both is refused by name`() throws {
    let changes: [(String, (inout TokenStreamHeader) -> Void)] = [
      ("other-tokenizer", { $0.fingerprint = "bb" }), ("other-tokenizer", { $0.vocabularySize = 301 }),
      ("other-columns", { $0.hasRejected = true }), ("other-columns", { $0.hasDocumentLabels = true }),
      ("other-packing", { $0.packedLength = 8 }),
      ("other-packing", { $0.provenance.append("prep 1 pack: length 8, stride 2") }),
      ("other-packing", { $0.provenance.append("prep 1 pack: length 8, documents multiples of 4") }),
    ]
    for (code, change) in changes {
      for (one, other) in [(header(), header(change)), (header(change), header())] {
        #expect { try joined(one, other) } throws: { ($0 as? StreamDifference)?.code.rawValue == code }
      }
      #expect(try joined(header(change), header(change)).fingerprint == header(change).fingerprint)
    }
  }

  @Test func `what only some say is said as far as it holds`() throws {
    let whole = try joined(
      header { $0.part = TokenStreamHeader.Part(index: 0, count: 2) },
      header {
        ($0.beginOfText, $0.endOfText, $0.padding, $0.maskPolicy, $0.loss) = (nil, 7, nil, "all", .weights)
        $0.provenance = ["two", "one"]
      })
    #expect(whole.beginOfText == nil && whole.endOfText == nil && whole.padding == 3 && whole.part == nil)
    #expect(whole.loss == .weights && whole.maskPolicy == "completion; all" && whole.provenance == ["one", "two"])
    #expect(try joined(whole, header()).maskPolicy == "completion; all")
    #expect(try joined(header(), header { $0.padding = 4 }).padding == nil)
  }

  @Test func `the kinds of loss have an order, and what is learnt stays`() throws {
    let kinds = TokenLoss.Kind.allCases
    for one in kinds {
      for other in kinds {
        let wide = one.joined(with: other)
        #expect(wide == other.joined(with: one) && wide.joined(with: one) == wide)
        for pairs in [false, true] {
          for sequence in SampleSequences(seed: 7, count: 40, loss: one, pairs: pairs).sequences {
            var said = sequence
            said.sayLoss(as: wide)
            #expect(said.isConsistent && said.loss.kind == wide && said.trainedTokenCount == sequence.trainedTokenCount)
            #expect(said.tokens == sequence.tokens && said.documentIDs == sequence.documentIDs)
            #expect((said.rejected?.loss.kind ?? wide) == wide)
            var again = said
            again.sayLoss(as: wide)
            #expect(again == said)
          }
        }
      }
    }
  }

  @Test func `padding is not learnt in any kind`() {
    for kind in [TokenLoss.Kind.mask, .weights] {
      var sequence = TokenSequence(tokens: [9, 9, 5, 6, 9], boundaries: [2, 4], documentIDs: [0])
      sequence.sayLoss(as: kind)
      #expect(sequence.loss == (kind == .mask ? .mask([0, 0, 1, 1, 0]) : .weights([0, 0, 1, 1, 0])))
    }
  }
}
