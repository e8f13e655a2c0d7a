/// A question about a text, and the spans of the text that answer it.
public struct Question: Sendable, Equatable {
  /// An answer: its words, and where they stand in the context.
  public struct Answer: Sendable, Equatable {
    public var text: [UInt8]
    /// How many characters (or what places are counted in) come before it.
    public var start: Int

    public init(text: [UInt8], start: Int) {
      self.text = text
      self.start = start
    }
  }

  public var question: [UInt8]
  public var context: [UInt8]
  /// The answers; none where the context has no answer.
  public var answers: [Answer]
  /// Whether it is said that the context has no answer; nil where nothing is said of it.
  public var isImpossible: Bool?

  public init(question: [UInt8], context: [UInt8], answers: [Answer], isImpossible: Bool? = nil) {
    self.question = question
    self.context = context
    self.answers = answers
    self.isImpossible = isImpossible
  }
}
