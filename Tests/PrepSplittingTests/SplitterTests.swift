import PrepContents
import PrepSplitting
import TestSupport
import Testing

@Suite struct SplitterTests {
  /// A record: what it says, its group and its label.
  struct Item: Hashable {
    var text: Int
    var group = 0
    var label = 0
  }

  static func digest(_ number: Int) -> ContentDigest { withUnsafeBytes(of: number) { ContentDigest(of: $0) } }

  /// The part of each item, in the order of the items.
  static func split(
    _ items: [Item], _ plan: String, seed: UInt64 = 0, grouped: Bool = false, stratified: Bool = false,
    exact: Bool = false,
    memory: Int = 1 << 20
  ) throws -> [Int] {
    let splitter = Splitter(
      plan: try SplitPlan(parsing: plan), seed: seed, isGrouped: grouped, isStratified: stratified, isExact: exact,
      memory: memory)
    var parts: [Int] = []
    var waiting: [Int] = []
    for item in items {
      let key = ContentKey(
        content: digest(item.text), group: grouped ? digest(1_000_000 + item.group) : nil,
        stratum: stratified ? digest(2_000_000 + item.label) : nil)
      let part = try withUnsafeBytes(of: item.text) { try splitter.observe(key, text: $0) }
      if let part { parts.append(part) }
    }
    try splitter.conclude { text, part in
      waiting.append(part)
      #expect(text.loadUnaligned(as: Int.self) == items[waiting.count - 1].text)
    }
    return parts + waiting
  }

