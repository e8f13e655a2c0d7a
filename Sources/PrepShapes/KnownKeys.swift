import PrepRecords

/// The keys of one record by the numbers of their names: where the value of each stands. Of keys that stand twice the first counts.
package struct KnownKeys {
  private var nodes = InlineArray<256, Int32>(repeating: -1)
  private var present = NameMask()
  private let names: FieldNames

  /// Finds the known keys of an object; those of other values are none.
  package init(_ root: JSONView, _ names: FieldNames) {
    self.names = names
    root.withBorrowed { root in
      root.forEachMember { key, value in
        let number = names.number(of: key.text)
        guard number >= 0, nodes[number] < 0 else { return }
        nodes[number] = Int32(truncatingIfNeeded: value.node)
        present.insert(number)
      }
    }
  }

  /// What shape the record has.
  package func detect(_ root: JSONView) -> DetectedShape? {
    root.withBorrowed { root in
      nodes.span.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return nil }
        return names.detect(present, base, root)
      }
    }
  }

  /// Whether the record has all that one of the forms of a shape needs.
  package func fits(_ shape: RecordShape, _ root: JSONView) -> Bool {
    root.withBorrowed { root in
      nodes.span.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return false }
        return names.forms.contains { $0.isWhole && $0.shape == shape && $0.fits(present, base, root) }
      }
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
      let node = nodes[Int(number)]
      if node >= 0 { return (names.names[Int(number)], root.at(Int(node))) }
    }
    return nil
  }
}
