// PrepYAML reads YAML documents into nodes that know where they stand.

import PrepDiagnostics

/// A value of a YAML document with its place. Scalars are text as it is written; no rule tells numbers or dates from
/// words.
package struct YAMLNode: Sendable {
  /// What a node holds.
  package enum Content: Sendable {
    /// Text after quotes and escapes; `isPlain` when it stands without quotes.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    /// Pairs in the order of the file; no key occurs twice.
    case mapping([(key: Key, value: YAMLNode)])
  }

  /// A key of a mapping.
  package struct Key: Sendable {
    package let text: String
    package let location: SourceLocation

    package init(text: String, location: SourceLocation) {
      self.text = text
      self.location = location
    }
  }

  package let content: Content
  /// Where the node begins; where it comes from an alias, the place of the alias.
  package let location: SourceLocation

  package init(_ content: Content, at location: SourceLocation) {
    self.content = content
    self.location = location
  }

  /// The text of a scalar; nil for the other kinds.
  package var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// Whether the node says nothing: it is empty, or a plain `~` or `null`.
  package var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }
}
