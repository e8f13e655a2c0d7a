import PrepTokens

/// What was counted while examples became tokens; the counts of parts can be added up.
public struct TokenizingCounts: Sendable, Equatable {
  /// Examples that became a sequence.
  public var examples = 0
  /// Sequences; more than examples where some were split.
  public var sequences = 0
  public var tokens = 0
  /// Tokens that are learnt.
  public var trainedTokens = 0
  /// Tokens that reach across a place where what is learnt begins or ends.
  public var straddlingTokens = 0
  /// Examples left out because they have too many tokens.
  public var droppedExamples = 0
  /// Examples that lost tokens to the limit.
  public var cutExamples = 0
  /// Examples in which something is learnt of a message, but not what ends it.
  public var openExamples = 0
  /// Examples of which nothing but the token for unknown text is learnt.
  public var unknownExamples = 0
  /// Messages whose thoughts the template leaves out.
  public var thoughtsNotShown = 0
  /// Messages whose names the template leaves out.
  public var namesNotShown = 0
  /// Examples whose tools the template does not ask for.
  public var toolsNotShown = 0
  /// Tags that went on with an entity that had not begun, and begin one now.
  public var repairedTags = 0
  /// Words that the vocabulary has no token for.
  public var wordsWithoutTokens = 0
  /// Entities that begin with a later word, because their first has no token.
  public var passedOnTags = 0
  /// Entities that begin anew in a window.
  public var cutEntities = 0
  /// Windows of texts that are too long for one.
  public var windows = 0
  /// Spans left out because they overlap others.
  public var overlappingSpans = 0
  /// Spans left out because they begin or end inside of a token.
  public var droppedSpans = 0
  /// Spans that grew because they begin or end inside of a token.
  public var expandedSpans = 0
  /// Spans that no token stands for.
  public var spansWithoutTokens = 0
  /// Records whose places are counted otherwise than was said, as their words show.
  public var otherOffsets = 0
  /// Answers that stand a little beside the place that was said.
  public var movedAnswers = 0
  /// Labels that were held against their characters.
  public var checkedLabels = 0
  /// Tokens by role.
  public var tokensByRole = RoleCounts()
  /// Tokens that are learnt, by role.
  public var trainedTokensByRole = RoleCounts()
  /// Tokens that were cut or dropped, by role.
  public var lostTokensByRole = RoleCounts()

  public init() {}

  /// What is saved of the counts, by name.
  private static var fields: [(name: String, path: WritableKeyPath<TokenizingCounts, Int>)] {
    [
      ("examples", \.examples), ("sequences", \.sequences), ("tokens", \.tokens), ("trained tokens", \.trainedTokens),
      ("straddling tokens", \.straddlingTokens), ("dropped examples", \.droppedExamples),
      ("cut examples", \.cutExamples),
      ("open examples", \.openExamples), ("unknown examples", \.unknownExamples),
      ("thoughts not shown", \.thoughtsNotShown),
      ("names not shown", \.namesNotShown), ("tools not shown", \.toolsNotShown),
      ("repaired tags", \.repairedTags),
      ("words without tokens", \.wordsWithoutTokens),
      ("passed on tags", \.passedOnTags),
      ("cut entities", \.cutEntities),
      ("windows", \.windows),
      ("overlapping spans", \.overlappingSpans),
      ("dropped spans", \.droppedSpans),
      ("expanded spans", \.expandedSpans),
      ("spans without tokens", \.spansWithoutTokens),
      ("other offsets", \.otherOffsets),
      ("moved answers", \.movedAnswers),
      ("checked labels", \.checkedLabels),
    ]
  }

  /// What was counted of labels of words and answers, by the names that reports have for it.
  package var ofTasks: [(name: String, count: Int)] {
    [
      ("windows", windows), ("checked_labels", checkedLabels), ("repaired_tags", repairedTags),
      ("words_without_tokens", wordsWithoutTokens), ("passed_on_tags", passedOnTags), ("cut_entities", cutEntities),
      ("overlapping_spans", overlappingSpans), ("dropped_spans", droppedSpans), ("expanded_spans", expandedSpans),
      ("spans_without_tokens", spansWithoutTokens), ("other_offsets", otherOffsets), ("moved_answers", movedAnswers),
    ]
  }

