internal import PrepBytePairEncoding
import PrepRecords

/// What the files beside a vocabulary say of its tokenizer, as transformers reads them: `tokenizer_config.json`, or
/// where that has no `added_tokens_decoder`, `special_tokens_map.json` and `added_tokens.json` too; `config.json` for
/// the kind of model.
struct SideFiles: Sendable {
  /// The tokens that have a part: `bos_token` and the like, in the order in which messages name them.
  static let roles = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"]

  /// The file that says what is said here first of all; nil where there is none.
  private(set) var path: String?
  /// The class that transformers makes of the folder, without `Fast`.
  private(set) var className: String?
  /// The kind of model, as `config.json` says it.
  private(set) var modelType: String?
  /// Tokens that are added, by the ids that the files give them.
  private(set) var tokens: [AddedToken] = []
  /// The names of the tokens that have a part, by the part.
  private(set) var names: [String: String] = [:]
  /// Those of them that stand there as objects, with their flags, by the part; their ids are not known here.
  private(set) var described: [String: AddedToken] = [:]
  /// Parts that the files give to no token.
  private(set) var unnamed: Set<String> = []
  /// The names of further control tokens.
  private(set) var moreNames: [String] = []
  /// Whether texts begin with the `bos_token`, and end with the `eos_token`.
  private(set) var addsBegin: Bool?
  private(set) var addsEnd: Bool?
  /// Whether a text gets a space in front.
  private(set) var addsPrefixSpace: Bool?
  /// The ids that end an answer, as `generation_config.json` says it.
  private(set) var ends: [Token] = []
  /// The members of `tokenizer_config.json`.
  private var document: JSONDocument?
  /// A member of `tokenizer_config.json`.
  func option(_ name: String) -> JSONView? { document?.root[name] }

  /// How many tokens stand for what is left out of a text, where the files say it.
  var extraIDs: Int? { option("extra_ids")?.int }

  /// Nothing is said.
  init() {}

  /// Reads the files of a folder, whose name ends in a slash.
  ///
  /// - Throws: ``TokenizerFailure`` for one that cannot be read, or is not what it should be.
  init(folder: String) throws(TokenizerFailure) {
    let config = folder + "tokenizer_config.json"
    try self.init(config: TokenizerReader.exists(config) ? config : nil)
    if let root = try Self.object(folder + "config.json")?.root { modelType = try? root["model_type"]?.string() }
    if let view = try Self.object(folder + "generation_config.json")?.root["eos_token_id"] {
      if let id = view.int { ends = [Token(clamping: id)] }
      view.forEachElement { if let id = $0.int { ends.append(Token(clamping: id)) } }
    }
    if option("added_tokens_decoder")?.kind == .object { return }
    if let root = try Self.object(folder + "special_tokens_map.json")?.root {
      path = path ?? folder + "special_tokens_map.json"
      readNames(root)
    }
    if let root = try Self.object(folder + "added_tokens.json")?.root {
      path = path ?? folder + "added_tokens.json"
      let control = controlNames
      tokens = []
      root.forEachMember { key, value in
        guard let name = try? key.unescaped(), let id = value.int, id >= 0, id < 1 << 24 else { return }
        let isSpecial = control.contains(name)
        tokens.append(AddedToken(name: name, id: Token(id), isSpecial: isSpecial, isNormalized: !isSpecial))
      }
      tokens.sort { $0.id < $1.id }
    }
    markControls()
  }

  /// Reads a `tokenizer_config.json` alone.
  ///
  /// - Throws: ``TokenizerFailure`` where it cannot be read, or is not what it should be.
  init(config: String?) throws(TokenizerFailure) {
    guard let config, let document = try Self.object(config) else { return }
    path = config
    self.document = document
    let root = document.root
    className = (try? root["tokenizer_class"]?.string()).map { $0.hasSuffix("Fast") ? String($0.dropLast(4)) : $0 }
    addsBegin = root["add_bos_token"]?.bool
    addsEnd = root["add_eos_token"]?.bool
    addsPrefixSpace = root["add_prefix_space"]?.bool
    readNames(root)
    var isSound = true
    root["added_tokens_decoder"]?.forEachMember { key, value in
      guard let id = (try? key.string()).flatMap({ Token($0) }), id < 1 << 24, let token = Self.token(value, id) else {
        isSound = false
        return
      }
      tokens.append(token)
    }
    if !isSound {
      throw TokenizerFailure(.damaged, "added_tokens_decoder has an entry that is not a token", path: config)
    }
    tokens.sort { $0.id < $1.id }
    markControls()
  }

  /// The id of a part's token among those of a tokenizer; nil where no token is named, or the tokenizer has none of
  /// that name.
  func token(_ role: String, of tokenizer: Tokenizer) -> Token? {
    names[role].flatMap { tokenizer.specialTokens.id(named: $0) ?? tokenizer.addedToken(named: $0) }
  }

  /// The names of control tokens.
  private var controlNames: Set<[UInt8]> { Set((names.values + moreNames).map { Array($0.utf8) }) }

  /// A token that has a part is a control token, whatever its entry says.
  private mutating func markControls() {
    let control = controlNames
    for place in tokens.indices where control.contains(tokens[place].name) { tokens[place].isSpecial = true }
  }

  private mutating func readNames(_ root: JSONView) {
    for role in Self.roles {
      guard let view = root[role] else { continue }
      names[role] = Self.name(view)
      described[role] = view.kind == .object ? Self.token(view, 0, isSpecial: true) : nil
      if names[role] == nil { unnamed.insert(role) } else { unnamed.remove(role) }
    }
    for key in ["additional_special_tokens", "extra_special_tokens"] {
      guard let view = root[key] else { continue }
      view.forEachElement { if let name = Self.name($0) { moreNames.append(name) } }
      view.forEachMember { _, value in if let name = Self.name(value) { moreNames.append(name) } }
    }
  }

  /// A token's name, which stands there as a text or in an object.
  private static func name(_ view: JSONView) -> String? {
    let text = view.kind == .object ? view["content"] : view
    guard let text, text.kind == .string, let name = try? text.string(), !name.isEmpty else { return nil }
    return name
  }

  /// A token as `added_tokens_decoder` writes it.
  ///
  /// - Parameter isSpecial: Whether it is a control token; nil is what it says itself.
  private static func token(_ view: JSONView, _ id: Token, isSpecial: Bool? = nil) -> AddedToken? {
    guard let name = try? view["content"]?.unescaped(), !name.isEmpty else { return nil }
    let isSpecial = isSpecial ?? view["special"]?.bool ?? false
    return AddedToken(
      name: name, id: id, isSpecial: isSpecial, isSingleWord: view["single_word"]?.bool ?? false,
      stripsLeft: view["lstrip"]?.bool ?? false, stripsRight: view["rstrip"]?.bool ?? false,
      isNormalized: view["normalized"]?.bool ?? !isSpecial)
  }

  /// The document in a file; nil where there is no such file.
  private static func object(_ path: String) throws(TokenizerFailure) -> JSONDocument? {
    guard TokenizerReader.exists(path) else { return nil }
    let bytes = try FileBytes.read(path)
    try TokenizerReader.refusePointer(bytes, path)
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(bytes) } catch {
      throw TokenizerFailure(.damaged, "is not valid JSON: \(error)", path: path)
    }
    if document.root.kind != .object { throw TokenizerFailure(.damaged, "is not a JSON object", path: path) }
    return document
  }
}
