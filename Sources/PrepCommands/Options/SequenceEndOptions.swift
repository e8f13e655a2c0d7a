import ArgumentParser
import PrepJobs

/// The tokens that begin and end every example.
struct SequenceEndOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The special token before every example, or 'none' (default: the vocabulary's own, where it asks for one).", valueName: "TOKEN"))
  var bos: String?

  @Option(help: ArgumentHelp("The special token after every example, or 'none' (default: the vocabulary's own).", valueName: "TOKEN"))
  var eos: String?

  init() {}

  /// The options as jobs take them.
  var values: PrepJobs.SequenceEndOptions {
    var values = PrepJobs.SequenceEndOptions()
    values.begin = bos
    values.end = eos
    return values
  }
}
