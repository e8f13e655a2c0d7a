import PrepDiagnostics

/// A field of an Arrow schema (apache/arrow, format/Schema.fbs, metadata versions 4 and 5).
final class ArrowField {
  /// How values are laid out.
  enum Layout {
    case null, bits
    /// Values of so many bytes, as numbers or bytes.
    case fixed(ScalarType, width: Int, Number)
    case texts(ScalarType, isLarge: Bool)
    case views(ScalarType)
    case list(isLarge: Bool)
    case listView(isLarge: Bool)
    case fixedList(Int)
    case structure
    case union(isDense: Bool, typeIDs: [Int])
    case runs
  }

  /// What the bytes of a value of fixed width are.
  enum Number { case signed, unsigned, bytes, milliseconds }

  /// What stands for values whose own values are in a dictionary.
  struct Dictionary {
    var id: Int
    var width: Int
    var isSigned: Bool
  }

  let name: String
  /// What it is called in records: the two of a map are called key and value.
  private(set) var key: String
  let layout: Layout
  let children: [ArrowField]
  let dictionary: Dictionary?
  /// The type in words.
  let typeName: String

  /// How many fields were read, of all depths.
  struct Count { var fields = 0 }

  init(_ table: FlatTable, _ feature: DatasetFeatures?, depth: Int, count: inout Count) throws {
    guard depth <= ColumnLimits.depth else {
      throw ColumnFault.tooLarge("columns are nested more than \(ColumnLimits.depth) levels deep")
    }
    count.fields += 1
    guard count.fields <= ColumnLimits.columns else {
      throw ColumnFault.tooLarge("there are more than \(ColumnLimits.columns) columns")
    }
    let name = try table.text(0) ?? ""
    let type = try table.int(2, as: UInt8.self)
    guard let parameters = try table.table(3) else { throw ColumnFault.damaged("it has no type").inColumn([name]) }
    let childTables = try table.tables(5)
    let isStructure = type == 13
    var children: [ArrowField] = []
    for child in childTables {
      let childName = try child.text(0) ?? ""
      let childFeature = isStructure ? feature.flatMap { $0[childName] } : feature?.element
      do { children.append(try ArrowField(child, childFeature, depth: depth + 1, count: &count)) } catch let fault
        as ColumnFault
      {
        throw fault.column.isEmpty ? fault : ColumnFault(fault.kind, fault.message).inColumn([name] + fault.column)
      }
    }
    self.name = name
    key = name
    self.children = children
    do { layout = try Self.layout(type, parameters, feature, children) } catch let fault as ColumnFault {
      throw fault.inColumn([name])
    }
    if let encoding = try table.table(4) {
      let index = try encoding.table(1)
      let bits = try index?.int(0, as: Int32.self) ?? 32
      guard [8, 16, 32, 64].contains(bits) else {
        throw ColumnFault.damaged("its indices have \(bits) bits").inColumn([name])
      }
      dictionary = Dictionary(
        id: try encoding.int(0, as: Int64.self), width: bits / 8, isSigned: try index?.bool(1) ?? true)
    } else {
      dictionary = nil
    }
    typeName = Self.typeName(layout, children)
    if type == 17, children[0].children.count == 2 {
      (children[0].children[0].key, children[0].children[1].key) = ("key", "value")
    }
  }

