import PrepContents

/// How stretches of texts that stand elsewhere before are found, and what becomes of them.
package struct SubstringOptions: Sendable {
  /// What is cut out of a text.
  package enum Cut: String, Sendable, CaseIterable {
    /// Lines all of which stand in such stretches.
    case lines
    /// The stretches, but for parts of characters.
    case all
  }

  /// The fewest bytes of a stretch; nil where none is looked for.
  package var length: Int?
  /// What is cut out; nil marks the records instead.
  package var cut: Cut?
  /// Takes a line for each stretch.
  package var repeats: JobOutput?

  /// None.
  package init() {}

  /// What is looked for without a number.
  package static let usualLength = 200
  /// The lengths there are.
  package static let lengths = 16...(1 << 20)
  /// The member of a record that says what is repeated.
  static let mark = "repeated"
}

extension DedupJob.Options {
  /// - Throws: ``JobFailure`` for what does not go with `--substring`, and for what needs it.
  func checkSubstring() throws(JobFailure) {
    guard substring.length != nil else {
      if substring.cut != nil { throw JobFailure("needs-substring", "--cut needs --substring") }
      if substring.repeats != nil { throw JobFailure("needs-substring", "--repeats needs --substring") }
      return
    }
    let others = [
      ("--near", near != nil), ("--keep", kept != nil), ("--proof", proof != nil), ("--by", content.scope != .record),
    ]
    if let other = others.first(where: \.1)?.0 {
      throw JobFailure(
        "options-exclude-each-other", "--substring looks at all texts: it cannot be combined with \(other)")
    }
    if removed != nil, substring.cut == nil {
      throw JobFailure("needs-cut", "--removed needs --cut here: without it every record is kept")
    }
  }
}
