/// A text of which words or spans have labels: named entities, parts of speech.
public struct TaggedText: Sendable, Equatable {
  /// The text, as UTF-8; of words that came without one, these with a space between two.
  public var text: [UInt8]
  /// Where the words lie in the text, in bytes and in order; empty where nobody said what a word is.
  public var words: [Range<Int>]
  /// The tag of each word, as it was written; empty where spans have labels.
  public var tags: [[UInt8]]
  /// Whether the tags are numbers, whose names stand elsewhere.
  public var hasNumbers: Bool
  /// The spans with their labels, as they were written; nil where words have tags.
  public var spans: [TextSpan]?
  /// Whether places were counted otherwise than was said, as what they hold shows.
  public var countsOtherwise = false
  /// Whether the words came without a text, so that the spaces between them are nobody's.
  public private(set) var isJoined = false

  /// A text whose spans have labels.
  public init(text: [UInt8], words: [Range<Int>] = [], spans: [TextSpan]) {
    self.text = text
    self.words = words
    self.spans = spans
    tags = []
    hasNumbers = false
  }

  /// Words and their tags.
  ///
  /// - Precondition: There are as many tags as words.
  public init(words: [[UInt8]], tags: [[UInt8]], hasNumbers: Bool = false) {
    precondition(words.count == tags.count, "every word has a tag")
    var text: [UInt8] = []
    var ranges: [Range<Int>] = []
    for word in words {
      if !ranges.isEmpty { text.append(0x20) }
      ranges.append(text.count..<text.count + word.count)
      text += word
    }
    self.text = text
    self.words = ranges
    self.tags = tags
    self.hasNumbers = hasNumbers
    spans = nil
    isJoined = true
  }

  /// Words with their places in a text, and their tags.
  ///
  /// - Precondition: There are as many tags as words, and the words lie in the text.
  public init(text: [UInt8], words: [Range<Int>], tags: [[UInt8]], hasNumbers: Bool = false) {
    precondition(words.count == tags.count, "every word has a tag")
    self.text = text
    self.words = words
    self.tags = tags
    self.hasNumbers = hasNumbers
    spans = nil
  }
}

/// A span of a text and its label.
public struct TextSpan: Sendable, Equatable {
  /// The bytes of the text.
  public var bytes: Range<Int>
  public var label: [UInt8]

  public init(_ bytes: Range<Int>, _ label: [UInt8]) {
    self.bytes = bytes
    self.label = label
  }
}

/// What places in texts are counted in.
public enum OffsetUnit: String, Sendable, Hashable, CaseIterable {
  /// Unicode code points, as Python counts.
  case characters
  /// Bytes of UTF-8.
  case bytes
  /// Units of UTF-16, as programs in JavaScript and Java count.
  case utf16
}

/// Where each character of a text begins, counted in a unit.
package struct TextPlaces {
  /// The bytes at which a unit begins, and at the end of the text: one entry a unit, and one more.
  private let starts: [Int]
  private let count: Int
  private let isIdentity: Bool

  package init(_ text: [UInt8], _ unit: OffsetUnit) {
    count = text.count
    isIdentity = unit == .bytes || text.allSatisfy { $0 < 0x80 }
    if isIdentity {
      starts = []
      return
    }
    var starts: [Int] = []
    starts.reserveCapacity(text.count + 1)
    for (index, byte) in text.enumerated() where byte & 0xC0 != 0x80 {
      starts.append(index)
      // What needs four bytes is two units of UTF-16, the second of which is the beginning of nothing.
      if unit == .utf16, byte >= 0xF0 { starts.append(-1) }
    }
    starts.append(text.count)
    self.starts = starts
  }

  /// How many units the text has.
  package var length: Int { isIdentity ? count : starts.count - 1 }

  /// The byte at which a unit begins; nil beyond the text, and inside of a character.
  package func byte(_ place: Int) -> Int? {
    if isIdentity { return (0...count).contains(place) ? place : nil }
    guard starts.indices.contains(place), starts[place] >= 0 else { return nil }
    return starts[place]
  }

  /// The bytes of a range of units; nil where it is none of the text, or cuts a character.
  package func bytes(_ range: (start: Int, end: Int)) -> Range<Int>? {
    guard range.start <= range.end, let start = byte(range.start), let end = byte(range.end) else { return nil }
    return start..<end
  }

  /// How many units lie before a byte.
  package func place(ofByte byte: Int) -> Int {
    if isIdentity { return byte }
    var low = 0
    var high = starts.count
    // The halves of characters lie behind what they belong to, and count as it.
    while low < high {
      let middle = (low + high) / 2
      let start = starts[middle] >= 0 ? starts[middle] : starts[middle - 1] + 1
      if start < byte { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
