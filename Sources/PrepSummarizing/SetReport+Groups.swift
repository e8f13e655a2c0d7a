import PrepDiagnostics

extension SetReport {
  /// The most rows of a table; what has more says so.
  private static let most = 200

  static func fields(_ fields: [(name: String, group: FieldGroup)]) -> String {
    let longest = fields.map(\.group.texts.bytes.sum).max() ?? 1
    return limited(
      fields.count,
      HTMLPage.table(
        ["field", "records", "kinds", "characters", "", "median", "95%", "max"],
        fields.prefix(most).map { name, group in
          let kinds = group.found.map { "\($0.name) \(Counted.grouped($0.count))" }.joined(separator: ", ")
          let characters = group.texts.characters
          return [.text(name), .number(Counted.grouped(group.count), Double(group.count)), .text(kinds)]
            + (characters.count == 0
              ? [.empty, .empty, .empty, .empty, .empty]
              : [
                .number(Counted.grouped(characters.sum), Double(characters.sum)),
                .bar(Double(group.texts.bytes.sum) / Double(max(1, longest)), ""),
              ]
                + [characters.percentile(5000), characters.percentile(9500), characters.greatest].map {
                  .number(Counted.grouped($0), Double($0))
                })
        }))
  }

  static func groups(_ groups: [(name: String, group: TextGroup)]) -> String {
    let sum = groups.reduce(0) { $0 + $1.group.bytes.sum }
    let largest = groups.map(\.group.bytes.sum).max() ?? 1
    let hasTokens = groups.contains { $0.group.tokens != nil }
    let ordered = groups.sorted { ($1.group.bytes.sum, $0.name) < ($0.group.bytes.sum, $1.name) }
    return limited(
      groups.count,
      HTMLPage.table(
        ["", "texts", "bytes", "share of bytes", "characters"] + (hasTokens ? ["tokens", "bytes a token"] : [])
          + ["median characters", "95%", "max"],
        ordered.prefix(most).map { name, group in
          var cells: [HTMLPage.Cell] = [
            .text(name.isEmpty ? "(none)" : name), .number(Counted.grouped(group.count), Double(group.count)),
            .number(Counted.grouped(group.bytes.sum), Double(group.bytes.sum)),
            .bar(Double(group.bytes.sum) / Double(max(1, largest)), Figures.percent(group.bytes.sum, of: sum)),
            .number(Counted.grouped(group.characters.sum), Double(group.characters.sum)),
          ]
          if hasTokens {
            let tokens = group.tokens?.sum ?? 0
            cells += [
              .number(Counted.grouped(tokens), Double(tokens)),
              .number(
                Figures.ratio(group.bytes.sum, tokens), tokens == 0 ? 0 : Double(group.bytes.sum) / Double(tokens)),
            ]
          }
          return cells
            + [group.characters.percentile(5000), group.characters.percentile(9500), group.characters.greatest].map {
              .number(Counted.grouped($0), Double($0))
            }
        }))
  }

  static func counts(_ counts: [(name: String, group: Int)]) -> String {
    let sum = counts.reduce(0) { $0 + $1.group }
    let ordered = counts.sorted { ($1.group, $0.name) < ($0.group, $1.name) }
    return limited(
      counts.count,
      HTMLPage.table(
        ["label", "records", "share"],
        ordered.prefix(most).map { name, count in
          [
            .text(name), .number(Counted.grouped(count), Double(count)),
            .bar(Double(count) / Double(max(1, ordered[0].group)), Figures.percent(count, of: sum)),
          ]
        }))
  }

  private static func limited(_ count: Int, _ table: String) -> String {
    count <= most ? table : table + "<p class=\"note\">\(Counted.grouped(count - most)) more are not shown.</p>"
  }
}
