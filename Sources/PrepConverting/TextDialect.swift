import PrepShapes

/// A form in which templates write conversations out: what stands before each turn and behind it.
///
/// To add one: a line in ``all``; a form whose marks begin as those of another goes before it.
struct TextDialect {
  typealias Mark = (bytes: [UInt8], role: RoleKind)

  /// Where a mark has to stand to be one.
  enum Place {
    case anywhere
    /// At the beginning of a line.
    case line
    /// Behind a blank, or behind what ends a turn.
    case word
  }

  /// What the form is called.
  let name: String
  let marks: [Mark]
  /// What may stand behind a turn.
  let ends: [[UInt8]]
  let place: Place
  /// What a text begins with that has words of the template before the first turn; empty where none has.
  let preamble: [UInt8]
  /// Whether those words are the system's; else they say nothing.
  let keepsPreamble: Bool
  /// Whether the first turn behind those words begins a line.
  let needsLine: Bool
  /// Whether a question may have an input of its own.
  let hasInput: Bool
  /// Marks of parts that are no turn: a text with one of them is not read.
  let foreign: [[UInt8]]
  /// The bytes that marks begin with.
  let firsts: Set<UInt8>

  private init(
    _ name: String, _ marks: [(String, RoleKind)], ends: [String] = [], at place: Place = .anywhere,
    preamble: String = "", keepsPreamble: Bool = false, hasInput: Bool = false, foreign: [String] = []
  ) {
    self.foreign = foreign.map { Array($0.utf8) }
    self.name = name
    self.marks = marks.map { (Array($0.0.utf8), $0.1) }
    self.ends = ends.map { Array($0.utf8) }
    self.place = place
    self.preamble = Array(preamble.utf8)
    self.keepsPreamble = keepsPreamble
    needsLine = hasInput
    self.hasInput = hasInput
    firsts = Set(self.marks.compactMap(\.bytes.first))
  }

  private static let speakers: [RoleKind] = [.system, .user, .assistant, .tool]

  /// What a whole text may begin with.
  static let begins = [
    "<|begin_of_text|>", "<bos>", "<｜begin▁of▁sentence｜>", "[gMASK]<sop>", "[gMASK]sop", "<BOS_TOKEN>",
  ].map { Array($0.utf8) }

  /// What ends a text in many forms.
  static let ends = ["<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>", "<|eot_id|>", "<|im_end|>"].map {
    Array($0.utf8)
  }

  static let all: [TextDialect] = [
    TextDialect(
      "### Human",
      [("### Human:", .user), ("### User:", .user), ("### Assistant:", .assistant), ("### System:", .system)]),
    TextDialect(
      "Alpaca", [("### Instruction:", .user), ("### Response:", .assistant)],
      preamble: "Below is an instruction that describes a task", hasInput: true),
    TextDialect(
      "### Question", [("### Question:", .user), ("### Answer:", .assistant), ("### System:", .system)], at: .line),
    TextDialect("ChatML", speakers.map { ("<|im_start|>\($0.name)\n", $0) }, ends: ["<|im_end|>"]),
    TextDialect(
      "Llama 3", speakers.map { ("<|start_header_id|>\($0.name)<|end_header_id|>", $0) }, ends: ["<|eot_id|>"]),
    TextDialect(
      "Llama 2", [("<s>[INST]", .user), ("[INST]", .user), ("[/INST]", .assistant)], ends: ["</s>"]),
    TextDialect(
      "Gemma", [("<start_of_turn>user\n", .user), ("<start_of_turn>model\n", .assistant)],
      ends: ["<end_of_turn>", "<eos>"]
    ),
    TextDialect(
      "Gemma 4",
      [("<|turn>system\n", .system), ("<|turn>user\n", .user), ("<|turn>model\n", .assistant)],
      ends: ["<turn|>", "<eos>"], foreign: ["<|turn>", "<|channel>", "<|tool"]),
    TextDialect(
      "Cohere",
      [
        ("<|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>", .system), ("<|START_OF_TURN_TOKEN|><|USER_TOKEN|>", .user),
        ("<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>", .assistant),
      ], ends: ["<|END_OF_TURN_TOKEN|>", "<|END_RESPONSE|>"], foreign: ["<|START_OF_TURN_TOKEN|>", "<|START_"]),
    TextDialect(
      "Harmony",
      [
        ("<|start|>system<|message|>", .system), ("<|start|>developer<|message|>", .developer),
        ("<|start|>user<|message|>", .user), ("<|start|>assistant<|channel|>final<|message|>", .assistant),
        ("<|start|>assistant<|message|>", .assistant),
      ], ends: ["<|end|>", "<|return|>"], foreign: ["<|start|>", "<|channel|>"]),
    TextDialect(
      "MOSS", [("<|Human|>:", .user), ("<|MOSS|>:", .assistant), ("[Human]:", .user), ("[MOSS]:", .assistant)],
      ends: ["<eoh>", "<eom>", "<eoa>"]),
    TextDialect(
      "Zephyr, Phi-3 or OASST",
      [("<|system|>", .system), ("<|user|>", .user), ("<|prompter|>", .user), ("<|assistant|>", .assistant)],
      ends: ["</s>", "<|end|>", "<|endoftext|>"]),
    TextDialect(
      "OpenChat", [("GPT4 Correct User:", .user), ("GPT4 Correct Assistant:", .assistant)], ends: ["<|end_of_turn|>"]),
    TextDialect(
      "DeepSeek", [("<｜User｜>", .user), ("<｜Assistant｜>", .assistant)], ends: ["<｜end▁of▁sentence｜>"]),
    TextDialect(
      "Vicuna", [("USER:", .user), ("ASSISTANT:", .assistant), ("SYSTEM:", .system)], ends: ["</s>"], at: .word,
      preamble: "A chat between a ", keepsPreamble: true),
    TextDialect("<human>", [("<human>:", .user), ("<bot>:", .assistant), ("<system>:", .system)], at: .word),
    TextDialect(
      "Baize", [("[|Human|]", .user), ("[|AI|]", .assistant)], at: .line, preamble: "The conversation between ",
      keepsPreamble: true),
    TextDialect(
      "Question: and Answer:",
      [("Question:", .user), ("Answer:", .assistant), ("Q:", .user), ("A:", .assistant)], at: .line),
    TextDialect("Instruct: and Output:", [("Instruct:", .user), ("Output:", .assistant)], at: .line),
    TextDialect("问 and 答", [("问：", .user), ("答：", .assistant), ("问:", .user), ("答:", .assistant)], at: .line),
    TextDialect(
      "Human: and Assistant:",
      [
        ("Human:", .user), ("User:", .user), ("Assistant:", .assistant), ("AI:", .assistant), ("Bot:", .assistant),
        ("System:", .system),
      ], at: .line),
  ]
}
