import Testing

@testable import PrepOptions

@Suite struct OptionSynonymsTests {
  @Test func `a name of another program leads to ours, as far as the command has it`() {
    #expect(OptionSynonyms.of("max-length", among: ["max-tokens", "mask"]) == ["max-tokens"])
    #expect(OptionSynonyms.of("max_seq_len", among: ["length", "stride"]) == ["length"])
    #expect(OptionSynonyms.of("max-tokens", among: ["length", "stride"]) == ["length"])
    #expect(OptionSynonyms.of("num-proc", among: ["threads"]) == ["threads"])
    #expect(OptionSynonyms.of("max-length", among: ["threads"]) == [])
    #expect(OptionSynonyms.of("nonsense", among: ["threads"]) == [])
  }

  @Test func `every name elsewhere stands once, in lower case with hyphens`() {
    var seen: Set<String> = []
    for group in OptionSynonyms.all {
      #expect(!group.ours.isEmpty)
      for name in group.theirs {
        #expect(seen.insert(name).inserted, "\(name)")
        #expect(name.utf8.allSatisfy { $0 == 0x2D || (0x61...0x7A).contains($0) }, "\(name)")
      }
    }
  }
}
