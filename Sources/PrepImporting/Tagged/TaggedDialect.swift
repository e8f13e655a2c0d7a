/// What the columns of a file are that has a word a line and a blank line behind each sentence: CoNLL's forms, and
/// CoNLL-U.
package struct TaggedDialect: Sendable, Hashable {
  /// Whether it is CoNLL-U: ten columns with names of their own, between tabs.
  package var isUniversal = false
  /// Whether a line is a sentence, whose words have their tags behind a slash: `Paris/B-LOC`.
  package var isInline = false
  /// Whether columns stand between tabs; else between blanks.
  package var hasTabs = false
  /// How many columns a line has.
  package var columns = 2
  /// The columns of the words and of their tags, from 0.
  package var tokenColumn = 0
  package var tagColumn = 1
  /// Whether the first column numbers the words of a sentence.
  package var isNumbered = false
  /// Whether tags say where entities begin.
  package var hasEntities = true
  /// The columns besides, with the names that their lists get.
  package var others: [Column] = []

  /// A column besides words and tags.
  package struct Column: Sendable, Hashable {
    package var place: Int
    package var name: String
  }

  package init() {}

  /// CoNLL-U.
  package static var universal: TaggedDialect {
    var dialect = TaggedDialect()
    (dialect.isUniversal, dialect.hasTabs, dialect.isNumbered) = (true, true, true)
    (dialect.columns, dialect.tokenColumn, dialect.tagColumn) = (10, 1, 3)
    dialect.others = [
      (2, "lemmas"), (4, "xpos"), (5, "feats"), (6, "heads"), (7, "deprel"), (8, "deps"), (9, "misc"),
    ].map { Column(place: $0.0, name: $0.1) }
    return dialect
  }

  /// The name of the list with the tags.
  var tagsName: String { isUniversal ? "upos" : hasEntities ? "ner_tags" : "pos_tags" }

  /// The endings of names that files have whose lines are words.
  static let endings: Set<String> = [
    "conll", "conllu", "conll2003", "conll2002", "bio", "iob", "iob2", "bioes", "bilou",
  ]

  /// The fields of a line.
  func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] { Self.fields(line, hasTabs: hasTabs) }

  static func fields(_ line: ArraySlice<UInt8>, hasTabs: Bool) -> [ArraySlice<UInt8>] {
    if hasTabs { return line.split(separator: 0x09, omittingEmptySubsequences: false) }
    return line.split(omittingEmptySubsequences: true) { $0 == 0x20 || $0 == 0x09 }
  }

  /// Whether a text is a tag that says where an entity begins.
  static func isTag(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first else { return false }
    if text.count == 1 { return first == UInt8(ascii: "O") }
    return text.count > 2 && text[text.startIndex + 1] == UInt8(ascii: "-") && "BIESLUMW".utf8.contains(first)
  }

  static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    !text.isEmpty && text.allSatisfy { (0x30...0x39).contains($0) }
  }

  static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
    line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  /// The line that begins a document in CoNLL-2003.
  static let documentStart = Array("-DOCSTART-".utf8)
}

