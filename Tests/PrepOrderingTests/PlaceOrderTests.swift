import TestSupport
import Testing

@testable import PrepOrdering

@Suite struct PlaceOrderTests {
  @Test func `parts are ranges of keys, in order and nearly equal`() {
    var random = SeededGenerator(seed: 1)
    for epochs in [1, 2, 3, 7] {
      let order = PlaceOrder(seed: 4, epochs: epochs)
      for parts in [1, 2, 3, 16, 1000] {
        let keys: [UInt64] = [0, 1, .max, .max / 2] + (0..<200).map { _ in random.next() }
        var last = 0
        for epoch in 0..<epochs {
          for key in keys.sorted() {
            let part = order.part(ofKey: key, epoch: epoch, parts: parts)
            #expect(part >= last && part < parts)
            last = part
          }
        }
        #expect(order.part(ofKey: 0, epoch: 0, parts: parts) == 0)
        #expect(order.part(ofKey: .max, epoch: epochs - 1, parts: parts) == parts - 1)
      }
    }
  }

  @Test func `places are equally likely wherever a record stands`() {
    // χ² of where the first of eight goes, over many seeds: 7 degrees of freedom, 24.3 at 0.001.
    for place in 0..<8 {
      var counts = [Int](repeating: 0, count: 8)
      for seed in 0..<4000 {
        let order = PlaceOrder(seed: UInt64(seed))
        let keys = (0..<8).map { order.key(OrderMark(input: 0, place: $0 * 57)) }
        counts[keys.count { $0 < keys[place] }] += 1
      }
      let sum = counts.reduce(0.0) { $0 + (Double($1) - 500) * (Double($1) - 500) / 500 }
      #expect(sum < 24.3, "\(counts)")
    }
  }

  @Test func `a seed, an epoch and an input each give another order`() {
    let marks = (0..<100).map { OrderMark(input: 0, place: $0) }
    func ranks(_ order: PlaceOrder, _ epoch: Int, _ input: Int) -> [Int] {
      marks.indices.sorted {
        order.key(OrderMark(input: input, place: $0), epoch: epoch)
          < order.key(OrderMark(input: input, place: $1), epoch: epoch)
      }
    }
    let orders = [
      ranks(PlaceOrder(seed: 0), 0, 0), ranks(PlaceOrder(seed: 1), 0, 0), ranks(PlaceOrder(seed: 0), 1, 0),
      ranks(PlaceOrder(seed: 0), 0, 1),
    ]
    #expect(Set(orders).count == 4)
    #expect(ranks(PlaceOrder(seed: 0), 0, 0) == orders[0])
  }
}
