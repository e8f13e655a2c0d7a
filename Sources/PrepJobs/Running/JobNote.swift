import PrepDiagnostics
import PrepShapes
import PrepShards

/// What a run has to say while it goes on, as values; the words are those of whoever listens.
public enum JobNote {
  /// No tokenizer was named, so that this one is used.
  case bundledTokenizer(String)
  /// What is to be said of a tokenizer by name: which of its files was taken, and where they contradict each other.
  case tokenizer(String, String)
  /// The last row was shorter than the others and was left out.
  case droppedLastRow(tokens: Int)
  /// What the texts have and the tokenizer has no token for, in words: it was left out.
  case lostText(String, tokenizer: String)
  /// Bad records were left out, in a job whose summary does not count them.
  case skipped(Int)
  /// Examples of which nothing but the token for unknown text is learnt.
  case unknownExamples(Int, of: Int, tokenizer: String)
  /// Special tokens that stand as text in what is trained on, and how often.
  case specialTokensInTexts([(name: String, count: Int)])
  /// Control tokens of a template that the vocabulary does not have: the template's are encoded as text.
  case missingControlTokens([String], tokenizer: String)
  /// An input that is not UTF-8 is read as this.
  case characterSet(file: String, String)
  /// How plain text of several lines is read that could be read otherwise; said of the first such file.
  case plainText(file: String, isOneText: Bool)
  /// What a table was taken for.
  case table(file: String, String)
  /// Names that were taken for fields which we call otherwise; the file, where there is one input.
  case fieldNames(file: String?, [(field: RecordField, name: String)])
  /// Fields of the first records that nobody knows, and that nothing was made of; the file, where there is one input.
  case unusedFields(file: String?, [String])
  /// Members of the first records' messages that nothing was made of; the file, where there is one input.
  case unusedMembers(file: String?, [String])
  /// No record has the field that it was to be grouped by.
  case absentField(String)
  /// A shard set or a token stream was held against itself.
  case verified(VerifyJob.Outcome)
  /// What was made again of a shard set, by ``VerifyJob/repairs``.
  case repaired(name: String, ShardRepair.Made)
  /// Attempts at parts that did not come to their end lie beside the parts that were merged.
  case attemptsLeft([String], removed: Bool)
  /// A set has more shards than trainers read the index of in a second.
  case manyShards(Int)
  /// Of these parts of a job, `i/N`, there is no report among those that were added up.
  case missingReports(String)
  /// The first stages of a run have come to their end.
  case tokenized(TokenizeJob.Summary)
  case packed(PackJob.Summary)
  /// A step of a recipe has come to its end, now or in the run before.
  case step(RecipeStepOutcome, isKept: Bool)
}

extension JobContext {
  /// How the run opens what it reads as records.
  func opening(_ reading: InputOptions, mapping: FieldMapping = FieldMapping()) -> RecordOpening {
    report(part: reading.part?.name)
    return RecordOpening(reading, mapping: mapping) { self.note($0) }
  }

  /// Tells once which names were taken for fields that we call otherwise.
  func tell(_ names: FieldNames, of inputs: [JobInput]) {
    let taken = names.taken.all
    if taken.isEmpty { return }
    let file = inputs.count == 1 ? inputs[0].path : nil
    note(.fieldNames(file: file == "-" ? "<stdin>" : file, taken))
  }

  /// Tells which fields of the first records nothing is made of.
  func tell(unused fields: [String], of inputs: [JobInput]) {
    if fields.isEmpty { return }
    let file = inputs.count == 1 ? inputs[0].path : nil
    note(.unusedFields(file: file == "-" ? "<stdin>" : file, fields))
  }

  /// Tells which members of the first records' messages nothing is made of.
  func tell(unusedMembers names: [String], of inputs: [JobInput]) {
    if names.isEmpty { return }
    let file = inputs.count == 1 ? inputs[0].path : nil
    note(.unusedMembers(file: file == "-" ? "<stdin>" : file, names))
  }

  /// How many records the run has read.
  var recordsRead: Int { if case .integer(let count)? = report["records"] { count } else { 0 } }

  /// Tells which names were taken for fields, and ends the run where a name that the user gave stands in no record; a
  /// part of a job does not see all records.
  func conclude(
    _ names: FieldNames, of inputs: [JobInput], _ reading: InputOptions, records: Int
  ) throws(Diagnostic) {
    tell(names, of: inputs)
    if reading.part == nil { try refuseUnmatched(names, of: inputs, records: records) }
  }

  /// A warning that there was nothing in what was read.
  ///
  /// - Parameter what: What there is none of.
  func warnOfNothing(_ inputs: [JobInput], _ what: String) {
    let file = inputs.count == 1 ? inputs[0].path : "input"
    found(
      Diagnostic("empty-input", severity: .warning, "there is no \(what) in it", at: SourceLocation(file: file)))
  }

  /// Ends the run where a name that the user gave to a field stands in no record.
  ///
  /// - Throws: `unmatched-map`, unless there was no record at all.
  func refuseUnmatched(_ names: FieldNames, of inputs: [JobInput], records: Int) throws(Diagnostic) {
    if records > 0 { try refuse(unmatched: names.unmatched, of: inputs) }
  }

  /// Ends the run where a name that the user gave to a field stands in no record.
  ///
  /// - Throws: `unmatched-map`, unless there is no such name.
  func refuse(unmatched: [(field: RecordField, name: String)], of inputs: [JobInput]) throws(Diagnostic) {
    guard let first = unmatched.first else { return }
    let file = inputs.count == 1 ? inputs[0].path : "input"
    throw Diagnostic(
      "unmatched-map",
      "no record has a field \"\(first.name)\", as --map \(first.field.name)=\(first.name) requires",
      at: SourceLocation(file: file == "-" ? "<stdin>" : file))
  }
}