extension TaggedDialect {
  /// What the lines at the beginning of a file tell; nil where they are no words with tags.
  ///
  /// - Parameter isNamed: Whether somebody says that they are, by an option or the ending of the name: their tags may be
  ///   any then.
  init?(_ head: some Collection<UInt8>, isWhole: Bool, isNamed: Bool) {
    var lines = Array(head).split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      line.last == 0x0D ? line.dropLast() : line
    }
    if !isWhole, lines.count > 1 { lines.removeLast() }
    lines = Array(lines.prefix(500))
    let content = lines.filter { line in
      !Self.isBlank(line) && !line.starts(with: Self.documentStart)
        && !(line.first == UInt8(ascii: "#") && line.count > 1 && Self.isBlank(line.dropFirst().prefix(1)))
    }
    guard let first = content.first else { return nil }
    if let tags = Self.inlineTags(content), isNamed || content.count > 2 {
      isInline = true
      hasEntities = tags.allSatisfy { Self.isTag($0) }
      return
    }
    let universal = content.count { line in
      let fields = Self.fields(line, hasTabs: true)
      return fields.count == 10
        && fields[0].allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }
    if universal * 10 >= content.count * 9, universal > 0 {
      self = .universal
      return
    }
    let lastContent = lines.lastIndex { !Self.isBlank($0) } ?? 0
    let hasGaps = lines[..<lastContent].contains { Self.isBlank($0) }
    for hasTabs in [true, false] {
      let columns = Self.fields(first, hasTabs: hasTabs).count
      guard columns >= 2 else { continue }
      let rows = content.map { Self.fields($0, hasTabs: hasTabs) }
      let fitting = rows.filter { $0.count == columns }
      guard isNamed ? fitting.count * 2 > rows.count || rows.count < 8 : fitting.count * 20 >= rows.count * 19 else {
        continue
      }
      var dialect = TaggedDialect()
      (dialect.hasTabs, dialect.columns) = (hasTabs, columns)
      dialect.isNumbered = columns > 2 && fitting.allSatisfy { Self.isNumber($0[0]) }
      dialect.tokenColumn = dialect.isNumbered ? 1 : 0
      let tagged = (dialect.tokenColumn + 1..<columns).filter { column in
        let tags = fitting.count { Self.isTag($0[column]) }
        return tags * 50 >= fitting.count * 49 && fitting.contains { $0[column].count > 2 || fitting.count < 200 }
      }
      if let tag = dialect.isNumbered ? tagged.first : tagged.last {
        dialect.tagColumn = tag
      } else if isNamed {
        (dialect.tagColumn, dialect.hasEntities) = (columns - 1, false)
      } else {
        continue
      }
      if !isNamed, !hasGaps || content.count < 4 { continue }
      dialect.nameOthers(fitting)
      self = dialect
      return
    }
    return nil
  }

  /// A word and the tag behind its last slash; nil where there is no slash.
  static func inlineParts(_ field: ArraySlice<UInt8>) -> (word: ArraySlice<UInt8>, tag: ArraySlice<UInt8>)? {
    guard let slash = field.lastIndex(of: UInt8(ascii: "/")), slash > field.startIndex, slash + 1 < field.endIndex
    else { return nil }
    return (field[..<slash], field[(slash + 1)...])
  }

  /// The tags of lines of which nearly all have one behind the slash of each word; nil for other lines, and for tags that
  /// are none: paths and dates have slashes too.
  private static func inlineTags(_ lines: [ArraySlice<UInt8>]) -> Set<ArraySlice<UInt8>>? {
    var tags: Set<ArraySlice<UInt8>> = []
    var others = 0
    for line in lines {
      let found = fields(line, hasTabs: false).map { inlineParts($0)?.tag }
      let isSentence = found.allSatisfy { tag in
        guard let tag else { return false }
        let isTag = Self.isTag(tag) || tag.allSatisfy { $0 < 0x80 && !(0x61...0x7A).contains($0) }
        return isTag && tag.contains { !(0x30...0x39).contains($0) }
      }
      if isSentence { tags.formUnion(found.lazy.compactMap { $0 }) } else { others += 1 }
    }
    if others * 20 > lines.count { return nil }
    return tags.count > 1 ? tags : nil
  }

  /// Gives the columns besides words and tags names where CoNLL's forms have them.
  private mutating func nameOthers(_ rows: [[ArraySlice<UInt8>]]) {
    let besides = (0..<columns).filter { $0 != tokenColumn && $0 != tagColumn && !(isNumbered && $0 == 0) }
    // Numbers are places in a text, and dashes nothing.
    let told = besides.filter { column in
      rows.contains { !Self.isNumber($0[column]) && !["-", "_"].contains(String(decoding: $0[column], as: UTF8.self)) }
    }
    guard !told.isEmpty else { return }
    if isNumbered {
      let nested = told.filter { column in rows.allSatisfy { Self.isTag($0[column]) } }
      if let first = nested.first { others = [Column(place: first, name: "nested_tags")] }
      return
    }
    guard columns == 3 || columns == 4, tagColumn == columns - 1 else { return }
    for column in told { others.append(Column(place: column, name: column == 1 ? "pos_tags" : "chunk_tags")) }
  }
}
