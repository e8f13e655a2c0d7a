import PrepDiagnostics
import PrepJobs
import PrepShapes
import PrepShards
import PrepTokens

extension JobNote {
  /// What the note says, in words.
  var words: String {
    switch self {
    case .bundledTokenizer(let name): "using the built-in tokenizer \(name)"
    case .tokenizer(let name, let remark): "\(name): \(remark)"
    case .droppedLastRow(let tokens): "warning: dropped the last row, of \(Counted(tokens, "token"))"
    case .lostText(let text, let tokenizer):
      "warning: \(tokenizer) has no token for \(text): dropped from the texts (--strict makes such texts invalid)"
    case .skipped(let count): "skipped \(Counted(count, "invalid record"))"
    case .unknownExamples(let count, let examples, let tokenizer):
      "warning: \(Counted.grouped(count)) of \(Counted(examples, "example")) "
        + (count == 1 ? "trains" : "train") + " nothing but \(tokenizer)'s token for unknown text"
    case .specialTokensInTexts(let found):
      "warning: the texts contain "
        + Self.listed(
          found.prefix(4).map { "\($0.name) (\(Counted($0.count, "time")))" }
            + (found.count > 4 ? [Counted(found.count - 4, "other special token").description] : []))
        + "; they are trained as ordinary text (--cut-at removes them)"
    case .missingControlTokens(let names, let tokenizer):
      "warning: \(tokenizer) has no special token \(names.prefix(4).joined(separator: ", "))\(names.count > 4 ? ", …" : ""): "
        + "the template's are encoded as text"
    case .characterSet(let file, let name): "\(file): read as \(name)"
    case .plainText(let file, false):
      "\(file): read as plain text, a record a line (--text-unit paragraph or file reads it otherwise)"
    case .plainText(let file, true): "\(file): read as one text (--lines reads each line as one)"
    case .table(let file, let note): "\(file): \(note)"
    case .fieldNames(let file, let names):
      (file.map { $0 + ": " } ?? "") + "took " + Self.listed(names.map { "\"\($0.name)\" as \($0.field.name)" })
    case .unusedFields(let file, let names):
      (file.map { $0 + ": " } ?? "") + "unused: " + names.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
        + (names.count > 8 ? ", …" : "") + " (--map gives a field its place, --omit says that it is not needed)"
    case .unusedMembers(let file, let names):
      (file.map { $0 + ": " } ?? "") + "unused in messages: "
        + names.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
        + (names.count > 8 ? ", …" : "") + " (--omit says that it is not needed)"
    case .absentField(let name): "warning: no record has a field \"\(name)\": --per groups nothing"
    case .verified(let outcome): outcome.words
    case .repaired(let name, .index): "\(name): restored the index from the manifest"
    case .repaired(let name, .manifest): "\(name): restored the manifest from the index"
    case .attemptsLeft(let names, true): "removed \(Counted(names.count, "unfinished attempt"))"
    case .attemptsLeft(let names, false):
      "warning: ignored \(Counted(names.count, "unfinished attempt")): \(names.prefix(3).joined(separator: ", "))"
        + (names.count > 3 ? ", …" : "") + "; remove with --clean"
    case .manyShards(let count):
      "warning: \(Counted(count, "shard")) in one set: trainers read the index of at most 100,000 in about a "
        + "second; use larger shards (prep shard --size), or several sets"
    case .missingReports(let parts): "warning: no report for part \(parts)"
    case .tokenized(let summary): summary.words
    case .packed(let summary): summary.words
    case .step(let outcome, let isKept): outcome.words + (isKept ? " (from the earlier run)" : "")
    }
  }

  /// Words with commas between them, and the last with `and`.
  private static func listed(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension VerifyJob.Outcome {
  /// The verdict with the totals.
  var words: String {
    let verdict = report.findings.isEmpty ? "no errors" : Counted(report.findings.count, "finding").description
    let totals = report.totals
    return
      "\(name): \(verdict), \(Counted(totals.sequences, "row")), \(Counted(totals.tokens, "token")), \(Counted.grouped(totals.trainedTokens)) trained"
  }
}

extension RecipeStepOutcome {
  /// What became of the records, in a line.
  var words: String {
    var line = "\(id): \(Counted(read, "record")) in, "
    let isDealt = written.count > 1
    line +=
      isDealt
      ? written.map { "\(Counted.grouped($0.count)) to \($0.part)" }.joined(separator: ", ")
      : "\(Counted.grouped(total)) out"
    if !added.isEmpty {
      line += ", added: " + added.map { "\(Counted.grouped($0.count)) \($0.reason)" }.joined(separator: ", ")
    }
    if !dropped.isEmpty {
      line += ", dropped: " + dropped.map { "\(Counted.grouped($0.count)) \($0.reason)" }.joined(separator: ", ")
    }
    return line
  }
}
