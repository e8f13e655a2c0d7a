public import PrepBytePairEncoding

/// The special tokens of a vocabulary: control marks that text never becomes by itself.
public struct SpecialTokens: Sendable {
  /// One special token: its name, which is also its text, and its id.
  public struct Entry: Sendable, Hashable {
    public let name: String
    public let id: Token

    public init(name: String, id: Token) {
      self.name = name
      self.id = id
    }
  }

  /// All special tokens, by id.
  public let entries: [Entry]
  /// The token put before a text, where the vocabulary asks for one.
  public let beginOfText: Token?
  /// The token that ends a text.
  public let endOfText: Token?
  /// The token that fills rows.
  public let pad: Token?

  /// The token for masked text, by the names that encoders give it.
  package var mask: Token? { id(named: "[MASK]") ?? id(named: "<mask>") }

  private let idOfName: [[UInt8]: Token]

  package init(_ entries: [Entry], beginOfText: Token? = nil, endOfText: Token? = nil, pad: Token? = nil) {
    self.entries = entries.sorted { ($0.id, $0.name) < ($1.id, $1.name) }
    self.beginOfText = beginOfText
    self.endOfText = endOfText
    self.pad = pad
    idOfName = Dictionary(entries.map { (Array($0.name.utf8), $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// Those of some added tokens, in a vocabulary that puts a template around texts.
  init(_ added: [AddedToken], _ template: TextTemplate) {
    let entries = added.filter(\.isSpecial).map { Entry(name: String(decoding: $0.name, as: UTF8.self), id: $0.id) }
    let first = template.prefix.first.flatMap { id in entries.contains { $0.id == id } ? id : nil }
    let last = template.suffix.last.flatMap { id in entries.contains { $0.id == id } ? id : nil }
    self.init(
      entries, beginOfText: first, endOfText: last ?? entries.first { TokenizerReader.endNames.contains($0.name) }?.id,
      pad: entries.first { TokenizerReader.padNames.contains($0.name) }?.id)
  }

  /// The id of the special token with that name, compared byte by byte.
  public func id(named name: String) -> Token? { idOfName[Array(name.utf8)] }
}

/// What happens to special tokens that stand in a text.
public enum SpecialTokenPolicy: Sendable, Hashable {
  /// They are text like any other: user text never becomes a control token.
  case asText
  /// Each becomes its id.
  case allowAll
  /// Those with these names become their ids, the others are text.
  case allow(Set<String>)
  /// A text with a special token in it is a ``TokenizerFailure`` with code `specialToken`.
  case refuse
}
