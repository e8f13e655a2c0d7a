import PrepDiagnostics

extension SetReport {
  /// The report as one page of HTML that needs nothing else: its pictures are SVG inside of it, its few lines of script
  /// only sort tables.
  package var page: String {
    var page = HTMLPage()
    page.add("<h1>\(HTMLPage.escaped(title))</h1>")
    page.add(tiles)
    if summary.invalid > 0 {
      page.add(
        "<p class=\"note\">\(Counted(summary.invalid, "record")) could not be read, and not counted.</p>")
    }
    if let refused = summary.sequences?.refused, refused > 0 {
      page.add("<p class=\"note\">\(Counted(refused, "record")) could not be made a sequence of tokens.</p>")
    }
    page.section("Sizes") { page in
      page.add(Self.sizeTable(sizeRows))
      if let lengths = summary.sequences?.lengths {
        page.add(Self.figure("Tokens of a sequence", lengths))
      } else {
        page.add(Self.figure("Characters of a record", summary.texts.characters))
      }
      if summary.turns.count > 0 { page.add(Self.figure("Messages of a conversation", summary.turns)) }
    }
    if let lengths, let total = summary.sequences?.lengths {
      page.section("Rows of several lengths") { $0.add(Self.lengths(lengths, total)) }
    }
    if let sequences = summary.sequences { page.section("Tokens") { $0.add(Self.tokens(sequences, summary.texts)) } }
    let fields = summary.fields.sorted
    page.section("Fields") { $0.add(Self.fields(fields)) }
    for (name, groups) in [
      ("Roles", summary.roles.sorted), ("Scripts", summary.scripts.sorted),
      (
        "By \(summary.valueField)",
        summary.values.sorted + (summary.values.others.map { [("(all other values)", $0)] } ?? [])
      ),
    ] where !groups.isEmpty {
      page.section(name) { $0.add(Self.groups(groups)) }
    }
    let counts = summary.labels.sorted
    if !counts.isEmpty { page.section("Labels") { $0.add(Self.counts(counts)) } }
    if !costs.isEmpty {
      page.section("Costs") { page in
        page.add("<p class=\"note\">One pass over all tokens.</p>")
        page.add(
          HTMLPage.table(
            ["target", "price"],
            costs.map { [.text($0.target), .number("\(Figures.money($0.price)) \($0.currency)", $0.price)] }))
      }
    }
    return page.text(title: title)
  }

  private var tiles: String {
    var tiles: [(String, String)] = [
      (Counted.grouped(summary.records.count), "records"), (Figures.short(summary.records.sum) + "B", "as JSON Lines"),
      (Figures.short(summary.texts.characters.sum), "characters of text"),
    ]
    if let sequences = summary.sequences {
      tiles.append((Figures.short(sequences.lengths.sum), "tokens by \(sequences.tokenizer)"))
      tiles.append((Figures.percent(sequences.trained, of: sequences.lengths.sum), "of the tokens are trained"))
    }
    tiles.append(
      (
        (summary.distinct.isExact ? "" : "≈ ") + Figures.percent(summary.duplicates, of: summary.records.count),
        "exact duplicates"
      ))
    let shapes = summary.shapes.sorted.sorted { $0.group > $1.group }
    if let first = shapes.first {
      tiles.append((first.name, shapes.count > 1 ? "is the most frequent of \(shapes.count) shapes" : "is the shape"))
    }
    return "<div class=\"tiles\">"
      + tiles.map { "<div><b>\(HTMLPage.escaped($0.0))</b><span>\(HTMLPage.escaped($0.1))</span></div>" }.joined()
      + "</div>"
  }

  // MARK: Sizes

  private var sizeRows: [(name: String, measure: SizeMeasure)] {
    [
      ("bytes of a line", summary.records), ("bytes of text", summary.texts.bytes),
      ("characters of text", summary.texts.characters), ("tokens of text", summary.texts.tokens ?? SizeMeasure()),
      ("tokens of a sequence", summary.sequences?.lengths ?? SizeMeasure()), ("messages", summary.turns),
    ].filter { $0.measure.count > 0 }
  }

  private static let percentiles = [100, 500, 2500, 5000, 7500, 9500, 9900, 9990]

  private static func sizeTable(_ rows: [(name: String, measure: SizeMeasure)]) -> String {
    let head = [
      "", "count", "sum", "mean", "min", "1%", "5%", "25%", "median", "75%", "95%", "99%", "99.9%", "max",
    ]
    return HTMLPage.table(
      head,
      rows.map { name, measure in
        let numbers =
          [measure.count, measure.sum, measure.mean, measure.least] + percentiles.map { measure.percentile($0) }
          + [measure.greatest]
        return [.text(name)] + numbers.map { .number(Counted.grouped($0), Double($0)) }
      })
  }

