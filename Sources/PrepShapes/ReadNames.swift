import PrepRecords

/// Which fields of a record have been read, by the numbers of their names.
package struct ReadNames: Sendable {
  private var names = NameMask()

  /// None.
  package init() {}

  package mutating func insert(_ number: Int) { names.insert(number) }

  package func contains(_ number: Int) -> Bool { names.contains(number) }

  /// Whether the field of a key was read.
  package func contains(_ key: JSONView, _ known: FieldNames) -> Bool {
    let number = known.number(of: key)
    return number >= 0 && names.contains(number)
  }
}

extension FieldNames {
  /// The number of the name that a key is; -1 when it is none that means something.
  package func number(of key: JSONView) -> Int { withExtendedLifetime(key) { number(of: key.borrowed.text) } }

  /// The name of a number.
  package func name(_ number: Int) -> String { names[number] }
}

extension KnownKeys {
  /// The number of the first name of a field that the record has and that was not read; nil where it has none.
  package func firstNumber(of field: RecordField, butNot read: ReadNames = ReadNames()) -> Int? {
    for number in names.numbers[field.ordinal] where present.contains(Int(number)) && !read.contains(Int(number)) {
      return Int(number)
    }
    return nil
  }
}
