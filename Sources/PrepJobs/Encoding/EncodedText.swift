import PrepBytes
import PrepRecords
import PrepTokenizers

/// How an encoded document is written: a line of ids, or a token a line with more beside it.
package struct EncodedForm: Sendable, Hashable {
  /// A JSON object a document.
  package var json = false
  /// The text of each token.
  package var pieces = false
  /// The bytes of the document each token covers.
  package var offsets = false
  /// What places are counted in; nil is bytes where places are shown.
  package var unit: Unit?

  /// What places are counted in.
  package enum Unit: String, Sendable, Hashable, CaseIterable {
    case bytes, characters
  }

  /// Whether places are shown.
  var showsPlaces: Bool { offsets || unit != nil }

  /// The defaults.
  package init() {}
}

/// The written form of some encoded documents.
struct EncodedText: Sendable {
  private(set) var bytes: [UInt8] = []
  /// How many tokens there are.
  private(set) var count = 0
  private var tokens: [UInt32] = []
  private var patterns: [UInt64] = []
  private var ranges: [Range<Int>] = []
  /// The ranges in the unit that is asked for.
  private var places: [Range<Int>] = []

  /// Encodes a document and writes it.
  mutating func append(
    _ text: UnsafeBufferPointer<UInt8>, _ encoder: Encoder, _ policy: SpecialTokenPolicy, _ form: EncodedForm
  ) throws {
    tokens.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    if form.pieces || form.showsPlaces {
      encoder.encode(text, allowsSpecialTokens: policy == .allowAll, into: &tokens, ranges: &ranges)
    } else {
      try encoder.encode(text, specialTokens: policy, into: &tokens)
    }
    if form.showsPlaces {
      places = encoder.shownPlaces(ranges, of: tokens, in: text, inCharacters: form.unit == .characters)
    }
    count += tokens.count
    if form.json {
      writeObject(text, form)
    } else if form.pieces || form.showsPlaces {
      writeTable(text, form)
    } else {
      writeLine()
    }
  }

  private mutating func writeLine() {
    patterns.removeAll(keepingCapacity: true)
    patterns.append(contentsOf: tokens.lazy.map { UInt64($0) })
    patterns.withUnsafeBufferPointer { bytes.append(decimals: $0, areSigned: false, separator: " ") }
    bytes.append(0x0A)
  }

  private mutating func writeObject(_ text: UnsafeBufferPointer<UInt8>, _ form: EncodedForm) {
    var writer = JSONWriter(appendingTo: bytes)
    bytes = []
    writer.beginObject()
    writer.key("ids")
    writer.ints(tokens)
    if form.pieces {
      writer.key("pieces")
      writer.beginArray()
      for range in ranges { Self.write(text[range], to: &writer) }
      writer.endArray()
    }
    if form.showsPlaces {
      writer.key("offsets")
      writer.beginArray()
      for range in places { writer.ints([range.lowerBound, range.upperBound]) }
      writer.endArray()
    }
    writer.endObject()
    writer.newline()
    bytes = writer.take()
  }

  /// A token a line, an empty line after each document.
  private mutating func writeTable(_ text: UnsafeBufferPointer<UInt8>, _ form: EncodedForm) {
    for (index, (token, range)) in zip(tokens, ranges).enumerated() {
      bytes.append(decimal: Int(token))
      if form.showsPlaces {
        bytes.append(0x09)
        bytes.append(decimal: places[index].lowerBound)
        bytes.append(0x09)
        bytes.append(decimal: places[index].upperBound)
      }
      if form.pieces {
        bytes.append(0x09)
        var writer = JSONWriter(appendingTo: bytes)
        bytes = []
        Self.write(text[range], to: &writer)
        bytes = writer.take()
      }
      bytes.append(0x0A)
    }
    bytes.append(0x0A)
  }

  /// Text as a JSON string; bytes that are not UTF-8 as an array of numbers, so that nothing is lost.
  private static func write(_ piece: Slice<UnsafeBufferPointer<UInt8>>, to writer: inout JSONWriter) {
    let piece = UnsafeBufferPointer(rebasing: piece)
    if (try? UTF8Span(validating: piece.span)) != nil {
      writer.string(UnsafeRawBufferPointer(piece))
    } else {
      writer.ints(piece)
    }
  }
}
