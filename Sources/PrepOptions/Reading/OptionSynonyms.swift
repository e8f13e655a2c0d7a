import PrepDiagnostics

/// The names that options have in other programs, and which of ours mean the same.
package enum OptionSynonyms {
  /// Our names for an option of another program, those that a command has.
  ///
  /// - Parameters:
  ///   - word: What was written, without dashes.
  ///   - names: The options of the command.
  package static func of(_ word: String, among names: [String]) -> [String] {
    let wanted = word.lowercased().replacing("_", with: "-")
    guard let group = all.first(where: { $0.theirs.contains(wanted) }) else { return [] }
    return group.ours.filter { names.contains($0) }
  }

  /// Names elsewhere, and ours; where a command has several of ours, all are offered.
  package static let all: [(theirs: Set<String>, ours: [String])] = [
    (
      [
        "max-length", "max-len", "max-seq-length", "max-seq-len", "seq-length", "seq-len", "sequence-length",
        "sequence-len", "context-length", "context-size", "context-window", "ctx-len", "n-ctx", "block-size",
        "cutoff-len", "model-max-length", "max-tokens", "length", "pack-length", "chunk-size",
      ], ["length", "max-tokens", "matrix"]
    ),
    (
      ["model", "model-name", "tokenizer-name", "tokenizer-path", "tokenizer-file", "vocab", "vocabulary"],
      ["tokenizer"]
    ),
    (["chat-template", "prompt-template", "jinja"], ["template"]),
    (
      ["out", "out-file", "outfile", "output-file", "output-dir", "out-dir", "output-path", "dest", "destination"],
      ["output"]
    ),
    (["workers", "num-workers", "num-proc", "nproc", "jobs", "processes", "num-threads", "cpus"], ["threads"]),
    (["random-seed", "random-state"], ["seed"]),
    (["column", "columns", "text-column", "text-field", "text-key", "key", "keys"], ["field", "map", "fields"]),
    (["expression", "expr", "filter", "condition", "query"], ["where"]),
    (["train-on", "train-on-inputs", "loss-mask"], ["mask"]),
    (["skip-invalid", "skip-errors", "ignore-errors", "on-error", "errors"], ["on-invalid"]),
    (["fraction", "ratio", "ratios", "test-size", "val-size", "valid-size", "train-size"], ["parts", "share"]),
    (
      ["number", "num", "num-samples", "num-records", "n-samples", "size", "head", "rows"],
      ["count", "limit", "vocab-size"]
    ),
    (["format", "output-format", "out-format", "target"], ["to", "format", "target", "for"]),
    (["input-format", "in-format", "file-type", "filetype"], ["from"]),
    (["charset", "character-set"], ["encoding"]),
    (["sep", "separator"], ["delimiter", "separator"]),
    (["threshold", "similarity", "fuzzy", "minhash"], ["near"]),
    (["special-token", "added-tokens", "add-special-tokens"], ["special-tokens", "allow-special", "bos"]),
    (["resume-from", "continue"], ["resume"]),
    (["silent", "no-progress"], ["quiet"]),
    (["cwd", "chdir", "working-directory"], ["directory"]),
    (["evals", "benchmark", "benchmarks", "reference", "references", "eval"], ["against"]),
  ]
}
