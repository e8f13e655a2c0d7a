import PrepRecords

/// The keys of one record by the numbers of their names: where the value of each stands. Of keys that stand twice the
/// first counts.
package struct KnownKeys: ~Copyable {
  private static let room = 10

  /// The numbers of the first keys that were found and the nodes of their values; records rarely have more, and these
  /// are cheap to hand on.
  private var numbers = InlineArray<10, UInt8>(repeating: 0)
  private var nodes = InlineArray<10, Int32>(repeating: -1)
  private var count = 0
  private(set) var present = NameMask()
  /// Whether there are keys that are names of no field.
  package private(set) var hasUnknown = false
  private(set) var set: UnsafePointer<KeySet>?
  // SAFETY: whoever reads records holds the names that they are read by.
  unowned(unsafe) let names: FieldNames

  /// Finds the known keys of an object; those of other values are none.
  ///
  /// - Parameter names: They have to live for as long as the keys are asked.
  package init(_ root: JSONView, _ names: FieldNames) {
    self.names = names
    set = nil
    var present = NameMask()
    var count = 0
    var unknown = false
    withExtendedLifetime(root) {
      root.borrowed.forEachMember { key, value in
        let number = names.number(of: key.text)
        if number < 0 { unknown = true }
        guard number >= 0, !present.contains(number) else { return }
        present.insert(number)
        guard count < Self.room else { return }
        numbers[count] = UInt8(truncatingIfNeeded: number)
        nodes[count] = Int32(truncatingIfNeeded: value.node)
        count += 1
      }
    }
    (self.present, self.count, self.hasUnknown) = (present, count, unknown)
    names.note(present)
    set = names.sets.find(present, names)
  }

  /// The node of the value of a name that is there.
  @inline(__always)
  private func node(of number: Int, _ root: BorrowedJSON) -> Int {
    for index in 0..<count where Int(numbers[index]) == number { return Int(nodes[index]) }
    return lateNode(of: number, root)
  }

  /// The node of a value that stands behind more known keys than have room here.
  private func lateNode(of number: Int, _ root: BorrowedJSON) -> Int {
    var found = -1
    root.forEachMember { key, value in
      if found < 0, names.number(of: key.text) == number { found = value.node }
    }
    return found
  }

  /// What shape the record has.
  package func detect(_ root: JSONView) -> DetectedShape? {
    withExtendedLifetime(root) {
      guard let set else { return names.withTemporarySet(present) { told(root.borrowed, $0) } }
      return told(root.borrowed, set)
    }
  }

  @inline(__always)
  private func told(_ root: BorrowedJSON, _ set: UnsafePointer<KeySet>) -> DetectedShape? {
    guard let form = set.pointee.form(root, { node(of: $0, root) }) else { return nil }
    if !form.pointee.otherNames.isEmpty { set.pointee.noteOtherNames(form, names) }
    return form.pointee.told
  }

  /// Whether the record has a field under one of its names.
  package func has(_ field: RecordField) -> Bool { present.meets(names.masks[field.ordinal]) }

  /// The value of a field under the first of its names that the record has.
  package func value(_ field: RecordField, of root: JSONView) -> JSONView? {
    let number = number(of: field)
    return number < 0 ? nil : value(of: number, root)
  }

  /// The value of a field and the name it has.
  package func find(_ field: RecordField, of root: JSONView) -> (name: String, value: JSONView)? {
    let number = number(of: field)
    return number < 0 ? nil : (names.names[number], value(of: number, root))
  }

  /// The value under the name of a number, which the record has.
  @inline(__always)
  package func value(of number: Int, _ root: JSONView) -> JSONView {
    root.at(withExtendedLifetime(root) { node(of: number, root.borrowed) })
  }

  /// The number of the first name of a field that the record has; -1 where it has none.
  @inline(__always)
  private func number(of field: RecordField) -> Int {
    guard let set else { return names.numbers[field.ordinal].first { present.contains(Int($0)) }.map { Int($0) } ?? -1 }
    let number = set.pointee.firsts[field.ordinal]
    return number == KeySet.none ? -1 : Int(number)
  }
}
