import PrepBytes
import PrepSummarizing
import PrepValidating

/// How statistics are shown.
package struct StatsView: Sendable {
  /// Whether they are written as JSON, which can be added up, instead of for people.
  package var writesJSON = false
  /// Takes a page of HTML besides.
  package var page: JobOutput?
  /// What the page is called; nil is what was read.
  package var title: String?
  /// The lengths of rows that sequences are tried in.
  package var lengths = [512, 1024, 2048, 4096, 8192, 16_384, 32_768]
  /// The columns of the terminal that it is shown on.
  package var width = 80
  /// The prices of tokens.
  package var prices: JobInput?

  /// The defaults.
  package init() {}
}

/// Writes statistics as a view has it.
struct StatsWriting {
  private let view: StatsView
  private let sink: any ByteSink
  private let page: (any ByteSink)?
  private let prices: PriceList?

  /// Opens what is written.
  ///
  /// - Throws: `IOFailure`; ``JobFailure`` for a file of prices that is none.
  init(_ view: StatsView, _ output: JobOutput) throws {
    self.view = view
    prices = try view.prices.map { input in
      do { return try PriceList(json: try input.open().readAll(limit: 1 << 24), file: input.path) } catch let failure
        as TargetProfileFailure
      {
        throw JobFailure("invalid-prices", "\(failure)")
      }
    }
    sink = try output.open()
    page = try view.page.map { try $0.open() }
  }

  func write(_ summary: SetSummary, of inputs: [JobInput]) throws {
    if view.writesJSON { try sink.write(summary.json) }
    if !view.writesJSON || page != nil {
      let report = SetReport(
        summary, title: view.title ?? Self.title(of: inputs),
        lengths: summary.sequences.flatMap { $0.lengths.count == 0 ? nil : LengthTable($0.lengths, of: view.lengths) },
        costs: costs(summary))
      if !view.writesJSON { try sink.write(report.text(width: view.width)) }
      try page?.write(report.page)
    }
    try page?.finish()
    try sink.finish()
  }

  private static func title(of inputs: [JobInput]) -> String {
    let names = inputs.prefix(3).map(\.name).joined(separator: ", ")
    return inputs.count > 3 ? "\(names) and \(inputs.count - 3) more" : names
  }

  private func costs(_ summary: SetSummary) -> [TokenCost] {
    guard let prices, let sequences = summary.sequences else { return [] }
    return prices.perMillion.sorted { $0.key < $1.key }.map { target, price in
      TokenCost(target: target, currency: prices.currency, price: price * Double(sequences.lengths.sum) / 1_000_000)
    }
  }
}
