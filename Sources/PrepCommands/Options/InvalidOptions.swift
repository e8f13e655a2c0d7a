import ArgumentParser
import PrepJobs

/// What happens to records that are bad data.
struct InvalidOptions: ParsableArguments {
  @Option(help: "What a bad record does: end the run, or be left out.")
  var onInvalid: PrepJobs.InvalidOptions.Policy = .stop

  @Option(help: ArgumentHelp("Write the bytes of every rejected record to a file, as they were read.", valueName: "FILE"))
  var rejects: String?

  @Option(help: ArgumentHelp("With --on-invalid skip: the most bad records accepted, a number or a percentage.", valueName: "N|P%"))
  var maxInvalid: InvalidLimit?

  init() {}

  func validate() throws { try checked { () throws(JobFailure) in try values.check() } }

  /// The options as jobs take them.
  var values: PrepJobs.InvalidOptions {
    var values = PrepJobs.InvalidOptions()
    values.policy = onInvalid
    values.rejects = rejects.map { JobOutput(path: $0) }
    values.limit = maxInvalid
    return values
  }
}

extension PrepJobs.InvalidOptions.Policy: ExpressibleByArgument {}

extension InvalidLimit: ExpressibleByArgument {
  public init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let percent = Double(argument.dropLast()), (0...100).contains(percent) else { return nil }
      self = .percent(percent)
    } else {
      guard let quantity = Quantity(argument: argument) else { return nil }
      self = .count(quantity.value)
    }
  }
}
