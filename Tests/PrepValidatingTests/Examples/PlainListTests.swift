import Testing

@testable import PrepValidating

@Suite struct PlainListTests {
  @Test func `what is appended is there, however much, until all is removed`() {
    var list = PlainList<Int>()
    for round in 1...3 {
      for number in 0..<round * 100 { list.append(number * round) }
      let all = Array(list.all)
      #expect(all == (0..<round * 100).map { $0 * round })
      list.replace(at: 7, with: -1)
      let changed = list.all[7]
      #expect(changed == -1)
      list.removeAll()
      let isEmpty = list.all.isEmpty
      #expect(isEmpty)
    }
  }
}
