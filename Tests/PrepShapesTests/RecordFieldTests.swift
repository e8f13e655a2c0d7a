import Testing

@testable import PrepShapes

@Suite struct RecordFieldTests {
  @Test func `the table has a line for each field, in the order of the cases`() {
    #expect(RecordField.table.map(\.field) == RecordField.allCases)
    for field in RecordField.allCases {
      #expect(Set(field.names).count == field.names.count, "\(field) has a name twice")
      #expect(RecordField(ordinal: field.ordinal) == field)
      if field.isMappable { #expect(RecordField(named: field.name) == field) }
    }
  }

  @Test func `a field has one name of its own, but for a verdict, which is called as a label is`() {
    let names = RecordField.allCases.filter { $0 != .verdict }.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(RecordField.verdict.name == RecordField.label.name)
  }

  @Test func `every name is found by its bytes, however it is escaped`() {
    for names in [FieldNames.usual, .exact] {
      for field in RecordField.allCases {
        for name in names.mapping.names(of: field) {
          for key in [Array(name.utf8), name.utf8.flatMap { Array("\\u00\(String($0, radix: 16))".utf8) }] {
            let number = key.withUnsafeBufferPointer { names.number(of: $0) }
            #expect(number >= 0 && names.names[number] == name, "\(name)")
          }
        }
      }
      #expect(Array("no field".utf8).withUnsafeBufferPointer { names.number(of: $0) } == -1)
    }
  }
}
