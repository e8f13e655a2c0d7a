import PrepBytes
import PrepDiagnostics
import PrepSystem

/// Where the lines of a source stand in the input that they are from, where that is not where they stand in the source.
package enum LinePlaces: Sendable {
  /// Lines that were made of something else: the rows of a table, the values of an array. Columns and offsets mean
  /// nothing there. The runs say where the distance between a line and its line in the input changes.
  case made([(line: Int, origin: Int)])
  /// Lines that are values of a JSON text, cut out as they stand there.
  case cut(CutValues)
  /// Lines of the input as they stand there, behind others that are not read; who asks for a place has them counted.
  case behind(SkippedLines)

  /// The line of the input that a line came from.
  ///
  /// - Complexity: O(log changes of distance).
  package func origin(of line: Int) -> Int {
    switch self {
    case .behind(let skipped): return line + skipped.count
    case .cut(let values): return values.value(line)?.line ?? line
    case .made(let runs):
      var low = 0
      var high = runs.count
      while low < high {
        let middle = (low + high) / 2
        if runs[middle].line <= line { low = middle + 1 } else { high = middle }
      }
      return low == 0 ? line : runs[low - 1].origin + line - runs[low - 1].line
    }
  }

  /// A place in the source as one in the input.
  func placed(_ place: SourceLocation) -> SourceLocation {
    if case .cut(let values) = self { return values.placed(place) }
    var placed = place
    if place.line > 0 { placed.line = origin(of: place.line) }
    if case .made = self {
      placed.column = 0
      placed.offset = nil
    }
    return placed
  }
}

/// The lines of an input before the part of it that is read; counted once, when somebody asks.
package final class SkippedLines: @unchecked Sendable {
  // SAFETY: `counted` is read and written under the lock alone.
  private let lock = Monitor()
  private var counted: Int?
  private let counting: @Sendable () -> Int

  /// - Parameter counting: Counts them; 0 where they cannot be read any more.
  package init(counting: @escaping @Sendable () -> Int) { self.counting = counting }

  /// How many there are.
  package var count: Int {
    lock.withLock {
      if let counted { return counted }
      let count = counting()
      counted = count
      return count
    }
  }
}

/// Something of an input that could not become a line: a row with too many fields, a text that is no UTF-8.
package struct RejectedLine: Sendable {
  /// Why, and where.
  package var finding: Diagnostic
  /// Its bytes as they were read.
  package var bytes: [UInt8]
  /// The line of the source that it stands before, counted from 1.
  package var before: Int

  /// - Parameters:
  ///   - finding: Why, and where.
  ///   - bytes: Its bytes as they were read.
  ///   - before: The line of the source that it stands before, counted from 1.
  package init(finding: Diagnostic, bytes: [UInt8], before: Int) {
    self.finding = finding
    self.bytes = bytes
    self.before = before
  }
}

/// A source whose lines stand elsewhere in the input that they are from.
package protocol PlacedLineSource: ByteSource {
  /// Where in the input the first line begins; 0 where lines are made of something else.
  var firstByte: Int { get }

  /// Whether lines are those of the input, and nothing of it was kept aside; then nothing else is asked.
  var areLinesOfInput: Bool { get }

  /// What is known of the lines from the last call's on to this one, which have all been read; the source forgets it.
  ///
  /// - Parameters:
  ///   - line: The first of the lines.
  ///   - end: The line behind them.
  ///   - isLast: Whether nothing comes behind them.
  func takePlaces(from line: Int, to end: Int, isLast: Bool) -> (places: LinePlaces, rejected: [RejectedLine])
}
