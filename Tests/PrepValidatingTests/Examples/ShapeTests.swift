import Testing

@testable import PrepValidating

@Suite struct ShapeTests {
  @Test func `ordinals number the shapes`() {
    #expect(Shape.allCases.map(\.ordinal) == Array(Shape.allCases.indices))
  }
}
