import PrepRecords

/// One way to be of a shape, with the numbers of names instead of fields.
struct CompiledForm {
  /// What the value of a field has to be besides being there.
  struct Check {
    let need: RecordShape.Need
    /// The names of the field in order.
    let numbers: [UInt8]
  }

  let shape: RecordShape
  let layout: RecordShape
  let frame: RecordShape.Frame
  let needs: [RecordShape.Need]
  /// For each need the names that meet it.
  let masks: [NameMask]
  /// The names that stand for the fields where nobody calls them otherwise.
  let own: NameMask
  let checks: [Check]
  /// Whether a record of this form has all that its shape needs.
  let isWhole: Bool

  private init(
    _ shape: RecordShape, _ needs: [RecordShape.Need], isWhole: Bool, _ numbers: [[UInt8]], _ masks: [NameMask],
    _ names: [String]
  ) {
    self.shape = shape
    layout = shape.row.layout
    frame = shape.row.frame
    self.needs = needs
    self.isWhole = isWhole
    self.masks = needs.map { need in
      var mask = NameMask()
      switch need {
      case .ours(let field): if let first = numbers[field.ordinal].first { mask.insert(Int(first)) }
      case .alone(let field, let name):
        if let number = numbers[field.ordinal].first(where: { names[Int($0)] == name }) { mask.insert(Int(number)) }
      case .hasBut(let field, let name):
        for number in numbers[field.ordinal] where names[Int(number)] != name { mask.insert(Int(number)) }
      default: return masks[need.field.ordinal]
      }
      return mask
    }
    var own = NameMask()
    for need in needs { if let first = numbers[Int(need.field.rawValue)].first { own.insert(Int(first)) } }
    self.own = own
    checks = needs.compactMap { need in
      switch need {
      case .has, .hasBut, .ours: return nil
      default: return Check(need: need, numbers: numbers[need.field.ordinal])
      }
    }
  }

  /// All forms in the order in which they are tried: whole ones, then the signs of incomplete records, then what any
  /// field would fit.
  static func all(_ numbers: [[UInt8]], _ masks: [NameMask], _ names: [String]) -> [CompiledForm] {
    func forms(_ rows: [RecordShape.Row]) -> [CompiledForm] {
      rows.flatMap { row in row.forms.map { CompiledForm(row.shape, $0, isWhole: true, numbers, masks, names) } }
    }
    let isWeak: (RecordShape.Row) -> Bool = { $0.shape == .text || $0.shape == .promptOnly }
    let weak = forms(RecordShape.table.filter(isWeak))
    return forms(RecordShape.table.filter { !isWeak($0) })
      + RecordShape.table.flatMap { row in
        row.signs.map { CompiledForm(row.shape, $0, isWhole: false, numbers, masks, names) }
      }
      // An instruction with an input is no text, though an input alone may be one.
      + weak.filter { $0.needs.count > 1 } + weak.filter { $0.needs.count == 1 }
      + RecordShape.lastSigns.map { CompiledForm($0.shape, $0.needs, isWhole: false, numbers, masks, names) }
  }

  /// Whether a record has the keys of the form.
  @inline(__always)
  func hasKeys(_ present: NameMask) -> Bool {
    for index in masks.indices where !present.meets(masks[index]) { return false }
    return true
  }
}
