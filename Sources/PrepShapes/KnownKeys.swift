import PrepRecords

/// The keys of one record by the numbers of their names: where the value of each stands. Of keys that stand twice the
/// first counts.
package struct KnownKeys {
  /// The numbers of the first keys that were found and the nodes of their values; records rarely have more, and these
  /// are cheap to hand on.
  private var numbers = InlineArray<12, UInt8>(repeating: 0)
  private var nodes = InlineArray<12, Int32>(repeating: -1)
  private var count = 0
  private var others: [(number: UInt8, node: Int32)] = []
  private(set) var present = NameMask()
  let names: FieldNames

  /// Finds the known keys of an object; those of other values are none.
  package init(_ root: JSONView, _ names: FieldNames) {
    self.names = names
    root.withBorrowed { root in
      root.forEachMember { key, value in
        let number = names.number(of: key.text)
        guard number >= 0, !present.contains(number) else { return }
        present.insert(number)
        let node = Int32(truncatingIfNeeded: value.node)
        if count < 12 {
          numbers[count] = UInt8(number)
          nodes[count] = node
          count += 1
        } else {
          others.append((UInt8(number), node))
        }
      }
    }
    names.note(present)
  }

  /// The node of the value of a name; -1 where the record has no such key.
  private func node(of number: UInt8) -> Int32 {
    for index in 0..<count where numbers[index] == number { return nodes[index] }
    return others.first { $0.number == number }?.node ?? -1
  }

  /// Calls a closure with the nodes by the numbers of the names, -1 where there is none.
  private func withNodes<R>(_ body: (UnsafePointer<Int32>) -> R) -> R {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: NameMask.capacity) { table in
      table.initialize(repeating: -1)
      for index in 0..<count { table[Int(numbers[index])] = nodes[index] }
      for other in others { table[Int(other.number)] = other.node }
      // SAFETY: the table has `NameMask.capacity` elements, which is more than none, so it has an address.
      return body(UnsafePointer(table.baseAddress.unsafelyUnwrapped))
    }
  }

  /// What shape the record has.
  package func detect(_ root: JSONView) -> DetectedShape? {
    root.withBorrowed { root in withNodes { names.detect(present, $0, root) } }
  }

  /// Whether the record has all that one of the forms of a shape needs.
  package func fits(_ shape: RecordShape, _ root: JSONView) -> Bool {
    root.withBorrowed { root in
      withNodes { nodes in names.forms.contains { $0.isWhole && $0.shape == shape && $0.fits(present, nodes, root) } }
    }
  }

  /// Whether the record has a field under one of its names.
  package func has(_ field: RecordField) -> Bool { present.meets(names.masks[Int(field.rawValue)]) }

  /// The value of a field under the first of its names that the record has.
  package func value(_ field: RecordField, of root: JSONView) -> JSONView? { find(field, of: root)?.value }

  /// The value of a field and the name it has.
  package func find(_ field: RecordField, of root: JSONView) -> (name: String, value: JSONView)? {
    guard has(field) else { return nil }
    for number in names.numbers[Int(field.rawValue)] {
      let node = node(of: number)
      if node >= 0 { return (names.names[Int(number)], root.at(Int(node))) }
    }
    return nil
  }
}
