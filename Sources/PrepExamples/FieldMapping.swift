/// What the fields of an example are called in the records: `prompt=question,completion=answer`.
public struct FieldMapping: Sendable, Equatable {
  /// The fields that have another name than ours.
  public private(set) var names: [Field: String]

  /// Our names of the fields.
  public enum Field: String, Sendable, Hashable, CaseIterable {
    case text, prompt, completion, messages, tools, chosen, rejected, label
    case textA = "text_a"
    case textB = "text_b"
    case weight
  }

  /// Every field has our name, or the names given.
  public init(_ names: [Field: String] = [:]) { self.names = names }

  /// Reads `OURS=THEIRS,…`.
  ///
  /// - Throws: ``FieldMappingError`` for a field we do not know, one given twice, or a part without `=`.
  public init(parsing argument: String) throws(FieldMappingError) {
    names = [:]
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[1].isEmpty else {
        throw FieldMappingError(message: "'\(part)' is not OURS=THEIRS, such as prompt=question")
      }
      guard let field = Field(rawValue: String(sides[0])) else {
        let known = Field.allCases.map(\.rawValue).joined(separator: ", ")
        throw FieldMappingError(message: "there is no field '\(sides[0])' to map; the fields are \(known)")
      }
      guard names.updateValue(String(sides[1]), forKey: field) == nil else {
        throw FieldMappingError(message: "the field '\(field.rawValue)' is mapped twice")
      }
    }
  }

  /// What a field is called in the records.
  public func name(of field: Field) -> String { names[field] ?? field.rawValue }
}

/// A mapping that makes no sense.
public struct FieldMappingError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what to write instead.
  public let message: String

  public var description: String { message }
}
