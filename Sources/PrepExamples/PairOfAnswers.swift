package import PrepRecords
import PrepShapes

/// Two answers of which one is the better, under names that no reader takes for a pair.
package struct PairOfAnswers {
  /// How to make a pair of them.
  package let proposal: String

  private static let stems = ["response", "answer", "completion", "output", "conversation", "reply", "summary", "text"]
  private static let ends = [("a", "b"), ("A", "B"), ("0", "1"), ("1", "2")]
  /// What says which of two is better.
  private static let judgments = [
    "winner", "better_response_id", "better", "preference", "preferred", "choice", "chosen", "label", "better_id",
    "preferred_response", "overall_preference", "verdict",
  ]

  /// Nil where a record has none.
  package init?(_ root: JSONView) {
    if let pair = BesideWords.pairs.first(where: { Self.isAnswer(root[$0.chosen]) && Self.isAnswer(root[$0.rejected]) })
    {
      proposal =
        "if \"\(pair.chosen)\" is the better answer and \"\(pair.rejected)\" the other, set "
        + FieldOption.map((.chosen, pair.chosen), (.rejected, pair.rejected))
      return
    }
    if let list = (RecordField.answers.names + ["completions", "candidates"]).first(where: { root[$0]?.kind == .array }
    ),
      let ranks = ["ranking", "ranks", "rank", "rankings"].first(where: { root[$0]?.kind == .array })
    {
      let path = "\(FieldOption.path(list))[.\(ranks) | index"
      let program = ".chosen = \(path)(min)] | .rejected = \(path)(max)]"
      proposal =
        "if \"\(ranks)\" has the rank of each, the best the lowest, \(FieldOption.jq(program)) makes a pair of them"
      return
    }
    guard
      let judgment = Self.judgments.first(where: { root[$0].map { $0.kind != .array && $0.kind != .object } ?? false })
    else { return nil }
    for stem in Self.stems {
      for (first, second) in Self.ends {
        for separator in ["_", "", " "] {
          let (one, other) = (stem + separator + first, stem + separator + second)
          guard Self.isAnswer(root[one]), Self.isAnswer(root[other]) else { continue }
          let (left, right) = (FieldOption.path(one), FieldOption.path(other))
          let program =
            "if (\(FieldOption.path(judgment)) | tostring) == \"FIRST\" then .chosen = \(left) | .rejected = \(right) "
            + "else .chosen = \(right) | .rejected = \(left) end"
          proposal =
            "\(FieldOption.jq(program)) makes a pair of \"\(one)\" and \"\(other)\", with the value of \"\(judgment)\" that "
            + "means the first"
          return
        }
      }
    }
    return nil
  }

  private static func isAnswer(_ value: JSONView?) -> Bool {
    guard let value else { return false }
    return value.kind == .string || value.kind == .object || SourceRecord.isConversation(value)
  }
}
