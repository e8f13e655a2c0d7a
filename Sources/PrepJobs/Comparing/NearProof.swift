import PrepContents
import PrepDeduplicating
import PrepDiagnostics
import PrepRecords

/// One line of a proof: a record that goes, the one that stays for it, and what the rule found in both.
struct NearProof: Sendable, Equatable {
  /// Where a record stands in an input.
  struct Place: Sendable, Hashable {
    var file: String
    /// Counted from 1.
    var line: Int
    /// Of its first byte in the decompressed input.
    var offset: Int

    /// Writes its members.
    func write(to writer: inout JSONWriter) {
      writer.key("file")
      writer.string(file)
      writer.key("line")
      writer.int(line)
      writer.key("offset")
      writer.int(offset)
    }
  }

  var dropped: Place
  var kept: Place
  var rule: NearRule
  /// What of the records was compared.
  var scope: ContentScope
  var fields: [String]
  /// Similarity of the runs of words of both, and the share of the dropped record's that the kept one has, in thousandths.
  var jaccard: Int
  var containment: Int
  /// The words that were taken for misspelt, and what for.
  var respelt: [CoverIndex.Respelling]
  /// In how many bands the sketches of both agree.
  var bands: Int

  init(
    dropped: Place, kept: Place, rule: NearRule, content: ContentOptions, evidence: NearEvidence, bands: Int
  ) {
    self.dropped = dropped
    self.kept = kept
    self.rule = rule
    scope = content.scope
    fields = content.fields.map(\.text)
    jaccard = evidence.jaccard
    containment = evidence.containment
    respelt = evidence.respelt
    self.bands = bands
  }

  /// The line, with its line end.
  var line: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, place) in [("dropped", dropped), ("kept", kept)] {
      writer.key(name)
      writer.beginObject()
      place.write(to: &writer)
      writer.endObject()
    }
    writer.key("rule")
    writer.string(rule.text)
    if fields.isEmpty, scope != .record {
      writer.key("by")
      writer.string(scope.rawValue)
    }
    if !fields.isEmpty {
      writer.key("fields")
      writer.beginArray()
      writer.strings(fields)
      writer.endArray()
    }
    writer.key("jaccard")
    Self.write(thousandths: jaccard, &writer)
    writer.key("containment")
    Self.write(thousandths: containment, &writer)
    writer.key("respelt")
    writer.beginArray()
    for word in respelt {
      writer.beginArray()
      writer.string(word.word)
      writer.string(word.meant)
      writer.endArray()
    }
    writer.endArray()
    writer.key("bands")
    writer.int(bands)
    writer.endObject()
    writer.newline()
    return writer.take()
  }

  /// Three decimals, without zeros at the end.
  static func write(thousandths: Int, _ writer: inout JSONWriter) {
    if thousandths % 1000 == 0 { return writer.int(thousandths / 1000) }
    var digits = "\(1000 + thousandths % 1000)".dropFirst()
    while digits.last == "0" { digits.removeLast() }
    let text = Array("\(thousandths / 1000).\(digits)".utf8)
    text.withUnsafeBytes { writer.raw($0) }
  }
}
