import PrepRecords

/// What fields are called, made ready to find them: by the user's word, else by ours, else as others call them. Every
/// name has a small number; those of our own names are the fields' numbers.
///
/// It is made once for a run; many threads may ask it.
///
/// SAFETY of `@unchecked Sendable`: all of it is made by `init`, and what is noted later is atomic (`TakenNames`).
package final class FieldNames: @unchecked Sendable {
  /// The fields under our names and those that others usually give them.
  package static let usual = FieldNames(FieldMapping())
  /// The fields under our names alone.
  package static let exact = FieldNames(FieldMapping(known: .exact))

  package let mapping: FieldMapping
  /// The names by their numbers.
  package let names: [String]
  /// Which names were taken for fields that we call otherwise.
  package let taken = TakenNames()
  /// By field, the numbers of its names in order, and the set of them.
  let numbers: [[UInt8]]
  let masks: [NameMask]
  let forms: [CompiledForm]
  /// The sets of keys that were met.
  let sets = KeySets()
  /// By shape the names of all fields that belong to it.
  let belonging: [NameMask]
  /// The names of fields that are parts of an example wherever they stand.
  let parts: NameMask
  let partsByName: [String: RecordField]
  /// The part of an example that a name is, by the number of the name.
  let partsByNumber: [RecordField?]
  /// The fields of records by all of their names; the first counts where two have one.
  let fieldsByName: [String: RecordField]
  /// The names that the user gave, as far as no record has had them yet.
  let wanted: WantedNames
  /// The names that are signs of a shape which excludes others.
  let signs: NameMask
  private let entries: UnsafeMutablePointer<Entry>
  private let firsts: UnsafeMutablePointer<UInt8>
  private let text: UnsafeMutablePointer<UInt8>

  private struct Entry {
    var start: UnsafePointer<UInt8>
    var count: Int
    var number: Int
  }

  private static let size = 1024

  package init(_ mapping: FieldMapping) {
    self.mapping = mapping
    // A field's own name has the field's number, unless another field before it has that name.
    var names = RecordField.allCases.map { mapping.name(of: $0) }
    var known: [String: Int] = [:]
    for (number, name) in names.enumerated() where known[name] == nil { known[name] = number }
    var numbers: [[UInt8]] = []
    var masks: [NameMask] = []
    for field in RecordField.allCases {
      var list: [UInt8] = []
      var mask = NameMask()
      for name in mapping.names(of: field) {
        let number = known[name] ?? names.count
        if number == names.count {
          names.append(name)
          known[name] = number
        }
        list.append(UInt8(number))
        mask.insert(number)
      }
      numbers.append(list)
      masks.append(mask)
    }
    precondition(names.count < NameMask.capacity, "there are more names of fields than a set of them holds")
    self.names = names
    self.numbers = numbers
    self.masks = masks
    let forms = CompiledForm.all(numbers, masks, names)
    self.forms = forms
    belonging = RecordShape.table.map { row in
      row.shape.fields.reduce(into: NameMask()) { $0.formUnion(masks[Int($1.rawValue)]) }
    }
    signs = forms.reduce(into: NameMask()) { if $1.isWhole, $1.frame != .none { $0.formUnion($1.own) } }
    var partsByName: [String: RecordField] = [:]
    for field in RecordField.exampleParts {
      for name in field.partNames(mapping) where partsByName[name] == nil { partsByName[name] = field }
    }
    self.partsByName = partsByName
    partsByNumber = names.map { partsByName[$0] }
    var fieldsByName: [String: RecordField] = [:]
    for field in RecordField.allCases where field.row.place == .record {
      for name in mapping.names(of: field) where fieldsByName[name] == nil { fieldsByName[name] = field }
    }
    self.fieldsByName = fieldsByName
    parts = partsByName.keys.reduce(into: NameMask()) { mask, name in
      if let number = known[name] { mask.insert(number) }
    }
    wanted = WantedNames(mapping.names.mapValues { name in (name, known[name] ?? 0) })
    firsts = .allocate(capacity: RecordField.count)
    // A field whose name means another one has no number of its own that a record could have.
    for field in RecordField.allCases {
      firsts[Int(field.rawValue)] = numbers[Int(field.rawValue)].first ?? field.rawValue
    }
    text = .allocate(capacity: names.reduce(0) { $0 + $1.utf8.count } + 1)
    entries = .allocate(capacity: Self.size)
    entries.initialize(repeating: Entry(start: UnsafePointer(text), count: 0, number: -1), count: Self.size)
    let wanted = numbers.reduce(into: Set<UInt8>()) { $0.formUnion($1) }
    var position = text
    for (number, name) in names.enumerated() where known[name] == number && wanted.contains(UInt8(number)) {
      let bytes = Array(name.utf8)
      position.initialize(from: bytes, count: bytes.count)
      var place = Self.hash(UnsafeBufferPointer(start: position, count: bytes.count))
      while entries[place].number >= 0 { place = (place + 1) & (Self.size - 1) }
      entries[place] = Entry(start: UnsafePointer(position), count: bytes.count, number: number)
      position += bytes.count
    }
  }

  deinit {
    entries.deallocate()
    firsts.deallocate()
    text.deallocate()
  }

  /// The number of the name that a key is; -1 when it is none that means something.
  @inline(__always)
  package func number(of key: UnsafeBufferPointer<UInt8>) -> Int {
    guard key.count > 0, let bytes = key.baseAddress else { return -1 }
    var place = Self.hash(key)
    while entries[place].number >= 0 {
      if entries[place].count == key.count, Self.equal(entries[place].start, bytes, key.count) {
        return entries[place].number
      }
      place = (place + 1) & (Self.size - 1)
    }
    return key.contains(UInt8(ascii: "\\")) ? numberOfEscaped(key) : -1
  }

  /// The number of a key that is written with escapes.
  private func numberOfEscaped(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    guard let bytes = key.baseAddress else { return -1 }
    var plain: [UInt8] = []
    guard JSONUnescaping.append(bytes, 0..<key.count, to: &plain) == nil, !plain.contains(UInt8(ascii: "\\")) else {
      return -1
    }
    return plain.withUnsafeBufferPointer { number(of: $0) }
  }

  /// The number of the name that goes before all others of a field.
  @inline(__always)
  package func first(_ field: RecordField) -> Int { Int(firsts[field.ordinal]) }

  /// By field the number of the name that goes before all others.
  var firstNumbers: UnsafePointer<UInt8> { UnsafePointer(firsts) }

  /// The field that goes by a number's name before all others; nil for names that others give.
  @inline(__always)
  package static func field(_ number: Int) -> RecordField? {
    number >= 0 && number < RecordField.count ? RecordField(ordinal: number) : nil
  }

  @inline(__always)
  private static func equal(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    for index in 0..<count where left[index] != right[index] { return false }
    return true
  }

  @inline(__always)
  private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
    let first = Int(name[0])
    let middle = Int(name[name.count / 2])
    let last = Int(name[name.count - 1])
    return (first &* 31 &+ middle &* 7 &+ last &* 17 &+ name.count &* 61) & (size - 1)
  }
}
