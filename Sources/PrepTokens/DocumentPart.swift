/// Where a segment stands in the document that it is a part of, or the whole.
public struct DocumentPart: Sendable, Equatable {
  /// How many tokens of the document come before the segment.
  public var start: UInt32
  /// How many tokens the whole document has.
  public var length: UInt32

  public init(start: UInt32, length: UInt32) {
    self.start = start
    self.length = length
  }

  /// A document of so many tokens that was not cut.
  package init(whole count: Int) { self.init(start: 0, length: UInt32(clamping: count)) }

  /// Whether the part begins in its document.
  var isConsistent: Bool { start <= length }
}

extension [DocumentPart] {
  /// Parts of given columns; nil when these do not agree in number.
  package init?(starts: [UInt32], lengths: [UInt32]) {
    guard starts.count == lengths.count else { return nil }
    self = zip(starts, lengths).map { DocumentPart(start: $0, length: $1) }
  }

  /// Whether all segments are whole documents, so that nothing has to be said.
  func isWhole(_ boundaries: [Int32]) -> Bool {
    indices.allSatisfy { self[$0] == DocumentPart(whole: Int(boundaries[$0 + 1]) - Int(boundaries[$0])) }
  }

  /// The column of the starts.
  package var starts: [UInt32] { map(\.start) }
  /// The column of the lengths.
  package var lengths: [UInt32] { map(\.length) }
}

extension TokenSequence {
  /// Where a segment stands in its document.
  package func documentPart(ofSegment index: Int) -> DocumentPart {
    documentParts.isEmpty ? DocumentPart(whole: range(ofSegment: index).count) : documentParts[index]
  }

  /// Whether a segment is all of its document.
  package func isWhole(segment index: Int) -> Bool {
    documentParts.isEmpty || documentParts[index] == DocumentPart(whole: range(ofSegment: index).count)
  }

  /// A part of a sequence that has one segment, which says where it stands in the document.
  ///
  /// - Parameter columns: Those that the header declares.
  package func markedPart(_ range: Range<Int>, columns: [TokenColumn] = []) -> TokenSequence {
    var part = part(range, columns: columns)
    if range.count == tokens.count { return part }
    let whole = documentPart(ofSegment: 0)
    part.documentParts = [
      DocumentPart(start: whole.start + UInt32(clamping: range.lowerBound), length: whole.length)
    ]
    return part
  }
}
