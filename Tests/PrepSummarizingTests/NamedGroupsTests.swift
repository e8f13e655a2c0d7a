import TestSupport
import Testing

@testable import PrepSummarizing

@Suite struct NamedGroupsTests {
  @Test func `of too many names the same ones are kept, whatever the parts`() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<20 {
      let names = (0..<200).map { _ in "n\(Int.random(in: 0..<60, using: &random))" }
      func groups(_ names: some Sequence<String>) -> NamedGroups<Int> {
        var groups = NamedGroups<Int>(limit: 16)
        for name in names {
          groups.change(name) { $0 += 1 }
          if Int.random(in: 0..<20, using: &random) == 0 { groups.settle() }
        }
        groups.settle()
        return groups
      }
      let whole = groups(names)
      var sum = NamedGroups<Int>(limit: 16)
      for part in stride(from: 0, to: 200, by: 50).shuffled(using: &random) { sum.add(groups(names[part..<part + 50])) }
      #expect(sum == whole)
      #expect(whole.sorted.count == 16)
      #expect(whole.sorted.reduce(0) { $0 + $1.group } + (whole.others ?? 0) == 200)
    }
  }
}
