import ArgumentParser

/// What happens to records that are bad data.
struct InvalidOptions: ParsableArguments {
  /// What a bad record does to the run.
  enum Policy: String, ExpressibleByArgument, CaseIterable, Sendable { case stop, skip }

  @Option(help: "What a bad record does: end the run, or be left out.")
  var onInvalid: Policy = .stop

  @Option(help: ArgumentHelp("Write the bytes of every rejected record to a file, as they were read.", valueName: "FILE"))
  var rejects: String?

  @Option(help: ArgumentHelp("With --on-invalid skip: the most bad records accepted, a number or a percentage.", valueName: "N|P%"))
  var maxInvalid: InvalidLimit?

  /// Whether nothing is kept of a bad record, nor of what came before it.
  var stopsAtOnce: Bool { onInvalid == .stop && rejects == nil }

  init() {}

  func validate() throws {
    if maxInvalid != nil, onInvalid == .stop { throw ValidationError("--max-invalid needs --on-invalid skip") }
  }
}

/// `--max-invalid`: how many bad records are too many.
enum InvalidLimit: ExpressibleByArgument, Sendable, Hashable {
  case count(Int)
  /// Of all records read, judged at the end of the run.
  case percent(Double)

  init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let percent = Double(argument.dropLast()), (0...100).contains(percent) else { return nil }
      self = .percent(percent)
    } else {
      guard let quantity = Quantity(argument: argument) else { return nil }
      self = .count(quantity.value)
    }
  }
}
