import PrepDiagnostics

extension SetReport {
  /// The report for a terminal of 80 columns.
  package var text: String { text(width: 80) }

  /// The report for a terminal: where it is narrow, with fewer columns of numbers and without pictures.
  package func text(width: Int) -> String {
    let layout = ReportLayout(width: width)
    var lines: [String] = []
    lines.append(
      "\(Counted(summary.records.count, "record")), \(Counted(summary.records.sum, "byte")), "
        + "\(Counted.grouped(summary.duplicates)) exact duplicates\(summary.distinct.isExact ? "" : " (about)")"
        + (summary.invalid > 0 ? ", \(Counted.grouped(summary.invalid)) invalid" : ""))
    let shapes = summary.shapes.sorted.map { "\($0.name) \(Counted.grouped($0.group))" }
    if !shapes.isEmpty { lines.append("shapes: " + shapes.joined(separator: ", ")) }
    lines += ["", layout.row("", ["sum", "min", "5%", "median", "95%", "99%", "max"], "")]
    lines += Self.lines(of: "bytes of text", summary.texts.bytes, layout)
    lines += Self.lines(of: "characters", summary.texts.characters, layout)
    if let tokens = summary.texts.tokens { lines += Self.lines(of: "tokens of text", tokens, layout) }
    if let sequences = summary.sequences { lines += Self.lines(of: "tokens in all", sequences.lengths, layout) }
    lines += Self.lines(of: "turns", summary.turns, layout)
    lines += Self.section(
      "fields", summary.fields.sorted.filter { $0.group.texts.count > 0 }.map { ($0.name, $0.group.texts) }, layout)
    lines += Self.section("roles", summary.roles.sorted, layout)
    lines += Self.section("scripts", summary.scripts.sorted, layout)
    lines += Self.section(summary.valueField, summary.values.sorted + others(summary.values.others), layout)
    lines += labelLines(layout) + sequenceLines + lengthLines(layout)
    for cost in costs {
      lines.append("\(cost.target): \(Figures.money(cost.price)) \(cost.currency) for one pass over all tokens")
    }
    // Names of all kinds are the data's.
    return lines.map { $0.printableAtLineStart + "\n" }.joined()
  }

  private func others(_ group: TextGroup?) -> [(name: String, group: TextGroup)] {
    group.map { [("(all other values)", $0)] } ?? []
  }

  private static func lines(of name: String, _ measure: SizeMeasure, _ layout: ReportLayout) -> [String] {
    if measure.count == 0 { return [] }
    let sizes = [measure.least] + [500, 5000, 9500, 9900].map { measure.percentile($0) } + [measure.greatest]
    return [layout.row(name, [Figures.short(measure.sum)] + sizes.map(Figures.short), picture(of: measure))]
  }

  /// Texts that belong together: tokens where they are counted, else characters.
  private static func section(
    _ name: String, _ groups: [(name: String, group: TextGroup)], _ layout: ReportLayout
  ) -> [String] {
    if groups.isEmpty { return [] }
    let unit = groups.contains { $0.group.tokens != nil } ? "tokens" : "characters"
    let shown = groups.sorted { ($1.group.bytes.sum, $0.name) < ($0.group.bytes.sum, $1.name) }.prefix(20)
    return ["", "\(name), in \(unit)"]
      + shown.flatMap { lines(of: $0.name, $0.group.tokens ?? $0.group.characters, layout) }
      + (groups.count > shown.count ? ["… \(Counted.grouped(groups.count - shown.count)) more"] : [])
  }

  private func labelLines(_ layout: ReportLayout) -> [String] {
    let labels = summary.labels.sorted
    if labels.isEmpty { return [] }
    let total = labels.reduce(0) { $0 + $1.group }
    let most = labels.map(\.group).max() ?? 1
    return ["", "labels"]
      + labels.sorted { ($1.group, $0.name) < ($0.group, $1.name) }.prefix(20).map { label in
        let name = layout.shortened(label.name, layout.labelWidth)
        let count = Counted.grouped(label.group)
        return name + String(repeating: " ", count: layout.labelWidth + 1 - name.count)
          + String(repeating: " ", count: max(0, 12 - count.count)) + count + " "
          + Figures.percent(label.group, of: total) + " "
          + Self.bar(Double(label.group) / Double(most), width: layout.barWidth)
      }
  }

  private var sequenceLines: [String] {
    guard let sequences = summary.sequences else { return [] }
    let total = sequences.lengths.sum
    var lines = [
      "",
      "\(Counted(total, "token")) in \(Counted(sequences.lengths.count, "sequence")) by \(sequences.tokenizer), "
        + "\(Figures.percent(sequences.trained, of: total)) trained",
      "\(Counted.grouped(sequences.usedIDs)) of \(Counted.grouped(sequences.vocabularySize)) ids occur; "
        + "\(Counted.grouped(sequences.ids(covering: 9000))) of them are 90% of the tokens",
    ]
    if sequences.refused > 0 {
      lines.append("\(Counted(sequences.refused, "record")) could not be made a sequence")
    }
    for (role, count) in sequences.roles.sorted(by: { $0.key < $1.key }) where count > 0 {
      lines.append(
        "  \(role): \(Counted(count, "token")), \(Figures.percent(sequences.trainedRoles[role] ?? 0, of: count)) trained"
      )
    }
    return lines
  }

  private func lengthLines(_ layout: ReportLayout) -> [String] {
    guard let lengths, let first = lengths.rows.first, let total = summary.sequences?.lengths else { return [] }
    func cell(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(1, width - text.count)) + text
    }
    let head = first.packed.prefix(layout.strategies).map { cell($0.strategy, 10) }.joined()
    return ["", "rows of   longer    cut off   padding by strategy", "        sequences     tokens" + head]
      + lengths.rows.map { row in
        cell(Counted.grouped(row.length), 7) + cell(Figures.percent(row.longer, of: total.count), 10)
          + cell(Figures.percent(row.lost, of: total.sum), 11)
          + row.packed.prefix(layout.strategies).map { cell(Figures.percent($0.padding), 10) }.joined()
      }
  }

  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let levels = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// A bar of so many columns at most, in eighths of one.
  static func bar(_ share: Double, width: Int) -> String {
    let parts = Int((share * Double(width * 8)).rounded())
    return String(repeating: "█", count: parts / 8) + eighths[parts % 8]
  }

  /// How sizes are spread, in at most twelve columns.
  private static func picture(of measure: SizeMeasure) -> String {
    var bins = Figures.halfOctaves(measure).map(\.count)
    while bins.count > 12 {
      bins = stride(from: 0, to: bins.count, by: 2).map { bins[$0] + ($0 + 1 < bins.count ? bins[$0 + 1] : 0) }
    }
    let most = bins.max() ?? 1
    return bins.map { levels[$0 == 0 ? 0 : max(1, Int((Double($0) / Double(most) * 8).rounded()))] }.joined()
  }
}
