import Testing

@testable import PrepBytes

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

  @Test func `lists and what a closure writes are appended at once`() {
    var list = PlainList<UInt8>()
    list.append(contentsOf: [])
    list.append(contentsOf: [UInt8](0...99))
    let other = [UInt8](repeating: 7, count: 1000)
    other.withUnsafeBufferPointer { list.append(contentsOf: $0) }
    list.append(upTo: 5000) { room in
      for index in 0..<3 { room[index] = 9 }
      return 3
    }
    list.withAll { $0[0] = 5 }
    let all = Array(list.all)
    let last = list.last
    #expect(all == [5] + [UInt8](1...99) + other + [9, 9, 9] && last == 9)
    list.removeAll()
    let none = list.last
    #expect(none == nil)
  }
}
