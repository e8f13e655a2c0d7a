import PrepContents
import PrepDeduplicating
import PrepRecords

/// The stretches of one text that stand elsewhere before.
struct RepeatedText {
  /// A stretch: where it stands in the text, in bytes, and the record in which it stands first.
  struct Stretch {
    var range: Range<Int>
    var first: Int
  }

  /// Of the text in its record.
  var pointer: String
  var stretches: [Stretch] = []

  /// The bytes in any of the stretches, as ranges that do not touch.
  var covered: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for stretch in stretches {
      if let last = ranges.last, stretch.range.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, stretch.range.upperBound)
      } else {
        ranges.append(stretch.range)
      }
    }
    return ranges
  }

  /// What is cut out of the text, as ranges in order.
  func cuts(of text: UnsafeBufferPointer<UInt8>, _ cut: SubstringOptions.Cut) -> [Range<Int>] {
    covered.flatMap { range in
      switch cut {
      case .lines: return lines(of: text, in: range)
      case .all:
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, text[start] & 0xC0 == 0x80 { start += 1 }
        while end < text.count, end > start, text[end] & 0xC0 == 0x80 { end -= 1 }
        return start < end ? [start..<end] : []
      }
    }
  }

  /// The lines all of which, but perhaps for their end, stand in a range, with their ends.
  private func lines(of text: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> [Range<Int>] {
    let newline = UInt8(ascii: "\n")
    var start = range.lowerBound
    if start > 0, text[start - 1] != newline {
      guard let end = text[start..<range.upperBound].firstIndex(of: newline) else { return [] }
      start = end + 1
    }
    var end = range.upperBound
    if end < text.count, end > start, text[end - 1] != newline {
      if text[end] == newline { return [start..<end + 1] }
      guard let last = text[start..<end].lastIndex(of: newline) else { return [] }
      end = last + 1
    }
    return start < end ? [start..<end] : []
  }
}
