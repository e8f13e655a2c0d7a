import PrepRecords
import Synchronization

/// What a set of keys tells of a record, whatever its values are. Records of one file have few sets of keys, so this is
/// made once for each and lives as long as the names.
struct KeySet {
  /// A form whose keys are there.
  struct Form {
    let told: DetectedShape
    /// What values have a say in it; mostly none.
    let checks: UnsafeBufferPointer<Check>
    /// The needed fields that have another name than the one looked for first.
    let otherNames: UnsafeBufferPointer<OtherName>
  }

  /// What the value of a field has to be besides being there.
  struct Check {
    let need: RecordShape.Need
    /// The names of the field that are there, in order.
    let numbers: UnsafeBufferPointer<UInt8>
  }

  /// A field under another name than the one looked for first.
  typealias OtherName = (field: RecordField, number: Int)

  /// Where a field has no name that is there.
  static let none: UInt8 = .max

  let present: NameMask
  /// The keys among them that are parts of an example.
  let parts: NameMask
  /// By field the number of the first of its names that is there, or ``none``.
  let firsts: UnsafePointer<UInt8>
  /// The forms in the order in which they are tried.
  let forms: UnsafeBufferPointer<Form>
  /// Whether the other names have been noted as taken.
  private let isNoted: UnsafeMutablePointer<Atomic<UInt64>>

  init(_ present: NameMask, _ names: FieldNames) {
    self.present = present
    parts = present.intersection(names.parts)
    let firsts = UnsafeMutablePointer<UInt8>.allocate(capacity: RecordField.count)
    for (field, numbers) in names.numbers.enumerated() {
      (firsts + field).initialize(to: numbers.first { present.contains(Int($0)) } ?? Self.none)
    }
    self.firsts = UnsafePointer(firsts)
    forms = Self.kept(
      names.forms.filter { $0.hasKeys(present) }.map { form in
        Form(
          told: DetectedShape(shape: form.shape, isWhole: form.isWhole, layout: form.layout),
          checks: Self.kept(
            form.checks.map { check in
              Check(need: check.need, numbers: Self.kept(check.numbers.filter { present.contains(Int($0)) }))
            }),
          otherNames: Self.kept(
            form.needs.compactMap { need -> OtherName? in
              let numbers = names.numbers[need.field.ordinal]
              guard let first = numbers.first(where: { present.contains(Int($0)) }), first != numbers[0] else {
                return nil
              }
              return (need.field, Int(first))
            }))
      })
    isNoted = .allocate(capacity: 1)
    isNoted.initialize(to: Atomic(0))
  }

  /// Gives its memory back.
  func deallocate() {
    for form in forms {
      for check in form.checks { check.numbers.deallocate() }
      form.checks.deallocate()
      form.otherNames.deallocate()
    }
    forms.deallocate()
    firsts.deallocate()
    isNoted.deinitialize(count: 1)
    isNoted.deallocate()
  }

  private static func kept<Element>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = memory.initialize(from: elements)
    return UnsafeBufferPointer(memory)
  }

  /// The first form that the values of a record do not speak against.
  ///
  /// - Parameter nodes: For the number of a name that is there the node of its value.
  @inline(__always)
  func form(_ root: BorrowedJSON, _ nodes: (Int) -> Int) -> UnsafePointer<Form>? {
    for index in forms.indices {
      // SAFETY: a buffer with an index has an address.
      let form = forms.baseAddress.unsafelyUnwrapped + index
      if form.pointee.checks.isEmpty || form.pointee.checks.allSatisfy({ $0.holds(root, nodes) }) { return form }
    }
    return nil
  }

  /// Notes the other names of a form as taken: once for each of the first 64 forms, later ones each time.
  func noteOtherNames(_ form: UnsafePointer<Form>, _ names: FieldNames) {
    guard let first = forms.baseAddress else { return }
    let place = form - first
    let mark: UInt64 = place < 64 ? 1 << UInt64(place) : 0
    if mark != 0, isNoted.pointee.bitwiseOr(mark, ordering: .relaxed).oldValue & mark != 0 { return }
    for other in form.pointee.otherNames { names.taken.note(names.names[other.number], for: other.field) }
  }
}

extension KeySet.Check {
  @inline(__always)
  func holds(_ root: BorrowedJSON, _ nodes: (Int) -> Int) -> Bool {
    for number in numbers {
      let value = root.at(nodes(Int(number)))
      switch need {
      case .has, .hasBut, .ours: return true
      // Of several lists the one that is a list counts.
      case .list: if value.isArray { return true }
      case .object: return value.isObject
      case .holding(_, let member): return value.isObject && value.member(member) != nil
      case .listing(_, let member):
        if let first = value.first, first.isObject, first.member(member) != nil { return true }
      case .plain: if !(value.first?.isObject ?? false) { return true }
      case .spanned: if value.isSpanList { return true }
      case .answered: if value.isArray, !value.endsWithUser { return true }
      case .marked: return StepMark.stands(in: value)
      case .alone: return value.isString && root.hasOneMember
      case .verdict: return Verdict(value) != nil
      case .spoken: return value.isString && RoleKind.mark(value.text).kind != .other
      case .transcript: return Transcript.begins(value)
      }
    }
    return false
  }
}
