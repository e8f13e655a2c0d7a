internal import PrepBytePairEncoding

/// What a class of transformers makes of a SentencePiece model: the ids of its pieces, the tokens it adds, and what it
/// puts around texts.
///
/// The ids are those of the classes of transformers 4.57, which read such files; 5.24 rebuilds the same ones.
struct PieceLayout: Sendable {
  /// A token that the class has besides the pieces, or a piece of the model under its own name.
  enum Entry: Sendable, Equatable {
    case token(String)
    case piece(String)
  }

  /// The classes, without `Fast`.
  let classes: [String]
  /// Names in `config.json` of models whose tokenizer is of the class.
  var models: [String] = []
  /// What stands before the pieces.
  var before: [Entry] = []
  /// How many pieces of the model are left out at its beginning.
  var dropped = 0
  /// What follows them.
  var after: [String] = []
  /// The names of the tokens before and after a text.
  var prefix: [String] = []
  var suffix: [String] = []

  private static let aroundWords = (before: ["<s>"], after: ["</s>"])

  static let all: [PieceLayout] = [
    PieceLayout(
      classes: ["T5Tokenizer", "MT5Tokenizer"], models: ["t5", "mt5", "umt5"],
      after: (0..<100).reversed().map { "<extra_id_\($0)>" }, suffix: ["</s>"]),
    PieceLayout(
      classes: ["XLMRobertaTokenizer"], models: ["xlm-roberta", "xlm-roberta-xl"],
      before: [.token("<s>"), .token("<pad>"), .token("</s>"), .token("<unk>")], dropped: 3, after: ["<mask>"],
      prefix: ["<s>"], suffix: ["</s>"]),
    PieceLayout(
      classes: ["CamembertTokenizer"], models: ["camembert"],
      before: [
        .token("<s>NOTUSED"), .token("<pad>"), .token("</s>NOTUSED"), .token("<unk>"), .token("<unk>NOTUSED"),
      ], dropped: 1, after: ["<mask>"], prefix: ["<s>"], suffix: ["</s>"]),
    PieceLayout(
      classes: ["PegasusTokenizer"], models: ["pegasus", "pegasus_x", "bigbird_pegasus"],
      before: [.token("<pad>"), .token("</s>"), .token("<mask_1>"), .token("<mask_2>")]
        + (2...102).map { .token("<unk_\($0)>") }, dropped: 2, suffix: ["</s>"]),
    PieceLayout(classes: ["AlbertTokenizer"], models: ["albert"], prefix: ["[CLS]"], suffix: ["[SEP]"]),
    PieceLayout(classes: ["RemBertTokenizer"], models: ["rembert"], prefix: ["[CLS]"], suffix: ["[SEP]"]),
    PieceLayout(classes: ["BigBirdTokenizer"], models: ["big_bird"], prefix: ["[CLS]"], suffix: ["[SEP]"]),
    PieceLayout(
      classes: ["DebertaV2Tokenizer"], models: ["deberta-v2"], after: ["[MASK]"], prefix: ["[CLS]"], suffix: ["[SEP]"]),
    PieceLayout(classes: ["XLNetTokenizer"], models: ["xlnet"], suffix: ["<sep>", "<cls>"]),
    PieceLayout(
      classes: ["LlamaTokenizer", "CodeLlamaTokenizer"], models: ["llama", "mistral", "mixtral"], prefix: ["<s>"]),
    PieceLayout(
      classes: ["GemmaTokenizer"], models: ["gemma", "gemma2", "gemma3", "gemma3_text"], prefix: ["<bos>"]),
  ]

  /// Classes that read more than the model, and what makes one file of them.
  private static let refused: Set<String> = [
    "MBartTokenizer", "MBart50Tokenizer", "NllbTokenizer", "M2M100Tokenizer", "PLBartTokenizer", "SeamlessM4TTokenizer",
    "BarthezTokenizer", "BartphoTokenizer", "CpmTokenizer", "FNetTokenizer", "LayoutXLMTokenizer", "ReformerTokenizer",
    "Speech2TextTokenizer", "SpeechT5Tokenizer", "UdopTokenizer", "XGLMTokenizer", "XLMProphetNetTokenizer",
    "ErnieMTokenizer", "SiglipTokenizer", "GPTSw3Tokenizer", "BertGenerationTokenizer", "BertJapaneseTokenizer",
  ]

