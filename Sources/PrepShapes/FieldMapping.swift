import PrepDiagnostics

/// What the fields of an example are called in the records: `prompt=question,completion=answer`.
public struct FieldMapping: Sendable, Equatable {
  /// A field by our name.
  public typealias Field = RecordField

  /// Which names a field is looked for under, where nobody said what it is called.
  public enum KnownNames: String, Sendable, Hashable, CaseIterable {
    /// Ours, and those that others usually give it.
    case usual
    /// Ours alone.
    case exact
  }

  /// The fields that were said to have a name, and the names.
  public private(set) var names: [Field: String]
  /// Where the others are looked for.
  public var known: KnownNames

  /// The fields have the names given; the others ours, or what others usually call them.
  public init(_ names: [Field: String] = [:], known: KnownNames = .usual) {
    self.names = names
    self.known = known
  }

  /// Reads `OURS=THEIRS,…`.
  ///
  /// - Throws: ``FieldMappingError`` for a field we do not know, one given twice, or a part without `=`.
  public init(parsing argument: String, known: KnownNames = .usual) throws(FieldMappingError) {
    self.init([:], known: known)
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[1].isEmpty else {
        throw FieldMappingError(message: "'\(part)' is not OURS=THEIRS, such as prompt=question")
      }
      if sides[1].hasPrefix("/") { throw FieldMappingError(message: Self.inside(String(sides[1]), String(sides[0]))) }
      guard let field = Field(named: String(sides[0])) else {
        throw FieldMappingError(message: Self.unknown(String(sides[0]), String(sides[1])))
      }
      guard names.updateValue(String(sides[1]), forKey: field) == nil else {
        throw FieldMappingError(message: "the field '\(field.name)' is mapped twice")
      }
    }
  }

  /// What to say of the way to a value inside of a record.
  ///
  /// - Parameter name: The field that is to have the value.
  private static func inside(_ path: String, _ name: String) -> String {
    let keys = path.split(separator: "/").map { $0.replacing("~1", with: "/").replacing("~0", with: "~") }
    let words = "'\(path)' leads into a field, and a mapping names a field of the record itself"
    guard let first = keys.first, Field(named: name) != nil, !keys.contains(where: { $0.contains("\"") }) else {
      return words
    }
    if keys.count == 1 { return words + ", as in \(name)=\(first)" }
    let way = keys.map { $0.utf8.allSatisfy { $0 &- 0x30 < 10 } ? "[\($0)]" : "[\"\($0)\"]" }.joined()
    return words + "; jq -c \(ShellWord.quoted(". + {\"\(name)\": .\(way)}")) puts the value there"
  }

  /// What to say of a name that is none of a field.
  private static func unknown(_ name: String, _ key: String) -> String {
    if Field(named: key) != nil {
      return "'\(name)' is not a field of prep, and '\(key)' is: the field comes first, as in \(key)=\(name)"
    }
    let names = Field.allCases.filter(\.isMappable).map(\.name)
    let nearest = NearestNames.question(name, among: names)
    return "'\(name)' is not a field of prep" + (nearest.isEmpty ? "; prep manual records lists them" : nearest)
  }

  /// The names that were given, without where others are looked for.
  package var given: FieldMapping {
    get { FieldMapping(names) }
    set { names = newValue.names }
  }

  /// The name that was given to a field, or ours.
  public func name(of field: Field) -> String { names[field == .verdict ? .label : field] ?? field.name }

  /// The names that a field is looked for under, in order. A name that was given to another field means nothing else.
  package func names(of field: Field) -> [String] {
    guard field.row.place == .record else { return field.names }
    if let name = names[field == .verdict ? .label : field] { return [name] }
    let taken = Set(names.values)
    return (known == .exact ? [field.name] : field.names).filter { !taken.contains($0) }
  }
}

/// A mapping that makes no sense.
public struct FieldMappingError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what to write instead.
  public let message: String

  public var description: String { message }
}
