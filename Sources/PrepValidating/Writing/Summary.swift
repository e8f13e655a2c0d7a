import PrepDiagnostics
import PrepRecords
import PrepShapes

/// What a validation comes to, for people: how much was found of what, and who will refuse the data.
package struct Summary {
  private let result: ValidationResult
  /// How many findings of a rule were written.
  private let limit: Int
  private let showsErrorsOnly: Bool
  private let tokenizer: String
  private let template: String
  private let epochs: Int?
  private let prices: PriceList?

  /// - Parameters:
  ///   - showsErrorsOnly: Whether rules that found no error are counted alone.
  ///   - tokenizer: The name of the tokenizer, for the line about tokens.
  ///   - template: The name of the template that examples were rendered with.
  ///   - epochs: The passes over the data; nil leaves them to the targets.
  ///   - prices: What tokens cost.
  package init(
    _ result: ValidationResult, limit: Int, showsErrorsOnly: Bool = false, tokenizer: String = "",
    template: String = "", epochs: Int? = nil, prices: PriceList? = nil
  ) {
    self.result = result
    self.limit = limit
    self.showsErrorsOnly = showsErrorsOnly
    self.tokenizer = tokenizer
    self.template = template
    self.epochs = epochs
    self.prices = prices
  }

  package var lines: [String] {
    // Who refuses the data is what people came to know.
    var lines = verdicts
    for file in result.files {
      let kind = file.isJSONLines ? "" : " (\(file.container))"
      let invalid = file.invalid == 0 ? "" : ", \(Counted(file.invalid, "invalid line"))"
      lines.append("\(file.name)\(kind): \(Counted(file.records, "record"))\(invalid)")
    }
    let shapes = result.shapes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !shapes.isEmpty {
      lines.append("shapes: " + shapes.map { "\($0.key) \(Counted.grouped($0.value))" }.joined(separator: ", "))
    }
    if !result.otherNames.isEmpty {
      let names = result.otherNames.map { "\($0.key.name) is called \($0.value)" }.sorted()
      lines.append("fields: " + names.joined(separator: ", ") + " (prep convert renames them)")
    }
    lines += table
    if let tokens = result.tokens {
      lines +=
        TokenSummary(
          totals: tokens, tokenizer: tokenizer, template: template, profiles: result.profiles, epochs: epochs,
          prices: prices
        ).lines
    }
    return lines
  }

  /// The rules that found something, the worst and most frequent first.
  private var table: [String] {
    let rules = RuleCatalogue.all.indices.filter { result.counts.total($0) > 0 }
    if rules.isEmpty { return ["no findings"] }
    let shown = showsErrorsOnly ? rules.filter { worst($0) == .error } : rules
    let hidden = Diagnostic.Severity.allCases.filter { showsErrorsOnly && $0 < .error }.reversed()
      .filter { result.counts.count($0) > 0 }.map {
        Counted(result.counts.count($0), $0 == .info ? "remark" : "warning").description
      }
    return rows(shown) + (hidden.isEmpty ? [] : ["not shown: \(hidden.joined(separator: " and "))"])
  }

  private func rows(_ rules: [Int]) -> [String] {
    let sorted = rules.sorted { left, right in
      let (a, b) = (worst(left), worst(right))
      return a != b ? a > b : (result.counts.total(right), left) < (result.counts.total(left), right)
    }
    return sorted.map { rule in
      let about = RuleCatalogue.all[rule].about
      let total = result.counts.total(rule)
      let hidden = total > limit ? " (\(Counted.grouped(limit)) shown)" : ""
      return
        "\(worst(rule).rawValue.padded(7)) \(about.id) \(about.code.rawValue.padded(24)) \(Counted.grouped(total))\(hidden)"
    }
  }

  /// A line a target.
  private var verdicts: [String] {
    result.profiles.enumerated().map { target, profile in
      let refusals = RuleCatalogue.all.indices.filter { result.counts.refusals($0, target: target) > 0 }
      if refusals.isEmpty { return "\(profile.name): no errors found (rules as of \(profile.asOf))" }
      let names = refusals.map {
        let count = result.counts.refusals($0, target: target)
        return "\(RuleCatalogue.all[$0].about.code) (\(Counted(count, "finding")))"
      }
      return "\(profile.name): will reject the data: \(names.joined(separator: ", ")); rules as of \(profile.asOf)"
    }
  }

  private func worst(_ rule: Int) -> Diagnostic.Severity {
    Diagnostic.Severity.allCases.reversed().first { result.counts.count(rule, $0) > 0 } ?? .info
  }
}

extension String {
  /// The text with blanks behind it up to a length.
  func padded(_ length: Int) -> String { self + String(repeating: " ", count: max(0, length - count)) }
}
