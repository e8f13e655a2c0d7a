/// Where positions in a prepared text lie in the original.
///
/// Both are cut before each ASCII character, where no normalizer reaches across; inside such a stretch that changed its length every
/// position is taken for the end of the stretch.
struct TextAlignment {
  /// Ends of stretches in the prepared text and in the original; empty when positions are equal.
  private var ends: [(prepared: Int, original: Int)] = []
  private let originalCount: Int

  init(original: UnsafeBufferPointer<UInt8>, prepared: [UInt8], _ preparation: TextPreparation) {
    originalCount = original.count
    if prepared.count == original.count, prepared.elementsEqual(original) { return }
    var preparedEnd = preparation.addsPrefixSpace && prepared.first == 0x20 && original.first != 0x20 ? 1 : 0
    var start = 0
    while start < original.count {
      var end = start + 1
      while end < original.count, original[end] >= 0x80 { end += 1 }
      var stretch = Array(UnsafeBufferPointer(rebasing: original[start..<end]))
      for normalizer in preparation.normalizers {
        if case .prepend = normalizer, start > 0 { continue }
        normalizer.apply(&stretch)
      }
      let isSame = stretch.count == end - start
      if isSame, end - start > 1 {
        for position in start + 1..<end { ends.append((preparedEnd + position - start, position)) }
      }
      preparedEnd += stretch.count
      ends.append((preparedEnd, end))
      start = end
    }
  }

  /// The end in the original of what ends at a position in the prepared text.
  func original(_ position: Int) -> Int {
    if ends.isEmpty { return position }
    var low = 0
    var high = ends.count
    while low < high {
      let middle = (low + high) / 2
      if ends[middle].prepared < position { low = middle + 1 } else { high = middle }
    }
    return low < ends.count ? ends[low].original : originalCount
  }
}
