import ArgumentParser
import PrepPacking

/// How sequences are joined into rows.
struct PackingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many tokens a row holds.", valueName: "N"))
  var length: Quantity

  @Option(help: "How documents are put into rows.")
  var strategy: PackingStrategy = .bestFit

  @Option(help: "What becomes of a document longer than a row.")
  var overflow: OverflowPolicy = .split

  @Option(help: "Fill every row up to the length (default: rows end with their last document).")
  var pad: PaddingSide?

  @Option(name: .customLong("pad-id"), help: ArgumentHelp("The id that fills rows (default: the vocabulary's own).", valueName: "ID"))
  var padID: UInt32?

  @Flag(help: "Take the first token of each document in a row out of what is learnt: it would follow from another document.")
  var boundaryMask = false

  @Option(help: ArgumentHelp("Where chance starts: the order of the rows of --strategy window.", valueName: "N"))
  var seed: UInt64 = 0

  init() {}

  func validate() throws {
    if !(1...Int(Int32.max)).contains(length.value) { throw ValidationError("--length takes a number from 1 to 2147483647") }
    if padID != nil, pad == nil { throw ValidationError("--pad-id needs --pad right or --pad left") }
  }
}

extension PackingStrategy: ExpressibleByArgument {}
extension OverflowPolicy: ExpressibleByArgument {}
extension PaddingSide: ExpressibleByArgument {}
