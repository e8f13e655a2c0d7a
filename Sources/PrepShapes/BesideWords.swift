import PrepRecords

/// Words for what stands beside a question or a text and may be a part of the example, though no reader takes it for
/// one: too many and too common to be names of fields.
package enum BesideWords {
  /// What the answers are called that a question offers, all in one value.
  package static let options: Set<String> = [
    "options", "answer_choices", "answers_choices", "answer_options", "alternatives", "candidate_answers", "endings",
    "distractors", "choices_list",
  ]

  /// What they are called where each has a field: of each list at least the first two.
  package static let severalOptions: [[String]] = {
    let letters = ["A", "B", "C", "D", "E", "F"]
    let numbers = ["1", "2", "3", "4", "5", "6"]
    let stems = ["option", "choice", "answer", "op", "opt", "distractor", "ending", "sol"]
    var lists = [letters, letters.map { $0.lowercased() }]
    for stem in stems {
      for separator in ["", "_", " "] {
        for ends in [letters, letters.map { $0.lowercased() }, numbers, ["0"] + numbers] {
          lists.append(ends.map { stem + separator + $0 })
        }
      }
    }
    return lists
  }()

  private static let firstOptions = Dictionary(
    severalOptions.enumerated().map { ($0.element[0], $0.offset) }, uniquingKeysWith: { first, _ in first })

  /// The names of the options that stand beside each other and of which a key is the first; nil where it is none.
  package static func optionsBeginning(with key: String) -> [String]? { firstOptions[key].map { severalOptions[$0] } }

  /// What a question may be about, by names that say so beside it and its answer.
  package static let grounds: Set<String> = [
    "code", "schema", "db_schema", "persona", "background", "evidence", "table", "tables", "sql_context", "definition",
    "transcript", "email", "facts", "kb", "examples", "few_shot", "few_shots", "demonstrations", "source_text",
    "excerpt", "inputs", "retrieved_context", "retrieved_documents", "search_results", "scenario",
  ]

  /// Whether a value under such a name may be what a question is about: a text of a few words. One word, such as an
  /// address, a language or the name of a table, says where the example comes from.
  package static func mayGround(_ value: JSONView) -> Bool {
    guard value.kind == .string, let text = try? value.string() else { return false }
    return text.split(maxSplits: 3, whereSeparator: \.isWhitespace).count > 2
  }

  /// What people said of an answer.
  package static let verdicts: Set<String> = [
    "thumbs_up", "thumbs_down", "thumbs", "feedback", "user_feedback", "human_feedback", "liked", "is_liked",
    "disliked",
    "vote", "verdict", "is_good", "is_preferred", "desirable", "is_desirable",
  ]

  /// What the better answer is called, and the other one.
  package static let pairs: [(chosen: String, rejected: String)] = [
    ("win", "lose"), ("winner", "loser"), ("preferred", "dispreferred"), ("preferred", "rejected"),
    ("preferred_response", "dispreferred_response"), ("preferred_response", "rejected_response"),
    ("accepted", "rejected"), ("pos_resp", "neg_resp"), ("positive", "negative"), ("pos", "neg"),
    ("better", "worse"), ("better_response", "worse_response"), ("good", "bad"), ("good_response", "bad_response"),
    ("chosen_answer", "rejected_answer"), ("best", "worst"), ("answer_chosen", "answer_rejected"),
    ("winning_response", "losing_response"), ("safe_response", "unsafe_response"),
  ]

  /// What the class of a text is called wherever it stands.
  package static let classes: Set<String> = [
    "emotion", "emotions", "sentiment_label", "polarity", "stance", "is_spam", "spam", "is_toxic", "toxic", "toxicity",
    "hate", "is_hate", "hate_speech", "offensive", "is_offensive", "sarcasm", "is_sarcastic", "irony", "humor",
    "is_humor", "is_fake", "fake", "label_text", "labels_text", "label_name", "class_label", "class_name",
    "intent_label", "topic_label", "target_label",
  ]

  /// What it is called by words that say other things of texts as often: they count where nothing else stands beside a
  /// text.
  package static let commonClasses: Set<String> = [
    "topic", "topics", "tag", "tags", "keyword", "keywords", "subject", "genre", "priority", "department", "rating",
    "stars", "score", "severity",
  ]

  /// Who says a text that is a turn of a conversation.
  package static let speakers: Set<String> = ["from", "sender", "speaker", "speaker_name", "sender_name", "nick"]

  /// Who says a text where a time or a channel stands beside it too.
  package static let commonSpeakers: Set<String> = ["user", "username", "user_name"]
  package static let turnSigns: Set<String> = ["ts", "timestamp", "channel", "thread_ts"]

  private static let all: [[String]] = {
    var byLength = [[String]](repeating: [], count: 24)
    let words = options.union(grounds).union(verdicts).union(classes).union(commonClasses).union(speakers).union(
      commonSpeakers
    )
    .union(severalOptions.map { $0[0] })
    for word in words { byLength[word.utf8.count].append(word) }
    return byLength
  }()

  /// By length which first and last letters words have, a bit for each pair of the lowest three bits: most keys are told
  /// by that.
  private static let marks = all.map { words in
    words.reduce(UInt64(0)) { $0 | mark($1.utf8.first ?? 0, $1.utf8.last ?? 0) }
  }

  @inline(__always)
  private static func mark(_ first: UInt8, _ last: UInt8) -> UInt64 { 1 << UInt64((first & 7) << 3 | last & 7) }

  /// Whether a record has a key that is one of the words; of options with a field each, the first.
  package static func stands(in root: JSONView) -> Bool {
    var stands = false
    withExtendedLifetime(root) { root.borrowed.forEachMember { key, _ in stands = stands || contains(key.text) } }
    return stands
  }

  /// Whether a key is one of the words.
  static func has(_ key: String) -> Bool { every.contains(key) }

  private static let every = options.union(grounds).union(verdicts).union(classes).union(commonClasses).union(speakers)
    .union(commonSpeakers)
    .union(severalOptions.joined())

  /// Whether a key is one of the words, by its bytes; of options with a field each, the first.
  package static func contains(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = key.first, let last = key.last, key.count < marks.count, marks[key.count] & mark(first, last) != 0
    else { return false }
    return all[key.count].contains { $0.utf8.elementsEqual(key) }
  }
}