  private static func figure(_ title: String, _ measure: SizeMeasure) -> String {
    let bins = Figures.halfOctaves(measure)
    let bars = bins.enumerated().map { index, bin in
      let end = index + 1 < bins.count ? bins[index + 1].size - 1 : measure.greatest
      let range = end > bin.size ? "\(Counted.grouped(bin.size)) to \(Counted.grouped(end))" : Counted.grouped(bin.size)
      return (
        label: Figures.short(bin.size), height: Double(bin.count),
        tip: "\(range): \(Counted.grouped(bin.count)), \(Figures.percent(bin.count, of: measure.count))"
      )
    }
    let words =
      "median \(Counted.grouped(measure.percentile(5000))), 95% up to \(Counted.grouped(measure.percentile(9500))), "
      + "99% up to \(Counted.grouped(measure.percentile(9900)))"
    return HTMLPage.columns(title, bars, words)
  }

  // MARK: Tokens

  private static func lengths(_ table: LengthTable, _ total: SizeMeasure) -> String {
    guard let strategies = table.rows.first?.packed.map(\.strategy) else { return "" }
    let head =
      ["rows of", "longer sequences", "tokens lost when cut off"]
      + strategies.map { "\($0): empty" } + ["sequences that wrap cuts"]
    let rows = table.rows.map { row -> [HTMLPage.Cell] in
      func share(_ part: Int, _ whole: Int) -> HTMLPage.Cell {
        .number(Figures.percent(part, of: whole), whole == 0 ? 0 : Double(part) / Double(whole))
      }
      return [
        .number(Counted.grouped(row.length), Double(row.length)), share(row.longer, total.count),
        share(row.lost, total.sum),
      ] + row.packed.map { .number(Figures.percent($0.padding), $0.padding) }
        + row.packed.filter { $0.strategy == "wrap" }.map { share($0.cut, table.drawn) }
    }
    let lines = strategies.indices.map { index in
      (name: strategies[index], values: table.rows.map { $0.packed[index].padding })
    }
    let note =
      table.drawn < total.count
      ? "Strategies are tried on \(Counted.grouped(table.drawn)) sequences, drawn evenly by length, in an order by chance."
      : "Strategies are tried on all sequences, in an order by chance."
    return HTMLPage.lines("Empty share of rows, by strategy", table.rows.map { Figures.length($0.length) }, lines)
      + HTMLPage.table(head, rows)
      + "<p class=\"note\">\(note) Longer sequences are split, with strategy none too; what is lost when they are cut off "
      + "instead is exact.</p>"
  }

  private static func tokens(_ sequences: SequenceSummary, _ texts: TextGroup) -> String {
    let total = sequences.lengths.sum
    var html = ""
    let roles = sequences.roles.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !roles.isEmpty {
      html += HTMLPage.table(
        ["role", "tokens", "", "trained", ""],
        roles.map { role, count in
          let trained = sequences.trainedRoles[role] ?? 0
          return [
            .text(role), .number(Counted.grouped(count), Double(count)),
            .bar(Double(count) / Double(max(1, roles[0].value)), Figures.percent(count, of: total)),
            .number(Counted.grouped(trained), Double(trained)),
            .bar(count == 0 ? 0 : Double(trained) / Double(count), Figures.percent(trained, of: count)),
          ]
        })
    }
    html += "<p>\(Counted.grouped(sequences.usedIDs)) of \(Counted.grouped(sequences.vocabularySize)) ids occur"
    if let tokens = texts.tokens, tokens.sum > 0 {
      html += "; a token of the texts is \(Figures.ratio(texts.bytes.sum, tokens.sum)) bytes"
    }
    html += ".</p>"
    let steps = [5000, 7500, 9000, 9500, 9900, 9990, 10_000]
    html += HTMLPage.table(
      ["share of the tokens", "that this many IDs cover", ""],
      steps.map { step in
        let ids = sequences.ids(covering: step)
        return [
          .number(Figures.percent(step, of: 10_000), Double(step)), .number(Counted.grouped(ids), Double(ids)),
          .bar(
            Double(ids) / Double(max(1, sequences.vocabularySize)), Figures.percent(ids, of: sequences.vocabularySize)),
        ]
      })
    return html
  }
}
