import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads words with tags, and texts with spans, from the values of a record.
struct TaggedTextReader {
  /// A value of the record and its key.
  typealias Value = (name: String, view: JSONView)

  /// Where a value stands, by its pointer.
  let locate: (JSONView, String) -> SourceLocation
  /// What places are counted in.
  let unit: OffsetUnit
  var text: Value?
  var tokens: Value?
  var tags: Value?
  /// The list of spans, whatever it is called.
  var spans: Value?

  /// The example; nil where the record lacks what it takes.
  func read() throws(Diagnostic) -> TaggedText? {
    if let tokens, let tags { return try tagged(tokens, tags) }
    guard let text, let spans else { return nil }
    return try annotated(text, spans)
  }

  // MARK: Words with tags

  private func tagged(_ tokens: Value, _ tags: Value) throws(Diagnostic) -> TaggedText {
    let list = try elements(tags)
    var names: [[UInt8]] = []
    var numbers = 0
    for (index, view) in list.enumerated() {
      switch view.kind {
      case .string: names.append(try string(view, tags, index))
      case .number where view.int != nil:
        numbers += 1
        names.append(view.withUnsafeBytes { Array($0) })
      default: throw wrong(view, "\(pointer(tags))/\(index)", "a tag: a string or a whole number")
      }
    }
    if numbers > 0, numbers < list.count { throw wrong(tags.view, pointer(tags), "a list of names, or one of numbers") }
    let words = try elements(tokens)
    guard words.count == list.count else {
      throw Diagnostic(
        "token-tag-count", "\(Counted(words.count, "word")) and \(Counted(list.count, "tag"))",
        at: locate(tags.view, pointer(tags)))
    }
    let hasNumbers = numbers > 0
    if let text, words.contains(where: { $0.kind == .object }) {
      let whole = try string(text.view, text, nil)
      return TaggedText(text: whole, words: try places(tokens, words, whole), tags: names, hasNumbers: hasNumbers)
    }
    var read: [[UInt8]] = []
    for (index, view) in words.enumerated() {
      read.append(
        try string(
          view.kind == .object ? view["text"] ?? view["token"] ?? view["word"] ?? view : view, tokens, index))
    }
    return TaggedText(words: read, tags: names, hasNumbers: hasNumbers)
  }

  /// Where words lie that say so themselves.
  private func places(_ tokens: Value, _ words: [JSONView], _ text: [UInt8]) throws(Diagnostic) -> [Range<Int>] {
    let places = TextPlaces(text, unit)
    var ranges: [Range<Int>] = []
    for (index, word) in words.enumerated() {
      let pointer = "\(pointer(tokens))/\(index)"
      guard let start = word["start"].flatMap(Self.whole), let end = word["end"].flatMap(Self.whole) else {
        throw wrong(word, pointer, "a word with its start and end")
      }
      guard let bytes = places.bytes((start, end)), bytes.lowerBound >= ranges.last?.upperBound ?? 0 else {
        throw Diagnostic(
          "span-out-of-range", "the word from \(start) to \(end) is outside the text, or overlaps the one before it",
          at: locate(word, pointer))
      }
      ranges.append(bytes)
    }
    return ranges
  }

  // MARK: Spans

  /// A span as it stands in the record.
  private struct Mark {
    let view: JSONView
    let start: Int
    let end: Int
    let label: [UInt8]
    /// Its words, where they are said.
    let words: [UInt8]?
  }

  private func annotated(_ text: Value, _ list: Value) throws(Diagnostic) -> TaggedText {
    let whole = try string(text.view, text, nil)
    var spans: [Mark] = []
    for (index, view) in try elements(list).enumerated() {
      spans.append(try span(view, "\(pointer(list))/\(index)"))
    }
    var words: [Range<Int>] = []
    if let tokens {
      let own = try elements(tokens)
      if own.contains(where: { $0.kind == .object && $0["start"] != nil }) {
        words = try places(tokens, own, whole)
      }
    }
    // What a span says of its words shows in what places are counted, where that differs.
    let units = [unit] + OffsetUnit.allCases.filter { $0 != unit }
    var found: (unit: OffsetUnit, ranges: [Range<Int>])?
    if spans.contains(where: { $0.words != nil }) {
      for unit in units where found == nil {
        if let ranges = Self.ranges(spans, whole, unit) { found = (unit, ranges) }
      }
      if found == nil, let bad = Self.firstMismatch(spans, whole, unit) {
        throw Diagnostic(
          "span-text",
          "the span from \(bad.start) to \(bad.end) does not hold its text \(Self.shown(bad.words ?? []))",
          at: locate(bad.view, pointer(list)))
      }
    }
    var result = TaggedText(text: whole, words: words, spans: [])
    result.countsOtherwise = found.map { $0.unit != unit } ?? false
    let places = TextPlaces(whole, found?.unit ?? unit)
    for (index, span) in spans.enumerated() {
      let place = locate(span.view, "\(pointer(list))/\(index)")
      guard span.start <= span.end else {
        throw Diagnostic(
          "span-out-of-range", "the span begins at \(span.start) and ends before, at \(span.end)", at: place)
      }
      guard let bytes = places.bytes((span.start, span.end)) else {
        throw Diagnostic(
          "span-out-of-range",
          "the span from \(span.start) to \(span.end) does not lie in the text, which has \(places.length) \(Self.words(found?.unit ?? unit))",
          at: place)
      }
      if bytes.isEmpty {
        throw Diagnostic("empty-span", "the span at \(span.start) has nothing in it", at: place)
      }
      result.spans?.append(TextSpan(bytes, span.label))
    }
    return result
  }

