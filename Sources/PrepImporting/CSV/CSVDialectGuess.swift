/// A guess at the dialect of delimited text, with the evidence.
package struct CSVDialectGuess: Sendable {
  package var dialect: CSVDialect
  /// How many columns the rows have.
  package var columns: Int
  /// The share of the rows looked at that have that many columns, 0 to 1.
  package var consistency: Double

  /// Judges the first part of a text.
  ///
  /// Every likely delimiter and quote is tried; the one under which most rows have the same number of columns, and more
  /// than one, wins. The last row is left out when the text was cut there. Where the text speaks for double quotes, a
  /// quote that is not closed well is no reason to read without them: that would keep the quotes of all fields and hide
  /// the mistake.
  ///
  /// - Parameter isWhole: Whether `head` is all there is.
  /// - Returns: nil when no dialect gives rows of at least two columns that agree, as with plain text.
  package init?(_ head: UnsafeRawBufferPointer, isWhole: Bool) {
    var best: CSVDialectGuess?
    var bestScore = 0.0
    for (rank, delimiter) in "\t,;|".utf8.enumerated() {
      let unquoted = Self.judge(head, isWhole: isWhole, CSVDialect(delimiter: delimiter, quote: nil))
      let speaksForQuotes = Self.speaksForQuotes(head, delimiter)
      for quote in [UInt8(ascii: "\""), UInt8(ascii: "'"), nil] where quote != nil || !speaksForQuotes {
        for skips in [false, true] {
          let dialect = CSVDialect(delimiter: delimiter, quote: quote, skipsInitialSpace: skips)
          var judgement = Self.judge(head, isWhole: isWhole, dialect)
          // A field that swallows what follows it must not cost the table its delimiter.
          if quote == UInt8(ascii: "\""), speaksForQuotes, judgement?.consistency ?? 0 < 0.9 { judgement = unquoted }
          guard let (columns, consistency, quotedFields) = judgement else { continue }
          if quote == UInt8(ascii: "'"), quotedFields == 0 { continue }
          if skips, quotedFields == 0 { continue }
          // More agreement first; then more quoted fields understood; then the delimiter that is rarer in texts and the
          // plainer dialect.
          let score =
            consistency * 1000 + min(Double(columns), 50) * 0.5 + (quote == UInt8(ascii: "\"") ? 2 : 0)
            + Double(quotedFields > 0 ? 1 : 0) + (skips ? 0 : 0.5) - Double(rank) * 0.1
          if score > bestScore {
            bestScore = score
            best = CSVDialectGuess(dialect: dialect, columns: columns, consistency: consistency)
          }
        }
      }
    }
    guard var found = best, found.consistency >= 0.9 else { return nil }
    found.dialect.hasHeader = Self.hasHeader(head, found.dialect)
    self = found
  }

  private init(dialect: CSVDialect, columns: Int, consistency: Double) {
    self.dialect = dialect
    self.columns = columns
    self.consistency = consistency
  }

  private static func judge(
    _ head: UnsafeRawBufferPointer, isWhole: Bool, _ dialect: CSVDialect
  ) -> (columns: Int, consistency: Double, quotedFields: Int)? {
    var histogram: [Int: Int] = [:]
    var rows = 0
    var quotedFields = 0
    var scanner = CSVScanner(dialect)
    scanner.feed(head) { row in
      histogram[row.count, default: 0] += 1
      rows += 1
    }
    if isWhole,
      scanner.finish({ row in
        histogram[row.count, default: 0] += 1
        rows += 1
      }) == false
    {
      return nil
    }
    if rows == 0 { return nil }
    if let quote = dialect.quote {
      // A quote right after a delimiter or a line end opens a field.
      var previous: UInt8 = 0x0A
      for byte in head {
        if byte == quote, previous == dialect.delimiter || previous == 0x0A { quotedFields += 1 }
        if !(dialect.skipsInitialSpace && byte == 0x20) { previous = byte }
      }
    }
    guard let (columns, count) = histogram.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), columns > 1 else {
      return nil
    }
    return (columns, Double(count) / Double(rows), quotedFields)
  }

  /// Whether fields are quoted, as far as lines on their own tell.
  ///
  /// Fields wholly in quotes and doubled quotes inside them speak for it, text right behind a closing quote against it.
  /// Where neither is seen, quotes are what RFC 4180 says they are; tab-separated values often have none, so there a
  /// doubled quote must be seen.
  private static func speaksForQuotes(_ head: UnsafeRawBufferPointer, _ delimiter: UInt8) -> Bool {
    let quote = UInt8(ascii: "\"")
    func ends(_ index: Int) -> Bool { index >= head.count || [delimiter, 0x0A, 0x0D].contains(head[index]) }
    var whole = 0
    var doubled = 0
    var against = 0
    var index = 0
    while index < head.count {
      guard head[index] == quote, index == 0 || ends(index - 1) else {
        index += 1
        continue
      }
      index += 1
      while index < head.count, head[index] != 0x0A {
        guard head[index] == quote else {
          index += 1
          continue
        }
        if !ends(index + 1), head[index + 1] == quote {
          doubled += 1
          index += 2
          continue
        }
        if ends(index + 1) { whole += 1 } else { against += 1 }
        index += 1
        break
      }
    }
    return whole + doubled >= against && (doubled > 0 || delimiter != 0x09)
  }

  /// Whether a field is a number, an amount or a date: digits, and no letter but those of an exponent.
  private static func isNumber(_ field: String) -> Bool {
    if Double(field) != nil { return true }
    return field.unicodeScalars.contains { "0"..."9" ~= $0 }
      && !field.unicodeScalars.contains(where: \.properties.isAlphabetic)
  }

  /// Whether the first row looks like names: short, none empty but trailing ones, none a number, and unlike what is
  /// below it.
  ///
  /// Names that are not all different are a header where one of them is known or stands over numbers alone; the reader
  /// refuses it.
  private static func hasHeader(_ head: UnsafeRawBufferPointer, _ dialect: CSVDialect) -> Bool {
    var rows: [[String]] = []
    var scanner = CSVScanner(dialect)
    scanner.feed(head) { row in if rows.count < 50 { rows.append((0..<row.count).map(row.field)) } }
    _ = scanner.finish { row in if rows.count < 50 { rows.append((0..<row.count).map(row.field)) } }
    guard let first = rows.first else { return false }
    let names = first.map { String(decoding: Array($0.utf8).trimmingBlanks(), as: UTF8.self) }.filter { !$0.isEmpty }
    guard !names.isEmpty else { return false }
    if names.contains(where: { Double($0) != nil || $0.utf8.count > 100 || $0.utf8.contains(0x0A) }) { return false }
    let known: Set<String> = [
      "prompt", "completion", "text", "label", "question", "answer", "instruction", "input", "output", "response",
      "message",
      "category", "review", "title", "sentence", "chosen", "rejected", "id", "content", "messages", "sentiment",
      "target",
    ]
    if names.contains(where: { known.contains($0.lowercased()) }) { return true }
    let areDifferent = Set(names.map { Array($0.utf8) }).count == names.count
    // A name never comes back as a value, and is shorter than the values of some column.
    let rest = rows.dropFirst()
    guard !rest.isEmpty else { return areDifferent }
    var standsOverNumbers = false
    for column in first.indices where !first[column].isEmpty {
      let values = rest.compactMap { column < $0.count ? $0[column] : nil }
      if values.contains(first[column]) { return false }
      let written = values.filter { !$0.isEmpty }
      if !written.isEmpty, !isNumber(first[column]), written.count(where: isNumber) * 10 >= written.count * 9 {
        standsOverNumbers = true
      }
    }
    if !areDifferent || standsOverNumbers { return standsOverNumbers }
    let meanLength = rest.reduce(0) { $0 + $1.reduce(0) { $0 + $1.utf8.count } } / max(1, rest.count)
    let headLength = first.reduce(0) { $0 + $1.utf8.count }
    return headLength * 2 <= meanLength || names.allSatisfy { !$0.utf8.contains(0x20) }
  }
}
