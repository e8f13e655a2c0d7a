import Testing

@testable import PrepTraining

@Suite struct RarePairsTests {
  @Test("pairs below the bound are left out, and the largest of them is remembered") func bound() {
    var rare = RarePairs(isExact: false, merges: 100, minimumFrequency: 0, given: nil)
    rare.begin(totalWeight: 128 * 100 * 7)
    #expect(rare.bound == 7)
    let before = rare.mayPrecede(1)
    #expect(!before)
    let left = [7, 6, 2].map { rare.leavesOut($0) }
    #expect(left == [false, true, true])
    #expect(rare.mayPrecede(6))
    #expect(!rare.mayPrecede(7))
    rare.update(step: 50, weight: 1600)
    #expect(rare.bound == 100)
  }

  @Test("pairs without weight, and those below the minimum, count for nothing") func least() {
    var rare = RarePairs(isExact: false, merges: 10, minimumFrequency: 5, given: 3)
    rare.begin(totalWeight: 1 << 40)
    #expect(rare.bound == 5)
    let isLeftOut = rare.leavesOut(4)
    #expect(isLeftOut)
    #expect(!rare.mayPrecede(1))
    var exact = RarePairs(isExact: true, merges: 10, minimumFrequency: 5, given: nil)
    exact.begin(totalWeight: 1 << 40)
    exact.update(step: 9, weight: 1 << 40)
    let left = [0, 1].map { exact.leavesOut($0) }
    #expect(left == [true, false])
    #expect(!exact.mayPrecede(0))
  }
}
