import PrepDiagnostics
import Testing

@testable import PrepRecords

@Suite struct CutValuesTests {
  /// Two values: `{"a":` at 2:3, whose second line begins behind five bytes, and one at 4:1.
  private static var values: CutValues {
    var values = CutValues()
    values.append(line: 2, column: 3, offset: 10, breaks: [5, 6])
    values.append(line: 5, column: 1, offset: 40, breaks: [])
    return values
  }

  @Test func `a place goes to its line of the text`() {
    func place(_ line: Int, _ column: Int) -> [Int?] {
      let place = Self.values.placed(SourceLocation(file: "x", line: line, column: column))
      return [place.line, place.column, place.offset]
    }
    #expect(place(1, 1) == [2, 3, 10])
    #expect(place(1, 5) == [2, 7, 14])
    #expect(place(1, 6) == [3, 1, 15])
    #expect(place(1, 7) == [4, 1, 16])
    #expect(place(1, 9) == [4, 3, 18])
    #expect(place(2, 4) == [5, 4, 43])
    #expect(place(1, 0) == [2, 0, nil])
    #expect(place(3, 1) == [3, 1, nil])
  }

  @Test func `a part has the values of its lines`() {
    let part = Self.values.part(2..<9)
    #expect(part.values.count == 1 && part.firstLine == 2)
    #expect(part.placed(SourceLocation(file: "x", line: 2, column: 2)).column == 2)
    #expect(part.value(1) == nil)
    #expect(Self.values.part(5..<Int.max).values.isEmpty)
    var joined = CutValues()
    joined.append(Self.values, after: 3)
    #expect(joined.value(2)?.offset == 43)
  }
}
