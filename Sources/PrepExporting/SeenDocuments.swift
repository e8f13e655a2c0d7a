/// The ids of documents that have ended, as runs of numbers: they come nearly in order, so the runs are few.
struct SeenDocuments {
  private var runs: [(first: UInt64, last: UInt64)] = []

  /// The number of runs that begin at an id or before it.
  private func count(upTo id: UInt64) -> Int {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].first <= id { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func contains(_ id: UInt64) -> Bool {
    let place = count(upTo: id)
    return place > 0 && runs[place - 1].last >= id
  }

  mutating func insert(_ id: UInt64) {
    let place = count(upTo: id)
    if place > 0, runs[place - 1].last >= id { return }
    let extendsBefore = place > 0 && runs[place - 1].last == id &- 1 && id > 0
    let extendsAfter = place < runs.count && id < .max && runs[place].first == id + 1
    switch (extendsBefore, extendsAfter) {
    case (true, true):
      runs[place - 1].last = runs[place].last
      runs.remove(at: place)
    case (true, false): runs[place - 1].last = id
    case (false, true): runs[place].first = id
    case (false, false): runs.insert((id, id), at: place)
    }
  }
}
