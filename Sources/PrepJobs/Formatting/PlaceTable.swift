import PrepDiagnostics
import PrepRecords

/// The places of records that wait in a temporary file: files, and where the line after one is not the next line.
struct PlaceTable {
  private var jumps: [(file: String, line: Int, offset: Int?)] = []
  private var expected: (file: String, line: Int)?

  /// Notes the place of the next record.
  ///
  /// - Returns: The mark to store with it: 1 where the place is not the line after the last one.
  mutating func note(_ place: SourceLocation) -> UInt8 {
    defer { expected = (place.file, place.line + 1) }
    if let expected, expected == (place.file, place.line) { return 0 }
    jumps.append((place.file, place.line, place.offset))
    return 1
  }

  /// A walk over the places in the order they were noted.
  func walk() -> Walk { Walk(jumps: jumps[...]) }

  struct Walk {
    fileprivate var jumps: ArraySlice<(file: String, line: Int, offset: Int?)>
    private var file = ""
    private var line = 0
    private var isExact = false

    fileprivate init(jumps: ArraySlice<(file: String, line: Int, offset: Int?)>) { self.jumps = jumps }

    /// The place of the next record; its offset, 0 or none, says whether columns mean something there.
    mutating func next(_ mark: UInt8) -> SourceLocation {
      line += 1
      if mark == 1, let jump = jumps.popFirst() { (file, line, isExact) = (jump.file, jump.line, jump.offset != nil) }
      return SourceLocation(file: file, line: line, column: 1, offset: isExact ? 0 : nil)
    }
  }
}

extension SourceLocation {
  /// The place of a value of the record that begins here, where its text is that of the input.
  func moved(to view: JSONView?) -> SourceLocation {
    var place = self
    place.offset = nil
    if let view, offset != nil { place.column += view.offset }
    return place
  }
}
