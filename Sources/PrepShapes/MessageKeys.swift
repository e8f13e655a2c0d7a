extension RecordField {
  /// The keys that messages have in one format or another, under all of their names.
  package static let messageKeys: Set<String> = {
    let fields: [RecordField] = [
      .role, .from, .content, .value, .parts, .name, .toolCalls, .toolCallID, .functionCall, .refusal, .train,
      .trainDetail, .reasoning,
      .weight,
    ]
    // Some write what is said as "text", and the weight of a turn as "loss_weight".
    return Set(fields.flatMap(\.names)).union(["text", "loss_weight", "loss_scale"])
  }()
}
