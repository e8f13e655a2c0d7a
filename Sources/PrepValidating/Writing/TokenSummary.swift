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
    guard totals.examples > 0 else { return [] }
    let mean = totals.total / totals.examples
    var lines = [
      "tokens by \(tokenizer): \(grouped(totals.total)) in \(grouped(totals.examples)) examples (longest \(grouped(totals.longest)), mean \(grouped(mean))), \(grouped(totals.trained)) of them trained\(chats)"
    ]
    if totals.straddling.tokens > 0 {
      let (tokens, examples) = totals.straddling
      lines.append(
        "tokens that hold the end of a prompt and the start of an answer: \(grouped(tokens)), in \(grouped(examples)) examples; move the space between them to the answer"
      )
    }
    for (target, profile) in profiles.enumerated() { lines += cost(profile, totals.kept[target]) }
    return lines
  }

  /// How chats were counted.
  private var chats: String {
    if template.isEmpty {
      return "; a chat counts \(TokenCounter.perMessage) a message and \(TokenCounter.perExample) an example more"
    }
    let refused = totals.rendered.refused == 0 ? "" : ", \(grouped(totals.rendered.refused)) not rendered"
    return "; \(grouped(totals.rendered.examples)) examples rendered with \(template)\(refused)"
  }

  private func cost(_ profile: TargetProfile, _ kept: Int) -> [String] {
    let passes = epochs ?? profile.epochs?.epochs(examples: totals.examples)
    guard let passes else { return [] }
    let limit = profile.maximumTokens.map { "min(tokens, \(grouped($0)))" } ?? "tokens"
    var why = epochs == nil ? "its own choice" : "--epochs"
    if epochs == nil, let rule = profile.epochs, rule.fewest > 0 {
      why =
        "\(rule.usual), so that \(grouped(rule.fewest)) to \(grouped(rule.most)) examples are seen, within \(rule.lowest) to \(rule.highest)"
    }
    let billed = kept * passes
    var lines = [
      "\(profile.name): \(passes) epochs (\(why)); billed are sum of \(limit) × epochs = \(grouped(kept)) × \(passes) = \(grouped(billed)) tokens"
    ]
    if let prices, let price = prices.perMillion[profile.name] {
      let amount = Double(billed) / 1e6 * price
      let cents = Int((amount * 100).rounded())
      lines.append(
        "\(profile.name): \(grouped(billed)) tokens × \(price) \(prices.currency) a million = \(grouped(cents / 100)).\(cents % 100 < 10 ? "0" : "")\(cents % 100) \(prices.currency)"
      )
    }
    return lines
  }
}

/// Digits in groups of three.
func grouped(_ number: Int) -> String {
  var result = ""
  for (index, digit) in "\(number)".reversed().enumerated() {
    if index > 0, index % 3 == 0, digit != "-" { result.append(",") }
    result.append(digit)
  }
  return String(result.reversed())
}
