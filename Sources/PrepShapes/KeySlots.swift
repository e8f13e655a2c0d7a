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
  /// The keys of the last record and what they tell: those of the next are mostly the same.
  @exclusivity(unchecked) private var lastKeys = NameMask()
  @exclusivity(unchecked) private var lastSet: UnsafePointer<KeySet>?
  /// By field the number of the first of its names that the record has, or `KeySet.none`: as the set of keys has it, or
  /// ``ownFirsts``.
  @usableFromInline @exclusivity(unchecked) var presentFirsts: UnsafePointer<UInt8>
  private let ownFirsts: UnsafeMutablePointer<UInt8>

  package init(_ names: FieldNames) {
    self.names = names
    lastSet = names.sets.find(NameMask(), names)
    firsts = names.firstNumbers
    nodes = .allocate(capacity: NameMask.capacity)
    nodes.initialize(repeating: -1, count: NameMask.capacity)
    touched = .allocate(capacity: NameMask.capacity)
    touched.initialize(repeating: 0, count: NameMask.capacity)
    ownFirsts = .allocate(capacity: RecordField.count)
    ownFirsts.initialize(repeating: KeySet.none, count: RecordField.count)
    presentFirsts = UnsafePointer(ownFirsts)
    words = .allocate(capacity: 4)
    words.initialize(repeating: 0, count: 4)
  }

  deinit {
    nodes.deallocate()
    touched.deallocate()
    words.deallocate()
    ownFirsts.deallocate()
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

  /// The node of a field's value under the first of its names that the record has; negative where it has none. To be
  /// asked after ``detect(_:_:)``.
  @inlinable @inline(__always)
  public func find(_ field: RecordField) -> Int {
    let number = presentFirsts[field.ordinal]
    return number == UInt8.max ? -1 : Int(nodes[Int(number)])
  }

  /// Looks the first names up in the record itself: where the set of its keys has no place of its own, or a field was
  /// put under a name that the record does not have.
  private func findFirsts() {
    for (field, numbers) in names.numbers.enumerated() {
      ownFirsts[field] = numbers.first { nodes[Int($0)] >= 0 } ?? KeySet.none
    }
    presentFirsts = UnsafePointer(ownFirsts)
  }

  private var present: NameMask { NameMask(words[0], words[1], words[2], words[3]) }

  /// What the table of sets has for the keys.
  @inline(__always)
  private func currentSet() -> UnsafePointer<KeySet>? {
    let present = present
    if present != lastKeys {
      lastKeys = present
      names.note(present)
      lastSet = names.sets.find(present, names)
    }
    return lastSet
  }

  /// The shape that the keys tell, and the needed fields that have another name, with the numbers of those names: such a
  /// field is found under its first name from here on.
  package func detect(_ root: BorrowedJSON, _ otherName: (RecordField, Int) -> Void) -> DetectedShape? {
    guard let set = currentSet() else {
      findFirsts()
      return names.withTemporarySet(present) { told(root, $0, otherName) }
    }
    presentFirsts = set.pointee.firsts
    return told(root, set, otherName)
  }

  @inline(__always)
  private func told(
    _ root: BorrowedJSON, _ set: UnsafePointer<KeySet>, _ otherName: (RecordField, Int) -> Void
  ) -> DetectedShape? {
    guard let form = set.pointee.form(root, { Int(nodes[$0]) }) else { return nil }
    if !form.pointee.otherNames.isEmpty { take(form, set, otherName) }
    return form.pointee.told
  }

  private func take(
    _ form: UnsafePointer<KeySet.Form>, _ set: UnsafePointer<KeySet>, _ otherName: (RecordField, Int) -> Void
  ) {
    set.pointee.noteOtherNames(form, names)
    for (field, number) in form.pointee.otherNames {
      self.set(names.first(field), Int(nodes[number]))
      otherName(field, number)
    }
    findFirsts()
  }

  /// Whether the record has parts of an example besides some fields under the names that it has them under. To be asked
  /// after ``detect(_:_:)``.
  package func hasParts(besides fields: [RecordField]) -> Bool {
    guard let set = lastSet else {
      return names.withTemporarySet(present) { KnownKeys.hasParts($0, besides: fields) }
    }
    return KnownKeys.hasParts(set, besides: fields)
  }

  /// How many shapes that exclude each other the keys would fit, the one that was told among them.
  ///
  /// - Parameter countsTexts: Whether a text beside anything else is one of them.
  package func fitting(_ shape: RecordShape, countingTexts countsTexts: Bool = true) -> Int {
    names.fitting(present, shape, countingTexts: countsTexts)
  }
}