  private static func layout(
    _ type: Int, _ parameters: FlatTable, _ feature: DatasetFeatures?, _ children: [ArrowField]
  ) throws -> Layout {
    func expect(_ wanted: Int) throws {
      guard children.count == wanted else {
        throw ColumnFault.damaged("it has \(children.count) children instead of \(wanted)")
      }
    }
    func unit(_ field: Int, default value: Int) throws -> TimeUnit {
      switch try parameters.int(field, as: Int16.self, default: value) {
      case 0: return .seconds
      case 1: return .milliseconds
      case 2: return .microseconds
      case 3: return .nanoseconds
      case let other: throw ColumnFault.damaged("its times have the unknown unit \(other)")
      }
    }
    let text: ScalarType = feature?.isJSON ?? false ? .json : .text
    switch type {
    case 1: return .null
    case 2:
      let bits = try parameters.int(0, as: Int32.self)
      if bits == 128 { throw ColumnFault.unsupported("its integers have 128 bits, which are not read") }
      guard [8, 16, 32, 64].contains(bits) else { throw ColumnFault.damaged("its integers have \(bits) bits") }
      let isSigned = try parameters.bool(1)
      return .fixed(isSigned ? .int : .uint, width: bits / 8, isSigned ? .signed : .unsigned)
    case 3:
      switch try parameters.int(0, as: Int16.self) {
      case 0: return .fixed(.float16, width: 2, .unsigned)
      case 1: return .fixed(.float, width: 4, .unsigned)
      case 2: return .fixed(.double, width: 8, .signed)
      case let other: throw ColumnFault.damaged("its floats have the unknown precision \(other)")
      }
    case 4: return .texts(.binary, isLarge: false)
    case 5: return .texts(text, isLarge: false)
    case 6: return .bits
    case 7:
      let scale = try parameters.int(1, as: Int32.self)
      let bits = try parameters.int(2, as: Int32.self, default: 128)
      guard [32, 64, 128, 256].contains(bits), (-128...128).contains(scale) else {
        throw ColumnFault.damaged("its decimals cannot be")
      }
      return bits <= 64
        ? .fixed(.decimal(scale: scale), width: bits / 8, .signed)
        : .fixed(.decimalBytes(scale: scale, isBigEndian: false), width: bits / 8, .bytes)
    case 8:
      let isDay = try parameters.int(0, as: Int16.self, default: 1) == 0
      return isDay ? .fixed(.date, width: 4, .signed) : .fixed(.date, width: 8, .milliseconds)
    case 9:
      let bits = try parameters.int(1, as: Int32.self, default: 32)
      guard bits == 32 || bits == 64 else { throw ColumnFault.damaged("its times have \(bits) bits") }
      return .fixed(.time(try unit(0, default: 1)), width: bits / 8, .signed)
    case 10:
      let zone = try parameters.text(1) ?? ""
      return .fixed(.timestamp(try unit(0, default: 0), isUTC: !zone.isEmpty), width: 8, .signed)
    case 11:
      switch try parameters.int(0, as: Int16.self) {
      case 0: return .fixed(.int, width: 4, .signed)
      case 1: return .fixed(.binary, width: 8, .bytes)
      default: return .fixed(.binary, width: 16, .bytes)
      }
    case 12, 17, 21:
      try expect(1)
      return .list(isLarge: type == 21)
    case 13: return .structure
    case 14:
      let ids = try parameters.shortNumbers(1) ?? Array(0..<children.count)
      guard ids.count == children.count, ids.allSatisfy({ (0...127).contains($0) }) else {
        throw ColumnFault.damaged("its kinds cannot be")
      }
      return .union(isDense: try parameters.int(0, as: Int16.self) == 1, typeIDs: ids)
    case 15:
      let width = try parameters.int(0, as: Int32.self)
      guard width >= 0, width <= ColumnLimits.page else {
        throw ColumnFault.damaged("its values cannot have \(Counted(width, "byte"))")
      }
      return .fixed(.binary, width: width, .bytes)
    case 16:
      try expect(1)
      let size = try parameters.int(0, as: Int32.self)
      guard size >= 0 else { throw ColumnFault.damaged("its lists cannot have \(size) elements") }
      return .fixedList(size)
    case 18: return .fixed(.int, width: 8, .signed)
    case 19: return .texts(.binary, isLarge: true)
    case 20: return .texts(text, isLarge: true)
    case 22:
      try expect(2)
      guard case .fixed(.int, let width, .signed) = children[0].layout, width > 1 else {
        throw ColumnFault.damaged("the ends of its runs are no integers")
      }
      return .runs
    case 23: return .views(.binary)
    case 24: return .views(text)
    case 25, 26:
      try expect(1)
      return .listView(isLarge: type == 26)
    default: throw ColumnFault.unsupported("its type has the number \(type), which is not known")
    }
  }

  private static func typeName(_ layout: Layout, _ children: [ArrowField]) -> String {
    switch layout {
    case .null: "null"
    case .bits: "bool"
    case .fixed(let type, _, _), .texts(let type, _), .views(let type): type.name
    case .list, .listView, .fixedList: "list of " + (children.first?.typeName ?? "null")
    case .structure:
      "{" + children.prefix(8).map(\.name).joined(separator: ", ") + (children.count > 8 ? ", …" : "") + "}"
    case .union: "union"
    case .runs: children.last?.typeName ?? "null"
    }
  }
}