  /// The layout of a folder's class, or of its kind of model where no class is named; nil where the pieces have the ids
  /// of the model.
  ///
  /// - Throws: ``TokenizerFailure`` for a class that adds tokens the folder does not list.
  static func of(_ side: SideFiles, path: String) throws(TokenizerFailure) -> PieceLayout? {
    if let name = side.className {
      if refused.contains(name) {
        throw TokenizerFailure(
          .unsupported,
          "the ids of \(name) are not those of its pieces alone, and are not known here; name a tokenizer.json, which "
            + "AutoTokenizer.from_pretrained(…).save_pretrained(…) writes", path: path)
      }
      return all.first { $0.classes.contains(name) }
    }
    return side.modelType.flatMap { type in all.first { $0.models.contains(type) } }
  }

  /// The model with the pieces and ids of the class.
  func apply(to file: SentencePieceFile, _ side: SideFiles) -> SentencePieceFile {
    if before.isEmpty, after.isEmpty { return file }
    var file = file
    let old = file.pieces
    var pieces: [SentencePieceFile.Piece] = []
    func kind(_ name: String) -> SentencePieceFile.Kind { name == "<unk>" ? .unknown : .control }
    for case .token(let name) in before {
      pieces.append(SentencePieceFile.Piece(text: Array(name.utf8), kind: kind(name)))
    }
    let taken = Set(pieces.map(\.text))
    for piece in old.dropFirst(dropped) {
      // A piece under the name of a token stands for nothing more.
      var piece = piece
      if taken.contains(piece.text), piece.kind != .control, piece.kind != .unknown { piece.kind = .unused }
      pieces.append(piece)
    }
    let known = Set(pieces.map(\.text))
    for name in extras(side) where !known.contains(Array(name.utf8)) {
      pieces.append(SentencePieceFile.Piece(text: Array(name.utf8), kind: .control))
    }
    file.pieces = pieces
    func id(_ name: String) -> Int { pieces.firstIndex { $0.text == Array(name.utf8) } ?? -1 }
    file.endID = id(suffix.last ?? "</s>")
    file.padID = id("<pad>")
    return file
  }

  /// The tokens behind the pieces; how many stand for what is left out, a folder may say.
  private func extras(_ side: SideFiles) -> [String] {
    guard after.first?.hasPrefix("<extra_id_") ?? false, let count = side.extraIDs else { return after }
    return (0..<max(0, min(1 << 16, count))).reversed().map { "<extra_id_\($0)>" }
  }

  /// The tokens around a text.
  func template(_ file: SentencePieceFile, _ side: SideFiles) -> TextTemplate {
    func ids(_ names: [String]) -> [Token] {
      names.compactMap { name in file.pieces.firstIndex { $0.text == Array(name.utf8) }.map { Token($0) } }
    }
    var template = TextTemplate(prefix: ids(prefix), suffix: ids(suffix))
    if classes[0] == "XLNetTokenizer" {
      template.pair = (ids(["<sep>"]), ids(suffix))
      // The second text and its separator have type 1, the token of the class type 2.
      (template.types.second, template.types.suffix, template.types.pairSuffix) = (1, [0, 2], [1, 2])
    }
    if prefix == ["<s>"], suffix == ["</s>"] { template.pair = (ids(["</s>", "</s>"]), ids(suffix)) }
    if prefix == ["[CLS]"] { template.types = .bert }
    if prefix.count == 1, suffix.isEmpty {
      if side.addsBegin == false { template.prefix = [] }
      if side.addsEnd == true, let end = side.names["eos_token"] { template.suffix = ids([end]) }
      // Each of two texts has its own begin and end.
      template.pair = (template.suffix + template.prefix, template.suffix)
    }
    return template
  }
}