  private static func words(_ unit: OffsetUnit) -> String {
    switch unit {
    case .characters: "characters"
    case .bytes: "bytes"
    case .utf16: "units of UTF-16"
    }
  }

  /// The bytes of all spans, where each holds the words that it says; nil where one does not.
  private static func ranges(_ spans: [Mark], _ text: [UInt8], _ unit: OffsetUnit) -> [Range<Int>]? {
    let places = TextPlaces(text, unit)
    var ranges: [Range<Int>] = []
    for span in spans {
      guard let bytes = places.bytes((span.start, span.end)) else { return nil }
      if let words = span.words, !text[bytes].elementsEqual(words) { return nil }
      ranges.append(bytes)
    }
    return ranges
  }

  private static func firstMismatch(_ spans: [Mark], _ text: [UInt8], _ unit: OffsetUnit) -> Mark? {
    let places = TextPlaces(text, unit)
    return spans.first { span in
      guard let words = span.words, let bytes = places.bytes((span.start, span.end)) else { return false }
      return !text[bytes].elementsEqual(words)
    }
  }

  /// `[start, end, label]`, or an object as doccano, spaCy, Prodigy and Label Studio write it.
  private func span(_ view: JSONView, _ pointer: String) throws(Diagnostic) -> Mark {
    let parts: (start: JSONView?, end: JSONView?, label: JSONView?, words: JSONView?)
    switch view.kind {
    case .array:
      var list = Array(view.elements)[...]
      parts = (list.popFirst(), list.popFirst(), list.popFirst(), nil)
    case .object:
      let label = view["label"] ?? view["entity"] ?? view["type"] ?? view["tag"] ?? view["entity_group"]
      let lists = label ?? view["labels"]
      parts = (
        view["start"] ?? view["start_offset"], view["end"] ?? view["end_offset"],
        lists.flatMap { $0.kind == .array ? $0.elements.first { _ in true } : $0 }, view["text"]
      )
    default: throw wrong(view, pointer, "a span: [start, end, label], or an object")
    }
    guard let start = parts.start.flatMap(Self.whole), let end = parts.end.flatMap(Self.whole) else {
      throw wrong(view, pointer, "a span with whole numbers for its start and end")
    }
    guard let label = parts.label, label.kind == .string, let name = try? label.unescaped(), !name.isEmpty else {
      throw Diagnostic(
        "span-label", "the span from \(start) to \(end) has no label",
        at: locate(view, pointer))
    }
    let words = parts.words.flatMap { $0.kind == .string ? try? $0.unescaped() : nil }
    return Mark(view: view, start: start, end: end, label: name, words: words)
  }

  /// A whole number, also one that is written with a point.
  static func whole(_ view: JSONView) -> Int? {
    guard view.kind == .number else { return nil }
    return view.int ?? view.double.flatMap { Int(exactly: $0) }
  }

  // MARK: Values

  private func elements(_ value: Value) throws(Diagnostic) -> [JSONView] {
    guard value.view.kind == .array else { throw wrong(value.view, pointer(value), "a list") }
    return Array(value.view.elements)
  }

  private func string(_ view: JSONView, _ value: Value, _ index: Int?) throws(Diagnostic) -> [UInt8] {
    let place = pointer(value) + (index.map { "/\($0)" } ?? "")
    guard view.kind == .string else { throw wrong(view, place, "a string") }
    do throws(JSONError) { return try view.unescaped() } catch {
      throw Diagnostic(error.code, error.message, at: locate(view, place))
    }
  }

  private func pointer(_ value: Value) -> String { RecordFields.pointer(value.name) }

  private func wrong(_ view: JSONView, _ pointer: String, _ wanted: String) -> Diagnostic {
    Diagnostic("wrong-type", "this is not \(wanted)", at: locate(view, pointer))
  }

  static func shown(_ text: [UInt8]) -> String {
    let words = String(decoding: text, as: UTF8.self)
    return words.unicodeScalars.count <= 40
      ? words.debugDescription
      : String(String.UnicodeScalarView(words.unicodeScalars.prefix(40))).debugDescription + "…"
  }
}
