import Testing

@testable import PrepTokenizers

@Suite struct SplitBehaviorTests {
  /// `the-final--countdown`, cut at the dashes.
  static let text = Array("the-final--countdown".utf8)[...]

  @Test(arguments: [
    (SplitBehavior.isolated, ["the", "-", "final", "-", "-", "countdown"]), (.removed, ["the", "final", "countdown"]),
    (.mergedWithPrevious, ["the-", "final-", "-", "countdown"]),
    (.mergedWithNext, ["the", "-final", "-", "-countdown"]),
    (.contiguous, ["the", "-", "final", "--", "countdown"]),
  ])
  func `matches stand alone, vanish or go with their neighbours`(behavior: SplitBehavior, pieces: [String]) {
    var found: [String] = []
    behavior.forEachPart(TextSearch.parts(of: Self.text, Array("-".utf8), isInverted: false)) {
      if !$0.isEmpty { found.append(String(decoding: Self.text[$0], as: UTF8.self)) }
    }
    #expect(found == pieces)
  }

  @Test func `inverted, what lies between matches is what is looked for`() {
    var found: [String] = []
    SplitBehavior.removed.forEachPart(TextSearch.parts(of: Self.text, Array("-".utf8), isInverted: true)) {
      found.append(String(decoding: Self.text[$0], as: UTF8.self))
    }
    #expect(found == ["-", "-", "-"])
  }
}
