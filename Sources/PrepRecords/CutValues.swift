import PrepDiagnostics

/// Where values of a JSON text stand that are lines of their own here, byte for byte but for the line ends in them.
package struct CutValues: Sendable {
  /// Where a value begins.
  package struct Value: Sendable {
    /// The line, counted from 1.
    package var line: Int
    /// The column in bytes, counted from 1.
    package var column: Int
    /// The offset of its first byte.
    package var offset: Int
    /// Where its places in ``CutValues/breaks`` end; they begin where those of the value before it end.
    package var breaksEnd: Int
  }

  /// The line of the source that the first value is.
  package var firstLine = 1
  /// The values, a line of the source each.
  package private(set) var values: [Value] = []
  /// For each value how many of its bytes stand before each of its lines but the first.
  private var breaks: [Int] = []

  package init() {}

  /// Adds a value.
  ///
  /// - Parameter breaks: How many of its bytes stand before each of its lines but the first.
  package mutating func append(line: Int, column: Int, offset: Int, breaks: [Int]) {
    self.breaks += breaks
    values.append(Value(line: line, column: column, offset: offset, breaksEnd: self.breaks.count))
  }

  /// Adds the values of another.
  ///
  /// - Parameter mark: How many bytes stand before the text of the other.
  package mutating func append(_ other: CutValues, after mark: Int) {
    var start = 0
    for value in other.values {
      append(
        line: value.line, column: value.column, offset: value.offset + mark,
        breaks: Array(other.breaks[start..<value.breaksEnd]))
      start = value.breaksEnd
    }
  }

  /// Those of some lines of the source.
  package func part(_ lines: Range<Int>) -> CutValues {
    var part = CutValues()
    part.firstLine = max(firstLine, lines.lowerBound)
    let start = max(0, lines.lowerBound - firstLine)
    for index in start..<max(start, min(values.count, lines.upperBound - firstLine)) {
      let value = values[index]
      part.append(line: value.line, column: value.column, offset: value.offset, breaks: Array(breaks[range(index)]))
    }
    return part
  }

  private func range(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : values[index - 1].breaksEnd)..<values[index].breaksEnd
  }

  /// The value that is a line of the source.
  package func value(_ line: Int) -> Value? {
    let index = line - firstLine
    return values.indices.contains(index) ? values[index] : nil
  }

  /// A place in a line of the source as one in the text.
  package func placed(_ place: SourceLocation) -> SourceLocation {
    let index = place.line - firstLine
    guard values.indices.contains(index) else { return place }
    let value = values[index]
    var placed = place
    guard place.column > 0 else {
      (placed.line, placed.offset) = (value.line, nil)
      return placed
    }
    let within = place.column - 1
    let own = range(index)
    var (low, high) = (own.lowerBound, own.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if breaks[middle] <= within { low = middle + 1 } else { high = middle }
    }
    let lines = low - own.lowerBound
    placed.line = value.line + lines
    placed.column = lines == 0 ? value.column + within : within - breaks[low - 1] + 1
    placed.offset = value.offset + within
    return placed
  }
}
