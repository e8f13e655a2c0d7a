import PrepDiagnostics
import PrepRecords
import PrepTokenizers

/// What a tokenizer is: size, pattern, special tokens, fingerprint.
struct TokenizerDescription {
  private let tokenizer: Tokenizer

  init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// A line for each property.
  var text: [UInt8] {
    let special = tokenizer.specialTokens
    let summary = tokenizer.summary
    var lines = [
      ("name", tokenizer.name), ("tokens", "\(tokenizer.vocabularySize)"), ("text tokens", "\(summary.textTokens)"),
      ("special tokens", "\(summary.specialTokens)"), ("added tokens", "\(summary.addedTokens.count)"),
    ]
    if let model = summary.model {
      lines += [("model", model.kind), ("reference", model.reference)]
    } else {
      lines += [
        ("merges", summary.merges.map { "\($0)" } ?? "by rank"),
        ("whole pieces", summary.takesWholePieces ? "first" : "as merged"),
      ]
    }
    lines += [
      ("longest token", "\(Counted(summary.longestToken, "byte"))"), ("pattern", tokenizer.patternDescription),
    ]
    if !summary.expression.isEmpty, summary.expression != tokenizer.patternDescription {
      lines += summary.expression.split(separator: "\n").map { ("expression", String($0)) }
    }
    if !summary.normalizers.isEmpty { lines.append(("normalization", summary.normalizers.joined(separator: ", "))) }
    lines += [
      ("fingerprint", tokenizer.fingerprint), ("begin of text", named(special.beginOfText, special)),
      ("end of text", named(special.endOfText, special)), ("padding", named(special.pad, special)),
    ]
    if !summary.prefix.isEmpty || !summary.suffix.isEmpty {
      let around = summary.prefix.map { named($0, special) } + ["the text"] + summary.suffix.map { named($0, special) }
      lines.append(("template", around.joined(separator: ", ")))
    }
    lines += summary.addedTokens.map { ("added token", "\($0.id) \(Self.visible($0.name))") }
    lines += special.entries.map { ("special token", "\($0.id) \($0.name)") }
    return Array(lines.map { "\($0.0)\t\($0.1.printable)\n" }.joined().utf8)
  }

  /// White space written as in JSON, so that a line stays one.
  private static func visible(_ text: String) -> String {
    if !text.unicodeScalars.contains(where: { $0.properties.isWhitespace }) { return text }
    var writer = JSONWriter()
    writer.string(text)
    return String(decoding: writer.take(), as: UTF8.self)
  }

  private func named(_ id: UInt32?, _ special: SpecialTokens) -> String {
    guard let id else { return "none" }
    return special.entries.first { $0.id == id }.map { "\(id) \($0.name)" } ?? "\(id)"
  }

  /// A JSON object on a line.
  var json: [UInt8] {
    var writer = JSONWriter()
    let special = tokenizer.specialTokens
    writer.beginObject()
    writer.key("name")
    writer.string(tokenizer.name)
    writer.key("vocabulary_size")
    writer.int(tokenizer.vocabularySize)
    let summary = tokenizer.summary
    if let model = summary.model {
      writer.key("model")
      writer.string(model.kind)
      writer.key("reference")
      writer.string(model.reference)
    }
    for (name, count) in [
      ("text_tokens", summary.textTokens), ("merges", summary.merges), ("longest_token", summary.longestToken),
    ] {
      writer.key(name)
      if let count { writer.int(count) } else { writer.null() }
    }
    writer.key("takes_whole_pieces")
    writer.bool(summary.takesWholePieces)
    writer.key("pattern")
    writer.string(tokenizer.patternDescription)
    writer.key("expression")
    writer.string(summary.expression)
    writer.key("normalization")
    writer.beginArray()
    summary.normalizers.forEach { writer.string($0) }
    writer.endArray()
    writer.key("fingerprint")
    writer.string(tokenizer.fingerprint)
    for (name, id) in [
      ("begin_of_text", special.beginOfText), ("end_of_text", special.endOfText), ("padding", special.pad),
    ] {
      writer.key(name)
      if let id { writer.int(id) } else { writer.null() }
    }
    for (name, ids) in [("template_prefix", summary.prefix), ("template_suffix", summary.suffix)] {
      writer.key(name)
      writer.beginArray()
      ids.forEach { writer.int($0) }
      writer.endArray()
    }
    writer.key("added_tokens")
    writer.beginObject()
    for (name, id) in summary.addedTokens {
      writer.key(name)
      writer.int(id)
    }
    writer.endObject()
    writer.key("special_tokens")
    writer.beginObject()
    for entry in special.entries {
      writer.key(entry.name)
      writer.int(entry.id)
    }
    writer.endObject()
    writer.endObject()
    writer.newline()
    return writer.take()
  }
}
