extension FieldMapping {
  /// What others call our fields, in the order in which the names are looked for; ours come first.
  package static let knownNames: [Field: [String]] = [
    .prompt: ["prompt", "question", "query", "instruction", "input", "Prompt", "Question"],
    .completion: ["completion", "response", "answer", "output", "std_answer", "sql", "Completion", "Answer"],
    .chosen: ["chosen", "chosen_response", "response_j"],
    .rejected: ["rejected", "rejected_response", "response_k"],
    .text: ["text", "sentence", "review", "content", "description", "message", "comment", "tweet", "Text", "v2", "input"],
    .label: ["label", "category", "class", "sentiment", "target", "intent", "Category", "Label", "Score", "v1"],
    .textA: ["text_a", "sentence1", "premise", "question1"],
    .textB: ["text_b", "sentence2", "hypothesis", "question2"],
  ]
}
