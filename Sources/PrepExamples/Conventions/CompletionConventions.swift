/// The separators and stop sequences that OpenAI's `fine_tunes.prepare_data` proposed for prompts and completions, and
/// how it chose.
package enum CompletionConventions {
  /// What may end a prompt, in the order of preference.
  package static let separators = [" ->", "\n\n###\n\n", "\n\n===\n\n", "\n\n---\n\n", "\n\n===>\n\n", "\n\n--->\n\n"]
    .map {
      Array($0.utf8)
    }
  /// The separator where all others occur in prompts.
  package static let lastSeparator = Array("\n\n### =>\n\n".utf8)
  /// What may end a completion, in the order of preference.
  package static let stops = ["\n", ".", " END", "***", "+++", "&&&", "$$$", "@@@", "%%%"].map { Array($0.utf8) }
  /// The stop sequence where all others occur in completions.
  package static let lastStop = Array(" [END]".utf8)

  /// The first separator that occurs in no prompt; ` ->` only where no prompt has a line end.
  package static func separator(for prompts: [[UInt8]]) -> [UInt8] {
    separators.first { candidate in !prompts.contains { isTaken(candidate, by: $0) } } ?? lastSeparator
  }

  /// Whether a prompt keeps a separator from being chosen.
  package static func isTaken(_ separator: [UInt8], by prompt: [UInt8]) -> Bool {
    (separator.first == 0x20 && prompt.contains(0x0A)) || CommonEnds.contains(prompt, separator)
  }

  /// The first stop sequence that occurs in no completion.
  package static func stop(for completions: [[UInt8]]) -> [UInt8] {
    stops.first { candidate in !completions.contains { CommonEnds.contains($0, candidate) } } ?? lastStop
  }
}
