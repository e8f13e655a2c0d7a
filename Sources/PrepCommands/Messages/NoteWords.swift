import PrepJobs
import PrepShards
import PrepTokens

extension JobNote {
  /// What the note says, in words.
  var words: String {
    switch self {
    case .bundledTokenizer(let name): "using the bundled tokenizer \(name)"
    case .missingControlTokens(let names, let tokenizer):
      "\(tokenizer) has no control token \(names.prefix(4).joined(separator: ", "))\(names.count > 4 ? ", …" : ""): "
        + "the template's are encoded as text"
    case .characterSet(let name): "read as \(name)"
    case .table(let file, let note): "\(file): \(note)"
    case .verified(let outcome): outcome.words
    case .tokenized(let summary): summary.words
    case .packed(let summary): summary.words
    }
  }
}

extension VerifyJob.Outcome {
  /// The verdict with the totals.
  var words: String {
    let verdict = report.findings.isEmpty ? "sound" : Counted(report.findings.count, "finding").description
    let totals = report.totals
    return
      "\(name): \(verdict), \(Counted(totals.sequences, "row")), \(Counted(totals.tokens, "token")), \(Counted.grouped(totals.trainedTokens)) trained"
  }
}
