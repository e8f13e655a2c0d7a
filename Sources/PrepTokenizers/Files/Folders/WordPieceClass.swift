/// What a class of transformers makes of a `vocab.txt`: the names of the tokens that have a part, and what stands around
/// texts. Words and pieces are the same in all of them.
///
/// They are those of transformers 5.24. A class that is not here cuts texts otherwise, and is not guessed.
struct WordPieceClass: Sendable {
  /// The classes, without `Fast`.
  let classes: [String]
  /// Names in `config.json` of models whose tokenizer is of the class.
  let models: [String]
  /// The names of the tokens that have a part, where the folder does not name others.
  var names = [
    "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]",
  ]
  /// Whether the mask takes the space in front of it.
  var maskStripsLeft = false
  /// What stands around texts; see ``Around``.
  var around = Around.types(cls: 0)

  /// What stands around one text and two.
  enum Around: Sendable, Equatable {
    /// The class token, texts with a separator behind each, the second of another type.
    case types(cls: Int)
    /// The same with two separators between the texts.
    case twoSeparators
    /// The first text is a question, with a token for its answer and a full stop behind it.
    case question
  }

  static let all: [WordPieceClass] = [
    WordPieceClass(
      classes: [
        "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "ConvBertTokenizer", "LayoutLMTokenizer",
        "LxmertTokenizer", "SqueezeBertTokenizer", "MobileBertTokenizer", "RetriBertTokenizer", "RealmTokenizer",
        "DPRQuestionEncoderTokenizer", "DPRContextEncoderTokenizer", "DPRReaderTokenizer",
      ],
      models: [
        "bert", "distilbert", "electra", "convbert", "layoutlm", "lxmert", "squeezebert", "mobilebert", "retribert",
        "realm", "dpr", "ernie", "nezha", "megatron-bert", "qdqbert", "visual_bert", "align", "blip", "git", "vilt",
      ]),
    WordPieceClass(
      classes: ["MPNetTokenizer"], models: ["mpnet"],
      names: [
        "unk_token": "[UNK]", "sep_token": "</s>", "pad_token": "<pad>", "cls_token": "<s>", "mask_token": "<mask>",
        "bos_token": "<s>", "eos_token": "</s>",
      ], maskStripsLeft: true, around: .twoSeparators),
    WordPieceClass(classes: ["SplinterTokenizer"], models: ["splinter"], around: .question),
    WordPieceClass(
      classes: ["FunnelTokenizer"], models: ["funnel"],
      names: [
        "unk_token": "<unk>", "sep_token": "<sep>", "pad_token": "<pad>", "cls_token": "<cls>", "mask_token": "<mask>",
        "bos_token": "<s>", "eos_token": "</s>",
      ], around: .types(cls: 2)),
  ]

  /// Classes that say nothing and leave it to the kind of the model.
  static let general: Set<String> = [
    "PreTrainedTokenizer", "TokenizersBackend", "PythonBackend", "AutoTokenizer",
  ]

  /// The class that a folder names, or that the kind of its model has; nil where neither says what it is.
  ///
  /// - Throws: ``TokenizerFailure`` for a class that is not one of WordPiece's.
  static func of(_ side: SideFiles, path: String) throws(TokenizerFailure) -> WordPieceClass? {
    if let name = side.className, !general.contains(name) {
      if let found = all.first(where: { $0.classes.contains(name) }) { return found }
      throw unknown("tokenizer_class is \(name)", path)
    }
    guard let type = side.modelType else { return nil }
    if let found = all.first(where: { $0.models.contains(type) }) { return found }
    if otherModels.contains(type) { throw unknown("model_type is \(type)", path) }
    return nil
  }

  /// Names in `config.json` of models whose `vocab.txt` is no list of WordPiece, or is one of words that other programs
  /// cut.
  private static let otherModels: Set<String> = [
    "esm", "roformer", "cpmant", "tapas", "prophetnet", "layoutlmv2", "markuplm", "bertweet", "phobert",
  ]

  private static func unknown(_ what: String, _ path: String) -> TokenizerFailure {
    TokenizerFailure(
      .unsupported,
      "how texts are cut for this vocabulary is not known (\(what), which is not one of WordPiece's classes); name a "
        + "tokenizer.json", path: path)
  }

  /// The post-processor of a `tokenizer.json`.
  ///
  /// - Parameters:
  ///   - cls: The name of the token before a text as JSON, and its id.
  ///   - sep: The same of the token behind a text.
  ///   - more: The same of what else stands around a text.
  func postProcessor(cls: (name: String, id: Int), sep: (name: String, id: Int), more: [(name: String, id: Int)])
    -> String
  {
    func token(_ name: String, _ type: Int) -> String { #"{"SpecialToken":{"id":\#(name),"type_id":\#(type)}}"# }
    func text(_ name: String, _ type: Int) -> String { #"{"Sequence":{"id":"\#(name)","type_id":\#(type)}}"# }
    func template(_ single: [String], _ pair: [String]) -> String {
      var seen: Set<String> = []
      let tokens = ([cls, sep] + more).filter { seen.insert($0.name).inserted }
        .map { #"\#($0.name):{"id":\#($0.name),"ids":[\#($0.id)],"tokens":[\#($0.name)]}"# }
      return #"{"type":"TemplateProcessing","single":[\#(single.joined(separator: ","))],"#
        + #""pair":[\#(pair.joined(separator: ","))],"special_tokens":{\#(tokens.joined(separator: ","))}}"#
    }
    switch around {
    case .types(let type):
      let single = [token(cls.name, type), text("A", 0), token(sep.name, 0)]
      return template(single, single + [text("B", 1), token(sep.name, 1)])
    case .question:
      let single = [token(cls.name, 0), text("A", 0), token(sep.name, 0)]
      return template(
        single,
        [token(cls.name, 0), text("A", 0)] + more.map { token($0.name, 0) }
          + [token(sep.name, 0), text("B", 1), token(sep.name, 1)])
    case .twoSeparators:
      return #"{"type":"RobertaProcessing","sep":[\#(sep.name),\#(sep.id)],"cls":[\#(cls.name),\#(cls.id)],"#
        + #""trim_offsets":true,"add_prefix_space":false}"#
    }
  }
}
