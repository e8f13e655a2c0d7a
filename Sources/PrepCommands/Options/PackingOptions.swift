import ArgumentParser
import PrepJobs
import PrepPacking

/// How sequences are joined into rows.
struct PackingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many tokens a row holds.", valueName: "N"))
  var length: Quantity

  @Option(help: "How documents are put into rows.")
  var strategy: PackingStrategy = .bestFit

  @Option(name: .customLong("overflow"), help: "What becomes of a document longer than a row (default: split).")
  var overflowPolicy: OverflowPolicy?

  @Option(help: ArgumentHelp("With --overflow split: how many tokens the parts of a document have in common; they are learnt once.", valueName: "N"))
  var stride: Quantity?

  @Option(help: ArgumentHelp("Make every document as long as a multiple of N, with the padding id, which is not learnt.", valueName: "N"))
  var docMultipleOf: Quantity?

  @Option(help: ArgumentHelp("Rows of several lengths, up to --length: a document goes where it fits most tightly.", valueName: "N,..."))
  var buckets: BucketList?

  @Option(help: "Fill every row up (default: rows end with their last document).")
  var pad: PaddingSide?

  @Option(help: ArgumentHelp("How far rows are filled up: length, multiple:N, or batch:N, the longest of N rows that follow one another.", valueName: "TARGET"))
  var padTo: PaddingTarget = PaddingTarget(value: .length)

  @Option(help: ArgumentHelp("With --pad: rows are filled up to the longest of a batch of rows that follow one another, as many as hold at most N tokens then.", valueName: "N"))
  var batchTokens: Quantity?

  @Option(name: .customLong("pad-id"), help: ArgumentHelp("The id that fills rows (default: the vocabulary's own).", valueName: "ID"))
  var padID: UInt32?

  @Flag(help: "Take the first token of each document in a row out of what is learnt: it would follow from another document.")
  var boundaryMask = false

  @Option(help: ArgumentHelp("Where chance starts: the order of the rows of --strategy window.", valueName: "N"))
  var seed: UInt64 = 0

  init() {}

  func validate() throws { try checked { () throws(JobFailure) in try values.check() } }

  /// The options as jobs take them.
  var values: PrepJobs.PackingOptions {
    var values = PrepJobs.PackingOptions(length: length.value)
    values.strategy = strategy
    values.overflow = overflowPolicy
    values.stride = stride?.value
    values.documentMultiple = docMultipleOf?.value
    values.buckets = buckets?.lengths
    values.padding = pad
    values.paddingTarget = padTo.value
    values.batchTokens = batchTokens?.value
    values.paddingID = padID
    values.masksBoundaries = boundaryMask
    values.seed = seed
    return values
  }
}

/// `--buckets`: ascending lengths.
struct BucketList: ExpressibleByArgument, Sendable, Hashable {
  var lengths: [Int]

  init?(argument: String) {
    lengths = argument.split(separator: ",", omittingEmptySubsequences: false).map { Quantity(argument: String($0))?.value ?? 0 }
    for (index, length) in lengths.enumerated() where length <= (index == 0 ? 0 : lengths[index - 1]) { return nil }
  }
}

/// `--pad-to`: how long a row becomes.
struct PaddingTarget: ExpressibleByArgument, Sendable {
  var value: RowPadding.Target

  init(value: RowPadding.Target) { self.value = value }

  init?(argument: String) {
    if argument == "length" {
      value = .length
      return
    }
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Quantity(argument: String(parts[1]))?.value, number >= 1 else { return nil }
    switch parts[0] {
    case "multiple": value = .multiple(number)
    case "batch": value = .batch(number)
    default: return nil
    }
  }

  var defaultValueDescription: String { value.words }
}

extension PackingStrategy: ExpressibleByArgument {}
extension OverflowPolicy: ExpressibleByArgument {}
extension PaddingSide: ExpressibleByArgument {}
