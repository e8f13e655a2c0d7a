import PrepBytes
import PrepDiagnostics
import PrepRecords
import PrepTokenizers
import PrepTokens

/// A token stream or a shard set as JSON Lines, as a page for a browser, or as it appears on a terminal.
package struct ViewJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// The tokenizer; without a name it is the one that the tokens say they are of.
    package var tokenizer = TokenizerOptions()
    /// Whether the text of every document is added, and which parts of it are learnt.
    package var decodes = false
    /// Whether decoded rows are written for people to read on a terminal, instead of as JSON Lines.
    package var isForTerminal = false
    /// Whether what is written for a terminal is in colours.
    package var usesColor = false
    /// Whether labels are added: the ids of what is learnt, and -100 for everything else.
    package var addsLabels = false
    /// How many rows are passed over.
    package var skipped = 0
    /// The most rows; nil is all.
    package var limit: Int?
    /// The only row that is shown, counted from 1; nil is all.
    package var row: Int?

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      if row != nil, skipped > 0 || limit != nil {
        throw JobFailure(
          "options-exclude-each-other", "--row shows one row: it cannot be combined with --skip or --limit")
      }
    }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// Rows that were given.
    package var rows: Int
  }

  /// How it is done.
  package var options: Options
  /// Token streams or shard sets.
  package var inputs: [JobInput]
  /// The records that the tokens were made from, where it is to be said which line each document is.
  package var sources: [JobInput]
  /// Where the result goes; nil where a page is enough.
  package var output: JobOutput?
  /// Takes the rows as a page for a browser, every token with its weight.
  package var page: JobOutput?

  /// A job, ready to be run.
  package init(
    _ options: Options, inputs: [JobInput], sources: [JobInput] = [], output: JobOutput?, page: JobOutput? = nil
  ) {
    self.options = options
    self.inputs = inputs
    self.sources = sources
    self.output = output
    self.page = page
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    let sink = try output?.open()
    let lines = sources.isEmpty ? nil : try SourceLines(sources)
    let page = try page.map { try TokenPage($0.open(), lines) }
    var skipped = options.row.map { $0 - 1 } ?? options.skipped
    var left = options.row == nil ? options.limit ?? .max : 1
    var rows = 0
    for input in inputs {
      let source = try TokenSources.open(input)
      let tokenizer = page != nil || options.decodes ? try tokenizer(for: source.header, of: input, context) : nil
      let decoder = options.decodes ? tokenizer.map { DocumentDecoder($0, header: source.header, lines: lines) } : nil
      let screen =
        options.decodes && options.isForTerminal
        ? tokenizer.map {
          TokenScreen($0, lines, columns: source.header.columns, usesColor: options.usesColor)
        } : nil
      if let screen { try sink?.write(screen.legend) }
      if let tokenizer { try page?.begin(source.header, tokenizer) }
      var writer = JSONWriter()
      var isFirst = true
      var place = 0
      while left > 0, let row = try source.next() {
        try context.check()
        place += 1
        if skipped > 0 {
          skipped -= 1
          continue
        }
        left -= 1
        rows += 1
        if let tokenizer { try page?.add(row, number: place, tokenizer) }
        guard let sink else { continue }
        if let screen {
          try sink.write(screen.text(of: row))
          continue
        }
        writer.beginObject()
        TokenSequenceJSON.writeMembers(of: row, columns: source.header.columns, to: &writer)
        if options.addsLabels { TokenSequenceJSON.writeLabels(of: row, to: &writer) }
        if let decoder {
          decoder.writeMembers(of: row, to: &writer)
        } else if isFirst {
          TokenSequenceJSON.writeMember(source.header, to: &writer)
        }
        writer.endObject()
        writer.newline()
        try sink.write(writer.bytes)
        writer.removeAll()
        isFirst = false
      }
    }
    if rows == 0, let row = options.row {
      throw JobFailure(
        "out-of-range", "there is no row \(Counted.grouped(row)): there are \(Counted.grouped(row - 1 - skipped))")
    }
    try sink?.finish()
    try page?.finish()
    context.report.add(rows, to: "rows")
    return Summary(rows: rows)
  }

  /// The tokenizer asked for, or the one that the header names; either has to be the one the tokens are of.
  private func tokenizer(for header: TokenStreamHeader, of input: JobInput, _ context: JobContext) throws -> Tokenizer {
    let tokenizer = try options.tokenizer.loadNamed(context) ?? NamedTokenizer.of(header, in: input)
    guard header.fingerprint.isEmpty || tokenizer.fingerprint == header.fingerprint else {
      throw JobFailure(
        "other-tokenizer",
        "these tokens were made with \(header.tokenizer), not \(tokenizer.name): its fingerprint differs; set --tokenizer"
      )
    }
    return tokenizer
  }
}
