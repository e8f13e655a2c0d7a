/// The levels and values of a column that are decoded and not used yet: what assembling rows reads, a column beside the
/// other, with nothing to be counted or called.
struct LevelWindow {
  let definitions: UnsafeMutablePointer<UInt8>
  let repetitions: UnsafeMutablePointer<UInt8>
  /// The next level, and how many there are.
  var position = 0
  var count = 0
  let values: UnsafeMutablePointer<ColumnValue>
  /// The next value, and how many there are.
  var valuePosition = 0
  var valueCount = 0

  /// An empty window.
  init() {
    definitions = .allocate(capacity: ValueDecoder.batch)
    definitions.initialize(repeating: 0, count: ValueDecoder.batch)
    repetitions = .allocate(capacity: ValueDecoder.batch)
    repetitions.initialize(repeating: 0, count: ValueDecoder.batch)
    values = .allocate(capacity: ValueDecoder.batch)
  }

  /// Gives its memory back.
  func deallocate() {
    definitions.deallocate()
    repetitions.deallocate()
    values.deallocate()
  }
}

/// The windows of all columns that are read.
final class LevelWindows {
  let base: UnsafeMutablePointer<LevelWindow>
  private let count: Int

  init(count: Int) {
    self.count = count
    base = .allocate(capacity: count)
    for index in 0..<count { (base + index).initialize(to: LevelWindow()) }
  }

  deinit {
    for index in 0..<count { base[index].deallocate() }
    base.deallocate()
  }
}
