import Testing

@testable import PrepTraining

@Suite struct RarePairsTests {
  @Test("pairs below the bound are left out, and the largest of them is remembered") func bound() {
    var rare = RarePairs(isExact: false, merges: 100, minimumFrequency: 0, given: nil)
    rare.begin(totalWeight: 128 * 100 * 7)
    #expect(rare.bound == 7)
    #expect(!rare.leavesOut(7))
    #expect(!rare.mayPrecede(1))
    #expect(rare.leavesOut(6))
    #expect(rare.leavesOut(2))
    #expect(rare.mayPrecede(6))
    #expect(!rare.mayPrecede(7))
    rare.update(step: 50, weight: 1600)
    #expect(rare.bound == 100)
  }

  @Test("pairs without weight, and those below the minimum, count for nothing") func least() {
    var rare = RarePairs(isExact: false, merges: 10, minimumFrequency: 5, given: 3)
    rare.begin(totalWeight: 1 << 40)
    #expect(rare.bound == 5)
    #expect(rare.leavesOut(4))
    #expect(!rare.mayPrecede(1))
    var exact = RarePairs(isExact: true, merges: 10, minimumFrequency: 5, given: nil)
    exact.begin(totalWeight: 1 << 40)
    exact.update(step: 9, weight: 1 << 40)
    #expect(exact.leavesOut(0))
    #expect(!exact.leavesOut(1))
    #expect(!exact.mayPrecede(0))
  }
}
