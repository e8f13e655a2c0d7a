import PrepRecords

/// The one shape that the records of a set have, told by the first of them: every command that reads records asks it,
/// so that a record of another shape is the same fault to all.
///
/// A set is what a run makes one output of; what is counted or judged file by file is a set a file. Whoever hands records
/// on has the shape told first, and hands it on with them.
package struct SetShape: Sendable, BitwiseCopyable {
  /// How many records are asked.
  package static let firstRecords = 100

  /// The shape; nil where no record has told any.
  package private(set) var shape: RecordShape?

  /// - Parameter told: The shape that somebody names; nil has the records tell it.
  package init(_ told: RecordShape? = nil) { shape = told }

  /// Tells the shape from the first records, unless it is told: the one that most of them have, of several the first.
  /// Records that only lack something of a shape count where there are no others.
  ///
  /// - Parameter first: What each record tells, in order.
  package mutating func tell(_ first: some Sequence<DetectedShape>) {
    guard shape == nil else { return }
    var counts: [(shape: RecordShape, layout: RecordShape, whole: Int)] = []
    for told in first.prefix(Self.firstRecords) {
      let whole = told.isWhole ? 1 : 0
      if let index = counts.firstIndex(where: { $0.layout == told.layout }) {
        counts[index].whole += whole
      } else {
        counts.append((told.shape, told.layout, whole))
      }
    }
    guard let most = counts.map(\.whole).max(), let best = counts.first(where: { $0.whole == most }) else { return }
    shape = best.shape
  }

  /// Tells the shape from the records of a batch, unless it is told.
  package mutating func look(at batch: @autoclosure () -> RecordBatch, _ names: FieldNames) {
    guard shape == nil else { return }
    var told: [DetectedShape] = []
    for case .record(let record) in batch() {
      if let detected = names.detect(record.root) { told.append(detected) }
      if told.count == Self.firstRecords { break }
    }
    tell(told)
  }

  /// Whether a record is an example of another shape than the set.
  package func isOther(_ told: DetectedShape) -> Bool {
    guard told.isWhole, let shape else { return false }
    return told.layout != shape.layout
  }

  /// Whether a record is of another shape than the set, and does not only lack something of it.
  package func refuses(_ told: DetectedShape) -> Bool {
    guard isOther(told), let shape else { return false }
    return !told.shape.isPart(of: shape)
  }

  /// The shape as which a record of the set is read: its own, or that of the set where it lacks something of it.
  package func reading(_ told: DetectedShape) -> RecordShape {
    guard let shape, told.layout != shape.layout, !refuses(told) else { return told.shape }
    return shape
  }

  /// What is to be said of a record of another shape.
  package func words(for told: DetectedShape) -> String {
    "\(told.shape.rawValue.hasPrefix("un") ? "an" : "a") \(told.shape.rawValue) record in a dataset of \(shape?.rawValue ?? "unknown") records"
  }
}
