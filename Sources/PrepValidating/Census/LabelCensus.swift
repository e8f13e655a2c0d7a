import PrepRecords

/// The different labels of a set and how many records have each, as long as they are few.
struct LabelCensus {
  struct Label {
    var text: [UInt8]
    var count: Int
    var first: RecordPlace
  }

  /// More different ones are no labels.
  private static let most = 1 << 14
  /// A longer text is no label.
  private static let longest = 200

  private var byText: [[UInt8]: Label] = [:]
  private var overflows = false
  private(set) var records = 0

  /// How many different ones there are; nil when there are too many.
  var distinct: Int? { overflows ? nil : byText.count }

  /// The labels, the most frequent first.
  var labels: [Label] {
    byText.values.sorted { left, right in
      left.count != right.count ? left.count > right.count : left.text.lexicographicallyPrecedes(right.text)
    }
  }

  mutating func observe(_ text: UnsafeBufferPointer<UInt8>, _ place: RecordPlace) {
    records += 1
    if overflows { return }
    if text.count > Self.longest { return overflow() }
    let key = Array(text)
    if byText[key]?.count != nil {
      byText[key]?.count += 1
    } else {
      if byText.count == Self.most { return overflow() }
      byText[key] = Label(text: key, count: 1, first: place)
    }
  }

  mutating func join(_ later: LabelCensus) {
    records += later.records
    if overflows { return }
    if later.overflows { return overflow() }
    for (text, label) in later.byText {
      if byText[text] != nil {
        byText[text]?.count += label.count
      } else {
        byText[text] = label
      }
    }
    if byText.count > Self.most { overflow() }
  }

  private mutating func overflow() {
    overflows = true
    byText = [:]
  }
}
