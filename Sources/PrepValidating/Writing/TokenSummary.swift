import PrepDiagnostics
import PrepRecords

/// What an example costs, target by target, as a file says it.
package struct PriceList: Sendable {
  package var currency: String
  /// The price of a million trained tokens, by target.
  package var perMillion: [String: Double]

  /// Reads `{"currency": "USD", "per_million_tokens": {"openai-chat": 25}}`.
  package init(json: [UInt8], file: String) throws {
    do {
      let root = try JSONDocument(json).root
      currency = try root["currency"]?.string() ?? ""
      perMillion = [:]
      try root["per_million_tokens"]?.forEachMember { name, price in
        guard let price = price.double, price >= 0 else {
          throw TargetProfileFailure("a price is a number", at: price.offset, in: json, file)
        }
        perMillion[try name.string()] = price
      }
    } catch let error as JSONError { throw TargetProfileFailure(error.message, at: error.offset, in: json, file) }
    if perMillion.isEmpty {
      throw TargetProfileFailure("\(file): there is no \"per_million_tokens\" with a price for a target")
    }
  }
}

/// Tokens, passes and money, with the formulas.
struct TokenSummary {
  let totals: TokenTotals
  let tokenizer: String
  /// The name of the template that examples were rendered with; empty without one.
  let template: String
  let profiles: [TargetProfile]
  let epochs: Int?
  let prices: PriceList?

  var lines: [String] {
    var lines: [String] = []
    if totals.examples > 0 {
      let mean = totals.total / totals.examples
      lines.append(
        "\(Counted(totals.total, "token")) (\(tokenizer)), \(Counted.grouped(totals.trained)) trained, in "
          + "\(Counted(totals.examples, "example")) (max \(Counted.grouped(totals.longest)), mean "
          + "\(Counted.grouped(mean)))\(chats)")
    }
    if totals.rendered.refused > 0 {
      lines.append(
        "not counted: \(Counted(totals.rendered.refused, "example")) that \(template) cannot render (see cannot-tokenize)"
      )
    }
    if totals.straddling.tokens > 0 {
      let (tokens, examples) = totals.straddling
      lines.append(
        "\(Counted(tokens, "token").with("spans", "span")) prompt and completion, in \(Counted(examples, "example")): move the "
          + "space between them to the completion")
    }
    for (target, profile) in profiles.enumerated() where totals.examples > 0 {
      lines += cost(profile, totals.kept[target])
    }
    return lines
  }

  /// How chats were counted.
  private var chats: String {
    if template.isEmpty {
      return "; each chat counts \(TokenCounter.perExample) more, and \(TokenCounter.perMessage) more per message"
    }
    let rendered = totals.rendered.examples
    return rendered == totals.examples
      ? ", rendered with \(template)" : "; \(Counted(rendered, "example")) rendered with \(template)"
  }

  private func cost(_ profile: TargetProfile, _ kept: Int) -> [String] {
    let passes = epochs ?? profile.epochs?.epochs(examples: totals.examples)
    guard let passes else { return [] }
    let limit = profile.maximumTokens.map { "min(tokens, \(Counted.grouped($0)))" } ?? "tokens"
    var why = epochs == nil ? "the service's default" : "--epochs"
    if epochs == nil, let rule = profile.epochs, rule.fewest > 0 {
      why =
        "\(rule.usual), adjusted within \(rule.lowest) to \(rule.highest) to see \(Counted.grouped(rule.fewest)) to \(Counted(rule.most, "example"))"
    }
    let billed = kept * passes
    var lines = [
      "\(profile.name): \(Counted(passes, "epoch")) (\(why)); billed: sum of \(limit) × epochs = \(Counted.grouped(kept)) × \(passes) = \(Counted(billed, "token"))"
    ]
    if let prices, let price = prices.perMillion[profile.name] {
      let amount = Double(billed) / 1e6 * price
      let cents = Int((amount * 100).rounded())
      lines.append(
        "\(profile.name): \(Counted(billed, "token")) × \(price) \(prices.currency) per million = \(Counted.grouped(cents / 100)).\(cents % 100 < 10 ? "0" : "")\(cents % 100) \(prices.currency)"
      )
    }
    return lines
  }
}
