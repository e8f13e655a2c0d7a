import PrepSplitting
import Testing

@Suite struct SplitPlanTests {
  @Test("shares are read") func reads() throws {
    let plan = try SplitPlan(parsing: "train=80%,valid=0.15,test")
    #expect(plan.parts.map(\.name) == ["train", "valid", "test"])
    #expect(plan.parts.map(\.share) == [.fraction(0.8), .fraction(0.15), .rest])
    #expect(plan.bounds == [0.8, 0.9500000000000001, 1])
    let counted = try SplitPlan(parsing: "train,valid=1000")
    #expect(counted.countsRecords)
    #expect(counted.parts[1].share == .count(1000))
  }

  @Test(
    "what makes no sense is refused",
    arguments: [
      "", "=1", "a/b=10%", "a=1,a", "a=-1", "a=1.5", "a=101%", "a=90%,b=20%", "a=50%", "a=10%,b=5,c", "a=5,b=5", "a,b",
      "a=nan%", "..",
    ]) func refuses(_ text: String)
  {
    #expect(throws: SplitPlanError.self) { try SplitPlan(parsing: text) }
  }
}
