import PrepRecords

/// The keys of one record after the other by the numbers of their names, for the loop that looks at every record: one
/// for each worker.
public final class KeySlots {
  package let names: FieldNames
  /// For each number the node of the value, -1 where the record has no such key.
  @usableFromInline let nodes: UnsafeMutablePointer<Int32>
  /// By field the number of the name that goes before all others.
  @usableFromInline let firsts: UnsafePointer<UInt8>
  /// The numbers that are there, to forget them.
  private let touched: UnsafeMutablePointer<UInt8>
  // SAFETY: one thread has it at a time, and it calls nobody while it changes these, so that accesses need no check.
  @exclusivity(unchecked) private var touchedCount = 0
  private let words: UnsafeMutablePointer<UInt64>
  /// The keys of the last record, and the forms that they fit whatever the values are: those of the next are mostly the
  /// same.
  @exclusivity(unchecked) private var lastKeys = NameMask()
  @exclusivity(unchecked) private var lastForms: [Int]

  package init(_ names: FieldNames) {
    self.names = names
    lastForms = names.forms(fitting: NameMask())
    firsts = names.firstNumbers
    nodes = .allocate(capacity: NameMask.capacity)
    nodes.initialize(repeating: -1, count: NameMask.capacity)
    touched = .allocate(capacity: NameMask.capacity)
    touched.initialize(repeating: 0, count: NameMask.capacity)
    words = .allocate(capacity: 4)
    words.initialize(repeating: 0, count: 4)
  }

  deinit {
    nodes.deallocate()
    touched.deallocate()
    words.deallocate()
  }

  /// Forgets the record.
  package func removeAll() {
    for index in 0..<touchedCount { nodes[Int(touched[index])] = -1 }
    touchedCount = 0
    words.update(repeating: 0, count: 4)
  }

  /// Takes a member of the record, unless one with its key was taken before; returns the number of its name, -1 for a
  /// key that means nothing.
  package func add(_ key: BorrowedJSON, _ value: BorrowedJSON) -> Int {
    let number = names.number(of: key.text)
    if number >= 0, nodes[number] < 0 {
      set(number, value.node)
      words[number >> 6] |= 1 << UInt64(number & 63)
    }
    return number
  }

  private func set(_ number: Int, _ node: Int) {
    if nodes[number] < 0 {
      // SAFETY: a number is touched once, and there are as many places as numbers.
      touched[touchedCount] = UInt8(truncatingIfNeeded: number)
      touchedCount += 1
    }
    nodes[number] = Int32(truncatingIfNeeded: node)
  }

  /// The node of a field's value under the name that goes before all others; negative where there is none.
  @inlinable @inline(__always)
  public subscript(_ field: RecordField) -> Int { Int(nodes[Int(firsts[field.ordinal])]) }

  /// Whether the record has a field under any of its names.
  package func hasAny(_ field: RecordField) -> Bool { present.meets(names.masks[field.ordinal]) }

  /// The node of a field's value under the first of its names that the record has; negative where it has none.
  package func find(_ field: RecordField) -> Int {
    for number in names.numbers[field.ordinal] where nodes[Int(number)] >= 0 { return Int(nodes[Int(number)]) }
    return -1
  }

  private var present: NameMask { NameMask(words[0], words[1], words[2], words[3]) }

  /// The shape that the keys tell. A needed field that has another name is found under its first one from here on.
  package func detect(_ root: BorrowedJSON) -> DetectedShape? {
    let present = present
    if present != lastKeys {
      lastKeys = present
      names.note(present)
      lastForms = names.forms(fitting: present)
    }
    for place in lastForms {
      guard let detected = names.told(place, present, UnsafePointer(nodes), root) else { continue }
      for (field, number) in detected.otherNames { set(names.first(field), Int(nodes[number])) }
      return detected
    }
    return nil
  }

  /// How many shapes that exclude each other the keys would fit, the one that was told among them.
  package func fitting(_ shape: RecordShape) -> Int { names.fitting(present, shape) }
}
