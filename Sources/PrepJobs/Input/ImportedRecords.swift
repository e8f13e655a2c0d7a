import PrepImporting
import PrepRecords
import PrepShapes

/// The records of inputs of any container, in order; each knows where it stands in the input that it is from.
final class ImportedRecords {
  private let opening: RecordOpening
  private let reader: JSONLinesReader
  /// The shape of the set that the records are of, where others than they tell it.
  let set: SetShape

  /// - Parameters:
  ///   - opening: How inputs are opened.
  ///   - set: The shape of the set, where it is told already.
  init(
    _ inputs: [JobInput], threads: Int, longestLine: Int, notesBlankLines: Bool = false, opening: RecordOpening,
    set: SetShape = SetShape()
  ) {
    var waiting = inputs[...]
    self.opening = opening
    self.set = set
    reader = JSONLinesReader(
      sources: { try waiting.popFirst().map { try opening.open($0) } }, threads: threads, maxLine: longestLine,
      notesBlankLines: notesBlankLines)
  }

  /// What was seen of the inputs opened so far.
  var reading: ReadingSummary { ReadingSummary(opening) }

  /// The next batch, or nil at the end.
  func next() throws -> RecordBatch? { try reader.next() }
}

/// What a run has seen of its inputs.
package struct ReadingSummary: Sendable {
  /// What inputs were taken for that are not JSON Lines; of thousands, the first.
  package var containers: [(name: String, container: Container)] = []
  /// How many inputs besides were read as something else than JSON Lines.
  package var otherContainers = 0
  /// How many stretches of bytes that mean nothing in a character set became U+FFFD.
  package var replacements: [(name: String, encoding: String, count: Int)] = []

  init(_ opening: RecordOpening) {
    containers = opening.containers
    otherContainers = opening.otherContainers
    replacements = opening.replacements
  }

  /// Nothing was read.
  package init() {}
}
