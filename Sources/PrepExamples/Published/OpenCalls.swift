/// The calls of tools that no answer has been seen of, by the JSON text of their ids, in order. A record may have any
/// number of them.
struct OpenCalls {
  private var ids: [[UInt8]] = []
  private var first = 0
  private var waiting: [[UInt8]: Int] = [:]

  var isEmpty: Bool { waiting.isEmpty }

  mutating func append(_ id: [UInt8]) {
    ids.append(id)
    waiting[id, default: 0] += 1
  }

  /// Takes all calls of an id for answered.
  mutating func close(_ id: [UInt8]) { waiting[id] = nil }

  /// Takes the first call for answered.
  ///
  /// - Returns: Its id; nil where all have been answered.
  mutating func takeFirst() -> [UInt8]? {
    while first < ids.count {
      let id = ids[first]
      first += 1
      guard let count = waiting[id] else { continue }
      waiting[id] = count > 1 ? count - 1 : nil
      return id
    }
    return nil
  }
}
