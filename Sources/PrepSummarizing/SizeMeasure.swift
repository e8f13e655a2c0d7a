import PrepRecords

/// Sizes of one kind: how many there are, their sum, the least and the greatest, and how often each occurs.
package struct SizeMeasure: Sendable, Equatable {
  /// How many sizes there are.
  package private(set) var count = 0
  package private(set) var sum = 0
  /// The least of them; 0 where there is none.
  package private(set) var least = 0
  /// The greatest of them; 0 where there is none.
  package private(set) var greatest = 0
  package private(set) var histogram = SizeHistogram()

  /// Nothing yet.
  package init() {}

  /// Takes a size, from 0 on.
  @inline(__always)
  package mutating func add(_ size: Int) {
    least = count == 0 ? size : min(least, size)
    greatest = max(greatest, size)
    count += 1
    sum += size
    histogram.add(size)
  }

  /// Adds all that another one has.
  package mutating func add(_ other: SizeMeasure) {
    if other.count == 0 { return }
    least = count == 0 ? other.least : min(least, other.least)
    greatest = max(greatest, other.greatest)
    count += other.count
    sum += other.sum
    histogram.add(other.histogram)
  }

  /// The smallest size that at least a share of all sizes are not above (nearest rank): exact below 65,536, above at most
  /// 1/128 too small, and never outside of what there is. 0 where there is nothing.
  package func percentile(_ hundredths: Int) -> Int {
    if count == 0 { return 0 }
    let (high, low) = count.multipliedFullWidth(by: hundredths)
    let (rank, rest) = 10_000.dividingFullWidth((high, low))
    var left = max(1, rank + (rest > 0 ? 1 : 0))
    for (size, number) in histogram.buckets {
      left -= number
      if left <= 0 { return min(max(size, least), greatest) }
    }
    return greatest
  }

  /// The mean, rounded down; 0 where there is nothing.
  package var mean: Int { count == 0 ? 0 : sum / count }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (name, number) in [("count", count), ("max", greatest), ("min", least)] {
      writer.key(name)
      writer.int(number)
    }
    writer.key("sizes")
    histogram.write(to: &writer)
    writer.key("sum")
    writer.int(sum)
    writer.endObject()
  }

  /// Reads what ``write(to:)`` wrote; nil for anything else.
  init?(_ view: JSONView) {
    guard let count = view["count"]?.int, let sum = view["sum"]?.int, let least = view["min"]?.int,
      let greatest = view["max"]?.int, let sizes = view["sizes"], let histogram = SizeHistogram(sizes),
      histogram.count == count
    else { return nil }
    self.count = count
    self.sum = sum
    self.least = least
    self.greatest = greatest
    self.histogram = histogram
  }
}

/// Texts that belong together, such as those of one field: how many bytes, characters and, where a tokenizer counts them,
/// tokens each has.
package struct TextGroup: Sendable, Equatable {
  package var bytes = SizeMeasure()
  /// Unicode code points.
  package var characters = SizeMeasure()
  /// nil where no tokenizer was named.
  package var tokens: SizeMeasure?

  /// Nothing yet.
  package init() {}

  /// How many texts there are.
  package var count: Int { bytes.count }

  /// Takes a text of some sizes.
  @inline(__always)
  package mutating func add(_ sizes: TextSizes) {
    bytes.add(sizes.bytes)
    characters.add(sizes.characters)
    guard let count = sizes.tokens else { return }
    if tokens == nil { tokens = SizeMeasure() }
    tokens?.add(count)
  }

  /// Adds all that another one has.
  package mutating func add(_ other: TextGroup) {
    bytes.add(other.bytes)
    characters.add(other.characters)
    guard let more = other.tokens else { return }
    if tokens == nil { tokens = SizeMeasure() }
    tokens?.add(more)
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("bytes")
    bytes.write(to: &writer)
    writer.key("characters")
    characters.write(to: &writer)
    if let tokens {
      writer.key("tokens")
      tokens.write(to: &writer)
    }
    writer.endObject()
  }

  /// Reads what ``write(to:)`` wrote; nil for anything else.
  init?(_ view: JSONView) {
    guard let bytes = view["bytes"].flatMap(SizeMeasure.init),
      let characters = view["characters"].flatMap(SizeMeasure.init)
    else { return nil }
    self.bytes = bytes
    self.characters = characters
    guard let tokens = view["tokens"] else { return }
    guard let measure = SizeMeasure(tokens) else { return nil }
    self.tokens = measure
  }
}

/// The sizes of one text, or of several together.
package struct TextSizes: Sendable {
  package var bytes = 0
  package var characters = 0
  /// nil where no tokenizer counts them.
  package var tokens: Int?

  /// Nothing.
  package init() {}

  /// Adds those of another text.
  @inline(__always)
  package mutating func add(_ other: TextSizes) {
    bytes += other.bytes
    characters += other.characters
    if let more = other.tokens { tokens = (tokens ?? 0) + more }
  }
}
