import PrepRecords

/// What a mixture is made of.
package struct MixturePlan: Sendable {
  /// One of its sources.
  package struct Source: Sendable {
    /// What it is called.
    package var name: String
    /// Its weight beside the others'.
    package var weight: Double
    /// The records it has, and their sizes.
    package var records: Int
    package var size: Int
    /// What is wanted of it.
    package var wanted: Double
    /// What it gives: sizes, and records.
    package var given: Int
    package var givenRecords: Int

    /// How often it is given.
    package var passes: Double { size == 0 ? 0 : Double(given) / Double(size) }
  }

  /// What sizes count.
  package var unit: SizeUnit
  /// The seed.
  package var seed: UInt64
  /// The sources, in order.
  package var sources: [Source]
  /// Records or rows that were written.
  package var written = 0
  /// Whether nothing was mixed.
  package var isPlanOnly = false
  /// Records that were bad.
  package var invalid = 0
  /// What was written of tokens.
  package var tokens: TokenTarget.Written?

  /// What all sources give.
  package var given: Int { sources.reduce(0) { $0 + $1.given } }

  /// The share of a source, in per cent.
  package func share(of source: Source) -> Double { given == 0 ? 0 : Double(source.given) / Double(given) * 100 }

  /// The plan as one line of JSON.
  package var json: String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("given")
    writer.int(given)
    writer.key("seed")
    writer.string("\(seed)")
    writer.key("sources")
    writer.beginArray()
    for source in sources {
      writer.beginObject()
      writer.key("given")
      writer.int(source.given)
      writer.key("given_records")
      writer.int(source.givenRecords)
      writer.key("name")
      writer.string(source.name)
      writer.key("passes")
      writer.double(NumberWords.rounded(source.passes))
      writer.key("records")
      writer.int(source.records)
      writer.key("size")
      writer.int(source.size)
      writer.key("wanted")
      writer.double(NumberWords.rounded(source.wanted))
      writer.key("weight")
      writer.double(NumberWords.rounded(source.weight))
      writer.endObject()
    }
    writer.endArray()
    writer.key("unit")
    writer.string(unit.rawValue)
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Puts what each source gave into a report.
  func count(into report: inout JobReport) {
    var given = JobReport()
    for source in sources { given.add(source.given, to: source.name) }
    report["given"] = .object(given)
    report["unit"] = .text(unit.rawValue)
  }
}

/// Numbers for people and plans: with at most three decimals, and none that are zeros at the end.
package enum NumberWords {
  /// A number from 0 on, in thousandths.
  package static func rounded(_ number: Double) -> Double { (number * 1000).rounded() / 1000 }

  /// A number from 0 on, in digits.
  package static func short(_ number: Double) -> String {
    let thousandths = Int((number * 1000).rounded())
    let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: 1000)
    if rest == 0 { return "\(whole)" }
    var digits = String(rest)
    while digits.utf8.count < 3 { digits = "0" + digits }
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}