  private static func items(_ count: Int, seed: UInt64) -> [Item] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      Item(
        text: Int(generator.next() % UInt64(count)), group: Int(generator.next() % 300),
        label: Int(generator.next() % 17))
    }
  }

  @Test("parts get their shares, equal records stay together, and added records move nobody") func immediate() throws {
    let items = Self.items(4000, seed: 1)
    let parts = try Self.split(items, "train=80%,valid=10%,test")
    let sizes = (0..<3).map { part in parts.count { $0 == part } }
    #expect(abs(sizes[0] - 3200) < 150 && abs(sizes[1] - 400) < 100)
    var places: [Int: Int] = [:]
    for (item, part) in zip(items, parts) { #expect(places.updateValue(part, forKey: item.text) ?? part == part) }
    let more = try Self.split(Self.items(500, seed: 9) + items, "train=80%,valid=10%,test")
    #expect(Array(more.dropFirst(500)) == parts)
    #expect(try Self.split(items, "train=80%,valid=10%,test", seed: 1) != parts)
  }

  @Test(
    "the order of the records does not matter, nor does the memory",
    arguments: [
      ("a=70%,b=20%,c", false, false), ("a=70%,b=20%,c", true, false), ("a=70%,b=20%,c", false, true),
      ("a=70%,b=20%,c", true, true),
      ("a,b=100,c=50", false, false), ("a,b=100,c=50", true, false), ("a,b=100,c=50", false, true),
      ("a,b=100,c=50", true, true),
    ]) func orderFree(_ plan: String, _ grouped: Bool, _ stratified: Bool) throws
  {
    let items = Self.items(1500, seed: 2)
    let parts = try Self.split(items, plan, grouped: grouped, stratified: stratified)
    var generator = SeededGenerator(seed: 5)
    let order = Array(items.indices).shuffled(using: &generator)
    let shuffled = try Self.split(order.map { items[$0] }, plan, grouped: grouped, stratified: stratified, memory: 0)
    #expect(shuffled == order.map { parts[$0] })
  }

  @Test("groups that share a record stay together too", arguments: [false, true]) func groups(_ stratified: Bool) throws
  {
    let items = Self.items(600, seed: 4).map {
      Item(text: $0.text, group: $0.text % 7 == 0 ? $0.group % 40 : $0.group, label: $0.label)
    }
    let parts = try Self.split(items, "a=50%,b", grouped: true, stratified: stratified)
    var byGroup: [Int: Int] = [:]
    var byText: [Int: Int] = [:]
    for (item, part) in zip(items, parts) {
      #expect(byGroup.updateValue(part, forKey: item.group) ?? part == part)
      #expect(byText.updateValue(part, forKey: item.text) ?? part == part)
    }
  }

  @Test("every stratum gives its share to within a record, and an added record moves one at most") func strata() throws
  {
    var items = (0..<3000).map { Item(text: $0, label: $0 % 10 == 0 ? 1 : $0 % 500 == 3 ? 2 : 0) }
    let parts = try Self.split(items, "train=85%,valid=10%,test", stratified: true)
    for label in 0..<3 {
      let ofLabel = zip(items, parts).filter { $0.0.label == label }
      for (part, share) in [(0, 0.85), (1, 0.1), (2, 0.05)] {
        let count = ofLabel.count { $0.1 == part }
        #expect(abs(Double(count) - share * Double(ofLabel.count)) <= 1)
      }
    }
    items.append(Item(text: 50_000, label: 0))
    let again = try Self.split(items, "train=85%,valid=10%,test", stratified: true)
    // Two boundaries in one stratum: two records may move.
    #expect(zip(parts, again).count { $0 != $1 } <= 2)
  }

  @Test("many small strata get their shares together") func smallStrata() throws {
    let items = (0..<3000).map { Item(text: $0, label: $0 / 3) }
    let parts = try Self.split(items, "train=90%,valid=10%", stratified: true)
    #expect(abs(parts.count { $0 == 1 } - 300) < 60)
  }

  @Test("numbers of records are met, within strata too", arguments: [false, true]) func counts(_ stratified: Bool)
    throws
  {
    let items = (0..<2000).map { Item(text: $0, label: $0 % 10 == 0 ? 1 : 0) }
    let parts = try Self.split(items, "train,valid=105,test=50", stratified: stratified)
    #expect(parts.count { $0 == 1 } == 105)
    #expect(parts.count { $0 == 2 } == 50)
    if stratified { #expect((10...11).contains(zip(items, parts).count { $0.0.label == 1 && $0.1 == 1 })) }
    #expect(throws: SplitPlanError.self) { try Self.split(items, "train,valid=2001") }
    #expect(throws: SplitPlanError.self) { try Self.split([], "train,valid=1") }
  }

  @Test("exact shares are met by largest remainder, whatever the seed") func exactShares() throws {
    for count in [1, 2, 3, 7, 10, 11, 50, 99, 1000] {
      for seed in 0..<10 as Range<UInt64> {
        let items = (0..<count).map { Item(text: $0) }
        let parts = try Self.split(items, "train=80%,valid=15%,test", seed: seed, exact: true)
        let sizes = (0..<3).map { part in parts.count { $0 == part } }
        let plan = try SplitPlan(parsing: "train=80%,valid=15%,test").counted(of: count)
        #expect(plan.parts.map(\.share) == sizes.map { .count($0) })
        for (size, share) in zip(sizes, [0.8, 0.15, 0.05]) { #expect(abs(Double(size) - share * Double(count)) < 1) }
      }
    }
  }

  @Test("no part of an exact split stays empty while there are groups to give", arguments: [false, true])
  func exactGroups(_ stratified: Bool) throws {
    for seed in 0..<40 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let items = (0..<50).map { Item(text: $0, group: $0 / (1 + Int(generator.next() % 3) * 2), label: 0) }
      let parts = try Self.split(
        items, "train=80%,valid=20%", seed: seed, grouped: true, stratified: stratified, exact: true)
      #expect(Set(parts) == [0, 1])
      var places: [Int: Int] = [:]
      for (item, part) in zip(items, parts) { #expect(places.updateValue(part, forKey: item.group) ?? part == part) }
    }
    // Ten groups of five: two of them are a fifth.
    let even = (0..<50).map { Item(text: $0, group: $0 / 5) }
    for seed in 0..<40 as Range<UInt64> {
      let parts = try Self.split(even, "train=80%,valid=20%", seed: seed, grouped: true, exact: true)
      #expect(parts.count { $0 == 1 } == 10)
    }
  }

  @Test("the order of the records does not matter to an exact split", arguments: [false, true], [false, true])
  func exactOrder(_ grouped: Bool, _ stratified: Bool) throws {
    let items = Self.items(700, seed: 12)
    let parts = try Self.split(items, "a=70%,b=20%,c", grouped: grouped, stratified: stratified, exact: true)
    var generator = SeededGenerator(seed: 6)
    let order = Array(items.indices).shuffled(using: &generator)
    let shuffled = try Self.split(
      order.map { items[$0] }, "a=70%,b=20%,c", grouped: grouped, stratified: stratified, exact: true, memory: 0)
    #expect(shuffled == order.map { parts[$0] })
  }
}
