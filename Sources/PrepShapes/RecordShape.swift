/// A shape that records have: the canonical ones, and those that others publish.
///
/// To add one: a case here, and its line in ``table``.
public enum RecordShape: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
  case tokenized
  case nemoGym = "nemo-gym"
  case summarizeFromFeedback = "summarize-from-feedback"
  case oasstTree = "oasst-tree"
  case oasstRows = "oasst-rows"
  case openAIPreference = "openai-dpo"
  case shareGPTPreference = "sharegpt-preference"
  case transcripts = "hh-rlhf"
  case stanfordPreferences = "shp"
  case mathShepherd = "math-shepherd"
  case retrieval
  case stepwise
  case segments = "input-output"
  case rankedAnswers = "ranked-answers"
  case preference
  case unpairedPreference = "unpaired-preference"
  case geminiPreference = "gemini-preference"
  case gemini
  case mistral
  case chat
  case shareGPT = "sharegpt"
  case instances = "self-instruct"
  case rankedAlpaca = "alpaca-ranked"
  case alpaca
  case labelStudio = "label-studio"
  case tokenClassification = "token-classification"
  case questionAnswering = "question-answering"
  case promptCompletion = "prompt-completion"
  case classification
  case message
  case text
  case promptOnly = "prompt-only"

  /// Its number among all shapes, which is its place in the table.
  // SAFETY: an enumeration without payloads and with fewer than 257 cases is one byte, the number of the case.
  @inlinable @inline(__always) public var ordinal: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

  /// Whether two shapes are the same: by their numbers, because the names are compared byte by byte.
  @inlinable @inline(__always)
  public static func == (left: RecordShape, right: RecordShape) -> Bool { left.ordinal == right.ordinal }

  /// What a record has to have to be of a shape.
  enum Need {
    /// The field under one of its names, whatever its value.
    case has(RecordField)
    /// The field with a list in it.
    case list(RecordField)
    /// The field with an object in it.
    case object(RecordField)
    /// The field with an object in it that has this member.
    case holding(RecordField, StaticString)
    /// The field under our name of it, whatever its value.
    case ours(RecordField)
    /// The field with a list in it whose first element is an object that has this member.
    case listing(RecordField, StaticString)
    /// The field with anything in it but a list that begins with an object.
    case plain(RecordField)
    /// The field with a list of messages in it that does not end with what is asked.
    case answered(RecordField)
    /// The field with a text in it that has Math-Shepherd's mark behind each step.
    case marked(RecordField)
    /// The field under this name, and nothing besides.
    case alone(RecordField, String)
    /// The field under one of its names but this one.
    case hasBut(RecordField, String)
    /// The field with a list in it that is empty or begins with a span of a text: `[start, end, label]`, or an object
    /// that says where it begins.
    case spanned(RecordField)
    /// The field with the name of a role in it.
    case spoken(RecordField)
    /// A verdict: true or false, or 1 or 0, or any of them as a string.
    case verdict
    /// The field with a text in it that begins with the turn of a transcript.
    case transcript(RecordField)

    /// Whether it says nothing of what is written in the field, but that it is a list.
    var isOfKeysAlone: Bool {
      switch self {
      case .has, .hasBut, .ours, .list, .answered, .spanned: true
      case .object, .holding, .listing, .plain, .marked, .alone, .verdict, .transcript, .spoken: false
      }
    }

    var field: RecordField {
      switch self {
      case .has(let field), .ours(let field), .list(let field), .object(let field), .holding(let field, _),
        .transcript(let field), .listing(let field, _), .plain(let field), .answered(let field), .marked(let field),
        .alone(let field, _),
        .hasBut(let field, _), .spanned(let field), .spoken(let field):
        field
      case .verdict: .verdict
      }
    }
  }

  /// Which lists of fields cannot stand beside each other: a record with fields of two frames fits two shapes.
  enum Frame { case messages, conversations, interactions, contents, pair, text, none }

  /// What the table says of a shape.
  struct Row {
    let shape: RecordShape
    /// The canonical shape of its examples; nil where none are read from it.
    let example: ExampleShape?
    /// The canonical shape of this name; nil for a shape that others publish.
    let canonical: ExampleShape?
    /// The shape with the same fields, where only what is written in them makes another of it.
    let layout: RecordShape
    /// Other names that the shape has had.
    let otherNames: [String]
    /// What a record has to have: all needs of one of these lists.
    let forms: [[Need]]
    /// What tells the shape of a record that lacks some of it; such records are looked at when no whole form fits.
    let signs: [[Need]]
    /// Fields that belong to it besides the needed ones.
    let also: [RecordField]
    /// Types of fields that are others here than in the table of fields.
    let types: [RecordField: FieldType]
    let frame: Frame
    /// An example as one JSON object.
    let sample: String

    init(
      _ shape: RecordShape, _ example: ExampleShape?, like layout: RecordShape? = nil, called otherNames: [String] = [],
      forms: [[Need]], signs: [[Need]] = [], also: [RecordField] = [], types: [RecordField: FieldType] = [:],
      frame: Frame = .none, _ sample: String
    ) {
      self.shape = shape
      self.example = example
      canonical = ExampleShape(rawValue: shape.rawValue)
      self.layout = layout ?? shape
      self.otherNames = otherNames
      self.forms = forms
      self.signs = signs
      self.also = also
      self.types = types
      self.frame = frame
      self.sample = sample
    }
  }

  /// The table, in the order in which the shapes are tried.
  ///
  /// What comes (verdicts on steps, token ids as examples) gets its line here: a form, and the canonical shape once there
  /// is one.
  static let table: [Row] = [
    Row(
      .tokenized, nil, called: ["pretokenized"], forms: [[.list(.inputIDs)]],
      also: [.attentionMask, .labels, .tokenTypeIDs, .positionIDs, .completionMask, .assistantMasks], frame: .pair,
      #"{"input_ids":[1,2],"labels":[-100,2]}"#),
    Row(
      .nemoGym, .promptOnly, forms: [[.holding(.responsesParams, "input")]],
      #"{"responses_create_params":{"input":[{"role":"user","content":"q"}]}}"#),
    Row(
      .summarizeFromFeedback, .preference, forms: [[.has(.info), .has(.summaries), .has(.choice)]], frame: .pair,
      #"{"info":{"post":"p"},"summaries":[{"text":"a"},{"text":"b"}],"choice":0}"#),
    Row(
      .oasstTree, .chat, forms: [[.holding(.prompt, "replies")], [.has(.replies), .has(.text), .has(.role)]],
      also: [.treeID, .treeState], types: [.prompt: .object],
      #"{"prompt":{"text":"q","role":"prompter","replies":[{"text":"a","role":"assistant","replies":[]}]}}"#),
    Row(
      .oasstRows, nil,
      forms: [
        [.has(.messageID), .has(.text), .has(.role), .has(.parentID)],
        [.has(.messageID), .has(.text), .has(.role), .has(.treeID)],
      ], #"{"message_id":"1","parent_id":null,"text":"q","role":"prompter"}"#),
    Row(
      .openAIPreference, .preference, called: ["openai-preference"],
      forms: [[.object(.input), .has(.preferredOutput), .has(.nonPreferredOutput)]],
      signs: [[.has(.preferredOutput)], [.has(.nonPreferredOutput)]], types: [.input: .object], frame: .pair,
      #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#
    ),
    Row(
      .shareGPTPreference, .preference, like: .preference,
      forms: [[.list(.conversations), .has(.chosen), .has(.rejected)]],
      also: [.system, .tools, .images, .videos, .audios], frame: .conversations,
      #"{"conversations":[{"from":"human","value":"q"}],"chosen":{"from":"gpt","value":"a"},"rejected":{"from":"gpt","value":"b"}}"#
    ),
    Row(
      .transcripts, .preference, like: .preference, forms: [[.transcript(.chosen), .transcript(.rejected)]],
      frame: .pair,
      #"{"chosen":"\n\nHuman: q\n\nAssistant: a","rejected":"\n\nHuman: q\n\nAssistant: b"}"#),
    Row(
      .stanfordPreferences, .preference,
      forms: [[.has(.history), .has(.firstAnswer), .has(.secondAnswer), .has(.labels)]],
      types: [.labels: .any], frame: .pair,
      #"{"history":"q","human_ref_A":"a","human_ref_B":"b","labels":1}"#),
    Row(
      .mathShepherd, nil, called: ["prm"], forms: [[.marked(.input), .has(.label)]], types: [.label: .text],
      frame: .pair,
      #"{"input":"q Step 1: a ки","label":"q Step 1: a +"}"#),
    Row(
      .retrieval, nil,
      forms: [
        [.has(.prompt), .list(.positives)], [.has(.prompt), .list(.negatives)],
        [.has(.prompt), .has(.positives), .has(.negatives)],
      ], frame: .pair,
      #"{"prompt":"q","positives":["a"],"negatives":["b"]}"#),
    Row(
      .stepwise, nil, forms: [[.has(.prompt), .has(.completions), .has(.labels)]],
      signs: [[.has(.prompt), .plain(.completions)]], frame: .pair,
      #"{"prompt":"q","completions":["a","b"],"labels":[true,false]}"#),
    Row(
      .segments, .promptCompletion, called: ["segments"], forms: [[.list(.segments)]], frame: .pair,
      #"{"segments":[{"text":"q","label":false},{"text":"a","label":true}]}"#),
    Row(
      .rankedAnswers, .preference, called: ["nectar"],
      forms: [
        [.has(.prompt), .listing(.answers, "rank")], [.has(.prompt), .list(.answers), .list(.scores)],
        [.has(.prompt), .list(.completions), .list(.scores)],
        [.has(.prompt), .listing(.completions, "overall_score")], [.list(.context), .listing(.completions, "rank")],
      ],
      also: [.system, .history, .tools], types: [.answers: .list], frame: .pair,
      #"{"prompt":"q","answers":[{"answer":"a","rank":1},{"answer":"b","rank":2}]}"#),
    Row(
      .preference, .preference,
      forms: [
        [.has(.prompt), .has(.chosen), .has(.rejected)], [.has(.chosen), .has(.rejected)],
        [.list(.messages), .has(.rejected)],
      ],
      signs: [[.has(.chosen)], [.has(.rejected)]],
      also: [
        .messages, .tools, .system, .history, .instruction, .input, .images, .videos, .audios, .chatTemplateKwargs,
        .documents,
      ],
      types: [.prompt: .any], frame: .pair,
      #"{"prompt":"q","chosen":"a","rejected":"b"}"#),
    Row(
      .unpairedPreference, .unpairedPreference,
      forms: [
        [.verdict, .has(.prompt), .has(.completion)], [.verdict, .answered(.messages)],
        [.verdict, .answered(.conversations)],
      ],
      also: [.tools, .system, .images, .videos, .audios, .chatTemplateKwargs, .documents], frame: .pair,
      #"{"prompt":"q","completion":"a","label":true}"#
    ),
    Row(
      .geminiPreference, .preference, forms: [[.list(.contents), .list(.completions)]],
      also: [.systemInstruction, .tools], frame: .contents,
      #"{"contents":[{"role":"user","parts":[{"text":"q"}]}],"completions":[{"score":1,"completion":{"role":"model","parts":[{"text":"a"}]}},{"score":0,"completion":{"role":"model","parts":[{"text":"b"}]}}]}"#
    ),
    Row(
      .gemini, .chat, forms: [[.list(.contents)]], also: [.systemInstruction, .tools], frame: .contents,
      #"{"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"text":"a"}]}]}"#),
    Row(
      .mistral, .chat, called: ["interactions"], forms: [[.list(.interactions)]], also: [.system, .tools, .onlyLast],
      frame: .interactions,
      #"{"interactions":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#),
    Row(
      .chat, .chat, called: ["bedrock-claude"], forms: [[.list(.messages)]],
      also: [
        .tools, .functions, .toolConfig, .parallelToolCalls, .system, .weight, .images, .videos, .audios, .objects,
        .chatTemplateKwargs, .documents, .choices,
      ],
      frame: .messages,
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#),
    Row(
      .shareGPT, .chat, forms: [[.list(.conversations)]], also: [.system, .tools, .images, .videos, .audios],
      frame: .conversations,
      #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}"#),
    Row(
      .instances, .promptCompletion, forms: [[.has(.instruction), .list(.instances)]], frame: .pair,
      #"{"instruction":"t","instances":[{"input":"q","output":"a"}]}"#),
    Row(
      .rankedAlpaca, .preference, forms: [[.has(.instruction), .list(.output)]], also: [.input, .system, .history],
      types: [.output: .list],
      frame: .pair, #"{"instruction":"q","output":["a","b"]}"#),
    Row(
      .alpaca, .promptCompletion, called: ["instruction"],
      forms: [[.has(.instruction), .has(.output)], [.has(.instruction), .has(.completion)]],
      also: [.input, .system, .history, .tools, .images, .videos, .audios], types: [.completion: .text], frame: .pair,
      #"{"instruction":"t","input":"q","output":"a"}"#),
    Row(
      .labelStudio, .tokenClassification, forms: [[.holding(.data, "text"), .list(.annotations)]],
      #"{"data":{"text":"t"},"annotations":[{"result":[{"value":{"start":0,"end":1,"text":"t","labels":["L"]},"type":"labels"}]}]}"#
    ),
    Row(
      .tokenClassification, .tokenClassification, called: ["ner", "pos"],
      forms: [
        [.list(.tokens), .list(.tags)], [.has(.text), .list(.spans)], [.has(.text), .spanned(.label)],
        [.has(.text), .spanned(.labels)],
      ],
      types: [.label: .list], #"{"tokens":["t"],"tags":["B-L"]}"#),
    Row(
      .questionAnswering, .questionAnswering, called: ["squad", "qa"],
      forms: [
        [.has(.question), .has(.context), .holding(.answers, "answer_start")],
        [.has(.question), .has(.context), .listing(.answers, "answer_start")],
        [.has(.question), .has(.context), .has(.isImpossible)],
      ],
      also: [.answers], frame: .pair,
      #"{"question":"q","context":"c","answers":{"text":["c"],"answer_start":[0]}}"#),
    Row(
      .promptCompletion, .promptCompletion, forms: [[.has(.prompt), .has(.completion)]],
      also: [.tools, .system, .history, .images, .videos, .audios, .chatTemplateKwargs, .documents], frame: .pair,
      #"{"prompt":"q","completion":"a"}"#),
    Row(
      .classification, .classification, called: ["classification-pair"],
      forms: [[.has(.textA), .has(.textB), .has(.label)], [.has(.text), .has(.label)]], #"{"text":"t","label":"l"}"#),
    // One message of a conversation, which is no example alone.
    Row(
      .message, nil, forms: [[.spoken(.speaker), .has(.utterance)], [.spoken(.type), .ours(.content)]],
      also: [.utterance], #"{"speaker":"user","utterance":"q"}"#),
    // ms-swift writes texts to learn as a whole so.
    Row(
      .text, .text, forms: [[.hasBut(.text, "response")], [.alone(.text, "response")]], frame: .text, #"{"text":"t"}"#),
    Row(
      .promptOnly, .promptOnly, forms: [[.ours(.instruction), .ours(.input)], [.has(.prompt)], [.list(.turns)]],
      also: [.tools, .system, .chatTemplateKwargs, .documents], #"{"prompt":"q"}"#),
  ]

  /// The signs that come last, behind those in the lines above: a list that is none, an answer to nothing.
  static let lastSigns: [(shape: RecordShape, needs: [Need])] = [
    (.tokenized, [.has(.inputIDs)]), (.chat, [.has(.messages)]), (.shareGPT, [.has(.conversations)]),
    (.mistral, [.has(.interactions)]), (.gemini, [.has(.contents)]),
    (.segments, [.has(.segments)]), (.promptCompletion, [.ours(.completion)]),
  ]
}
