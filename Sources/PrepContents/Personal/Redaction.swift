import PrepRecords
import PrepSystem

/// Puts signs in the place of what belongs to somebody in texts.
package struct Redaction: Sendable, Hashable {
  /// What stands in the place.
  package enum Sign: String, Sendable, Hashable, CaseIterable {
    /// `<EMAIL>`: what it is.
    case kind
    /// `<EMAIL_2>`: what it is, and which of the different ones of the record.
    case number
  }

  /// What is taken out; nothing where this is empty.
  package var kinds: Set<PersonalData.Kind>
  package var sign: Sign

  package init(_ kinds: Set<PersonalData.Kind> = [], sign: Sign = .kind) {
    self.kinds = kinds
    self.sign = sign
  }

  /// What was found in one record so far.
  package struct Found: Sendable {
    fileprivate var seen: [PersonalData.Kind: [[UInt8]]] = [:]
    /// How often each kind was found.
    package var counts: [PersonalData.Kind: Int] = [:]

    package init() {}
  }

  /// A text with signs; nil where nothing is found in it.
  package func redacted(_ text: PersonalData.Text, _ found: inout Found) -> [UInt8]? {
    let spans = self.spans(of: text)
    if spans.isEmpty { return nil }
    var result: [UInt8] = []
    var done = 0
    for (range, kind) in spans {
      found.counts[kind, default: 0] += 1
      result += text[done..<range.lowerBound]
      result += self.sign(for: kind, Array(text[range]), &found).utf8
      done = range.upperBound
    }
    return result + text[done...]
  }

  private func sign(for kind: PersonalData.Kind, _ text: [UInt8], _ found: inout Found) -> String {
    let name = kind == .mail ? "EMAIL" : kind.rawValue.uppercased()
    guard sign == .number else { return "<\(name)>" }
    let earlier = found.seen[kind] ?? []
    if let index = earlier.firstIndex(of: text) { return "<\(name)_\(index + 1)>" }
    found.seen[kind] = earlier + [text]
    return "<\(name)_\(earlier.count + 1)>"
  }

  /// The changes to the strings of a record, wherever they stand; keys stay.
  package func edits(of root: JSONView, _ found: inout Found) -> RecordEdits {
    var edits = RecordEdits()
    visit(root, &edits, &found)
    return edits
  }

  /// Depth is bounded by the reader of records.
  private func visit(_ view: JSONView, _ edits: inout RecordEdits, _ found: inout Found) {
    switch view.kind {
    case .string:
      guard let text = try? view.unescaped(), let new = text.withUnsafeBufferPointer({ redacted($0, &found) }) else {
        return
      }
      edits.replace(view, with: JSONWriter.text(new))
    case .object: view.forEachMember { _, value in visit(value, &edits, &found) }
    case .array: view.forEachElement { visit($0, &edits, &found) }
    default: break
    }
  }

  /// What stands in a text, in order; of two that share bytes the one that begins first.
  package func spans(of text: PersonalData.Text) -> [(range: Range<Int>, kind: PersonalData.Kind)] {
    var spans: [(range: Range<Int>, kind: PersonalData.Kind)] = []
    if kinds.contains(.mail) {
      Self.forEach(UInt8(ascii: "@"), in: text) { at in
        if let range = PersonalData.mailAddress(text, around: at) { spans.append((range, .mail)) }
      }
    }
    if kinds.contains(.key) {
      for key in PersonalData.keys {
        let prefix = UnsafeBufferPointer(start: key.prefix.utf8Start, count: key.prefix.utf8CodeUnitCount)
        // A block of a key may go to the end.
        var next = 0
        Self.forEach(prefix[0], in: text) { place in
          guard place >= next, place + prefix.count <= text.count, text[place + 1] == prefix[1],
            text[place..<place + prefix.count].elementsEqual(prefix),
            let range = PersonalData.key(text, at: place, after: prefix.count)
          else { return }
          spans.append((range, .key))
          next = range.upperBound
        }
      }
    }
    if kinds.contains(.iban) {
      var position = 0
      while let place = PersonalData.account(text, from: position) {
        position = place + 1
        if let end = PersonalData.accountEnd(text, at: place) { spans.append((place..<end, .iban)) }
      }
    }
    if !kinds.isDisjoint(with: [.ip, .card, .phone]) { appendNumbers(of: text, to: &spans) }
    spans.sort { ($0.range.lowerBound, -$0.range.upperBound) < ($1.range.lowerBound, -$1.range.upperBound) }
    var kept: [(range: Range<Int>, kind: PersonalData.Kind)] = []
    for span in spans where span.range.lowerBound >= (kept.last?.range.upperBound ?? 0) { kept.append(span) }
    return kept
  }

  private func appendNumbers(
    of text: PersonalData.Text, to spans: inout [(range: Range<Int>, kind: PersonalData.Kind)]
  ) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      guard byte &- 0x30 < 10 || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "(") else {
        index += 1
        continue
      }
      if kinds.contains(.phone), let end = PhoneNumber.end(text, at: index) {
        spans.append((index..<end, .phone))
        index = end
        continue
      }
      guard byte &- 0x30 < 10, index == 0 || !PersonalData.isWord(text[index - 1]) else {
        index += 1
        continue
      }
      let (kind, end) = PersonalData.number(text, at: index)
      if let kind, kinds.contains(kind) {
        spans.append((index..<end, kind))
        index = max(index + 1, end)
      } else if kind == nil, kinds.contains(.phone) {
        // A number to call may begin behind the first group.
        while index < text.count, text[index] &- 0x30 < 10 { index += 1 }
        index += byte &- 0x30 < 10 ? 0 : 1
      } else {
        index = max(index + 1, end)
      }
    }
  }

  private static func forEach(_ byte: UInt8, in text: PersonalData.Text, _ body: (Int) -> Void) {
    guard let base = text.baseAddress else { return }
    var index = 0
    while let found = Memory.offset(of: byte, from: base + index, text.count - index) {
      body(index + found)
      index += found + 1
    }
  }
}
