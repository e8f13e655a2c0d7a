import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepRecords

/// What an input is taken for, how sure that is, and why.
package struct ContainerGuess: Sendable {
  package private(set) var container: Container
  /// 0 to 1.
  package private(set) var confidence: Double
  /// The evidence, in words.
  package private(set) var reasons: [String]

  /// Judges the first bytes of an input that is decompressed and, if it is text, UTF-8.
  ///
  /// - Parameters:
  ///   - isWhole: Whether `head` is all there is.
  ///   - path: The name of the input, whose ending counts where the contents leave it open.
  package init(_ head: UnsafeRawBufferPointer, isWhole: Bool, path: String) {
    let ending = FileEnding(of: path)
    let head = Self.withoutPadding(head)
    if let columns = Self.columns(head, ending: ending) {
      self.init(columns.container, columns.confidence, columns.reason)
    } else if let refused = Container.Refused.ofRecords(head) {
      self.init(.refused(refused), 1, "its first bytes are those of \(refused.name)")
    } else if Container.Refused.isZIP(head) {
      self.init(.xlsx, 0.9, "its first bytes are those of a ZIP archive, which a workbook is")
    } else if ending.form == .workbook || ending.name == "ods" {
      self.init(.xlsx, 0.3, "its name ends in .\(ending.name), though it does not begin as a workbook does")
    } else if Self.looksBinary(head) {
      self.init(.refused(.unknownBinary), 0.9, "it has control characters no text has")
    } else {
      self.init(text: head, isWhole: isWhole, ending: ending)
    }
  }

  /// JSON without the zeros that a file is filled up with, as after a crash: whoever reads them says where they stand.
  private static func withoutPadding(_ head: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var end = head.count
    while end > 0, head[end - 1] == 0 { end -= 1 }
    // In UTF-16 and UTF-32 zeros stand between the characters.
    guard end < head.count, end > 1, head[1] != 0, let first = head[..<end].first(where: { !isBlank($0) }),
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    else { return head }
    return UnsafeRawBufferPointer(rebasing: head[..<end])
  }

  private init(_ container: Container, _ confidence: Double, _ reason: String) {
    self.container = container
    self.confidence = confidence
    reasons = [reason]
  }

  private init(_ dialect: TaggedDialect, _ confidence: Double) {
    self.init(
      .tagged(dialect), confidence,
      dialect.isUniversal
        ? "its lines have the ten columns of CoNLL-U"
        : dialect.isInline
          ? "its lines are sentences, of words with a tag behind a slash"
          : "its lines have \(dialect.columns) columns, of words and their tags")
  }

  private init(text head: UnsafeRawBufferPointer, isWhole: Bool, ending: FileEnding) {
    var start = 0
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    if TaggedDialect.endings.contains(ending.name) {
      let lines = UnsafeRawBufferPointer(rebasing: head[start...])
      let dialect = ending.name == "conllu" ? .universal : TaggedDialect(lines, isWhole: isWhole, isNamed: true)
      if let dialect {
        self.init(dialect, 1)
        return
      }
    }
    if ending.name == AnnotationProducer.ending {
      self.init(.annotations, 1, "its name ends in .ann: spans of brat, whose text stands in the .txt beside it")
      return
    }
    while start < head.count, Self.isBlank(head[start]) { start += 1 }
    let body = UnsafeRawBufferPointer(rebasing: head[start...])
    switch body.first {
    case nil: self.init(ending.name == "txt" ? .text : .jsonLines, 0.5, "it is empty")
    case UInt8(ascii: "{"): self.init(objects: body, isWhole: isWhole, ending: ending)
    case UInt8(ascii: "[") where Self.isArrayOfValues(body):
      self.init(arrayOrLines: body, isWhole: isWhole, ending: ending)
    default: self.init(other: body, isWhole: isWhole, ending: ending)
    }
  }

  /// A file of columns, by its first bytes, or by its name where they are those of nothing else: whoever reads it says
  /// what is wrong with it.
  private static func columns(
    _ head: UnsafeRawBufferPointer, ending: FileEnding
  ) -> (container: Container, confidence: Double, reason: String)? {
    switch Container.Refused.signature(of: head) {
    case .parquet: return (.parquet, 1, "its first bytes are those of Apache Parquet")
    case .arrow: return (.arrow, 1, "its first bytes are those of Apache Arrow")
    case nil where ending.form == .parquet:
      return (.parquet, 0.3, "its name ends in .\(ending.name), though it does not begin as Parquet does")
    case nil where ending.form == .arrow: return (.arrow, 0.3, "its name ends in .\(ending.name)")
    default: return nil
    }
  }

  /// How many of the first lines are JSON objects, in words.
  private static func objects(_ valid: Int, of lines: Int) -> String {
    if valid == 1, lines == 1 { return "its first line is a JSON object" }
    return valid == lines
      ? "its first \(Counted(lines, "line").with("is a JSON object", "are JSON objects"))"
      : "\(Counted.grouped(valid)) of its first \(Counted(lines, "line").with("is a JSON object", "are JSON objects"))"
  }

  /// Text that begins with `{`.
  private init(objects body: UnsafeRawBufferPointer, isWhole: Bool, ending: FileEnding) {
    let lines = Self.lines(of: body, isWhole: isWhole, limit: 50)
    let valid = lines.count { (try? JSONDocument($0)) != nil }
    let objects = lines.count { $0.first == UInt8(ascii: "{") && $0.last == UInt8(ascii: "}") }
    let beginnings = lines.count { $0.first == UInt8(ascii: "{") }
    // An object goes over several lines where a line ends inside it and the next one begins no object.
    let continued = zip(lines, lines.dropFirst()).map { Self.endsInside($0) && $1.first != UInt8(ascii: "{") }
    if lines.isEmpty {
      self.init(.jsonLines, 0.7, "it begins with an object longer than what was looked at")
    } else if objects * 2 >= lines.count {
      self.init(
        .jsonLines, valid == lines.count ? 1 : 0.8, Self.objects(valid, of: lines.count))
    } else if !continued.contains(true) {
      self.init(.jsonLines, 0.8, "each of its first lines is complete")
    } else if ending.form == .jsonLines, beginnings * 2 > lines.count, continued.first == false {
      self.init(
        .jsonLines, 0.7,
        "its name ends in .\(ending.name), and \(beginnings) of its first \(Counted(lines.count, "line")) begin objects"
      )
    } else {
      self.init(.jsonValues, 0.9, "it begins with an object that goes over several lines")
    }
  }

  /// Whether a line ends before all its objects and arrays do.
  private static func endsInside(_ line: [UInt8]) -> Bool {
    var depth = 0
    var inString = false
    var isEscaped = false
    for byte in line {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = inString
      } else if byte == UInt8(ascii: "\"") {
        inString.toggle()
      } else if !inString {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
      }
    }
    return depth > 0
  }

  /// Text that begins with `[` and a value.
  private init(arrayOrLines body: UnsafeRawBufferPointer, isWhole: Bool, ending: FileEnding) {
    let lines = Self.lines(of: body, isWhole: isWhole, limit: 50)
    let arrays = lines.count { $0.first == UInt8(ascii: "[") && (try? JSONDocument($0)) != nil }
    if lines.count > 1, arrays == lines.count {
      self.init(.jsonLines, 0.8, "each of its first \(Counted(lines.count, "line")) is a JSON array")
    } else {
      self.init(.jsonArray, 1, "it begins with a JSON array")
    }
  }

  /// Text that is not JSON.
  private init(other body: UnsafeRawBufferPointer, isWhole: Bool, ending: FileEnding) {
    if ending.form == .jsonLines || ending.form == .json {
      self.init(.jsonLines, 0.4, "its name ends in .\(ending.name), though it does not begin as JSON")
      return
    }
    let lines = Self.lines(of: body, isWhole: isWhole, limit: 50)
    let objects = lines.count { $0.first == UInt8(ascii: "{") && $0.last == UInt8(ascii: "}") }
    if objects > 0, objects * 2 >= lines.count {
      self.init(.jsonLines, 0.6, Self.objects(objects, of: lines.count))
      return
    }
    if let named = CSVDialect.separatorLine(body) {
      let rows = UnsafeRawBufferPointer(rebasing: body[named.length...])
      var dialect = CSVDialectGuess(rows, isWhole: isWhole)?.dialect ?? CSVDialect(delimiter: named.delimiter)
      if dialect.delimiter != named.delimiter { dialect = CSVDialect(delimiter: named.delimiter) }
      dialect.hasSeparatorLine = true
      self.init(.delimited(dialect), 1, "its first line names the delimiter")
      return
    }
    if ending.name != "md", let dialect = TaggedDialect(body, isWhole: isWhole, isNamed: false) {
      self.init(dialect, 0.9)
      return
    }
    let guess = CSVDialectGuess(body, isWhole: isWhole)
    let delimiter =
      guess.map { $0.dialect.delimiter == 0x09 ? "tabs" : "\"\(Character(Unicode.Scalar($0.dialect.delimiter)))\"" }
      ?? ""
    if let guess, ending.form == .text {
      self.init(
        .text, 0.8,
        "its name ends in .\(ending.name), though \(Int(guess.consistency * 100))% of its rows have \(guess.columns) fields "
          + "between \(delimiter); --from \(guess.dialect.delimiter == 0x09 ? "tsv" : "csv") reads a table")
    } else if let guess {
      self.init(
        .delimited(guess.dialect), guess.consistency * (ending.form == .csv || ending.form == .tsv ? 1 : 0.8),
        "\(Int(guess.consistency * 100))% of its rows have \(guess.columns) fields between \(delimiter)")
    } else if ending.form == .csv || ending.form == .tsv {
      var dialect = ending.form == .tsv ? CSVDialect.tab : CSVDialect.comma
      if ending.form == .csv, let header = CSVDialectGuess.delimiter(ofHeader: body) {
        dialect = CSVDialect(delimiter: header.delimiter)
      }
      dialect.hasHeader = true
      self.init(.delimited(dialect), 0.5, "its name ends in .\(ending.name)")
    } else {
      self.init(.text, ending.name == "txt" ? 1 : 0.6, "it is neither JSON nor delimited")
    }
  }

  /// The first lines, without their line ends and without blank ones; a line that was cut is left out.
  private static func lines(of body: UnsafeRawBufferPointer, isWhole: Bool, limit: Int) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    while start < body.count, lines.count < limit {
      guard let end = body[start...].firstIndex(of: 0x0A) ?? (isWhole ? body.count : nil) else { break }
      var line = Array(body[start..<end])
      while let last = line.last, isBlank(last) { line.removeLast() }
      if !line.isEmpty { lines.append(line) }
      start = end + 1
    }
    return lines
  }

  /// The first lines of JSON Lines without blank ones and a byte order mark, and whether they are all there are.
  static func firstLines(of head: UnsafeRawBufferPointer, isWhole: Bool) -> (lines: [[UInt8]], areAll: Bool) {
    let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let found = lines(of: UnsafeRawBufferPointer(rebasing: head[start...]), isWhole: isWhole, limit: 20)
    return (found, isWhole && found.count < 20)
  }

  /// Whether what follows `[` can begin a JSON value.
  private static func isArrayOfValues(_ body: UnsafeRawBufferPointer) -> Bool {
    guard let next = body.dropFirst().first(where: { !isBlank($0) }) else { return true }
    return "{[\"]-0123456789tfn".utf8.contains(next)
  }

  /// Whether there are control characters that text does not have.
  private static func looksBinary(_ head: UnsafeRawBufferPointer) -> Bool {
    let controls = head.count { $0 < 0x20 && !(0x07...0x0D).contains($0) && $0 != 0x1B }
    return controls * 50 > head.count
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
}