  private static var fieldsByRole: [(name: String, path: WritableKeyPath<TokenizingCounts, RoleCounts>)] {
    [
      ("tokens by", \.tokensByRole), ("trained tokens by", \.trainedTokensByRole),
      ("lost tokens by", \.lostTokensByRole),
    ]
  }

  /// The counts that somebody has saved.
  ///
  /// - Throws: `IOFailure` with code `damaged` where one is missing.
  package init(_ state: StageState) throws {
    for (name, path) in Self.fields { self[keyPath: path] = try state.number(name) }
    for (name, path) in Self.fieldsByRole {
      for role in TokenRole.allCases { self[keyPath: path][role] = try state.number("\(name) \(role.name)") }
    }
  }

  /// Puts all counts into a state.
  package func save(to state: inout StageState) {
    for (name, path) in Self.fields { state.put(self[keyPath: path], as: name) }
    for (name, path) in Self.fieldsByRole {
      for role in TokenRole.allCases { state.put(self[keyPath: path][role], as: "\(name) \(role.name)") }
    }
  }

  /// Adds the counts of another part.
  public static func += (left: inout TokenizingCounts, right: TokenizingCounts) {
    left.examples += right.examples
    left.sequences += right.sequences
    left.tokens += right.tokens
    left.trainedTokens += right.trainedTokens
    left.straddlingTokens += right.straddlingTokens
    left.droppedExamples += right.droppedExamples
    left.cutExamples += right.cutExamples
    left.openExamples += right.openExamples
    left.unknownExamples += right.unknownExamples
    left.thoughtsNotShown += right.thoughtsNotShown
    left.namesNotShown += right.namesNotShown
    left.toolsNotShown += right.toolsNotShown
    left.repairedTags += right.repairedTags
    left.wordsWithoutTokens += right.wordsWithoutTokens
    left.passedOnTags += right.passedOnTags
    left.cutEntities += right.cutEntities
    left.windows += right.windows
    left.overlappingSpans += right.overlappingSpans
    left.droppedSpans += right.droppedSpans
    left.expandedSpans += right.expandedSpans
    left.spansWithoutTokens += right.spansWithoutTokens
    left.otherOffsets += right.otherOffsets
    left.movedAnswers += right.movedAnswers
    left.checkedLabels += right.checkedLabels
    left.tokensByRole += right.tokensByRole
    left.trainedTokensByRole += right.trainedTokensByRole
    left.lostTokensByRole += right.lostTokensByRole
  }
}

extension TokenizingCounts {
  /// Adds the tokens of a sequence by role.
  mutating func add(_ tokens: LabelledTokens) {
    tokensByRole.add(tokens)
    trainedTokensByRole.add(tokens) { $0.weight != 0 }
  }
}

/// Numbers by role.
public struct RoleCounts: Sendable, Equatable {
  fileprivate var numbers = [Int](repeating: 0, count: TokenRole.allCases.count)

  public init() {}

  public subscript(role: TokenRole) -> Int {
    get { numbers[Int(role.rawValue)] }
    set { numbers[Int(role.rawValue)] = newValue }
  }

  /// All of them.
  public var total: Int { numbers.reduce(0, +) }

  public static func += (left: inout RoleCounts, right: RoleCounts) {
    for index in left.numbers.indices { left.numbers[index] += right.numbers[index] }
  }

  @inline(__always)
  mutating func add(_ tokens: LabelledTokens, where isCounted: (LabelledText.Stretch) -> Bool = { _ in true }) {
    numbers.withUnsafeMutableBufferPointer { numbers in
      var start = 0
      for span in tokens.spans {
        if isCounted(span) { numbers[Int(span.role.rawValue)] += span.end - start }
        start = span.end
      }
    }
  }
}

/// Why an example cannot be tokenized: a stable code and a message. The caller adds the location.
public struct TokenizingFault: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: String
  public let message: String

  package init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { "\(message) [\(code)]" }
}
