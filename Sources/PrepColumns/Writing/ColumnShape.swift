import PrepRecords

/// What the values at one place of many records are, so that they fit a column.
///
/// Values of several kinds become texts that are JSON, which `datasets` knows as its feature Json: nothing is lost, and
/// our reader gives the values back.
final class ColumnShape {
  enum Kind {
    case null, bool, int8, int32, int, uint, double, text, binary, list, object, json

    /// Whether its values stand in columns of their own.
    var isNested: Bool { self == .list || self == .object }
  }

  private(set) var kind = Kind.null
  private(set) var element: ColumnShape?
  private(set) var members: [(name: [UInt8], shape: ColumnShape)] = []
  /// Whether its values are never put into a dictionary: they are many and differ.
  private(set) var isPlain = false
  private var places: [[UInt8]: Int] = [:]
  private var hasNegative = false
  /// Whether a text was met, and nothing but nulls before it, that is how records have a number without a finite value.
  private var hasNamedNumber = false
  /// Whether an integer was met that a double does not hold.
  private var hasLarge = false
  private let depth: Int
  private let columns: Columns

  /// How many columns all shapes of a file have together.
  private final class Columns { var count = 0 }

  /// How deep values may nest before they become JSON; how many members an object inside of a record may have, and how
  /// many columns a file, before objects inside become JSON.
  private static let deepest = 32
  private static let mostMembers = 256
  private static let mostColumns = 4096

  /// The shape of records.
  convenience init() { self.init(depth: 0, columns: Columns()) }

  private init(depth: Int, columns: Columns) {
    self.depth = depth
    self.columns = columns
    columns.count += 1
  }

  /// The shape of rows whose columns are known.
  convenience init(columns: [(name: String, kind: Kind, isList: Bool)]) {
    self.init()
    kind = .object
    for (name, kind, isList) in columns {
      let value = inner()
      value.kind = kind
      value.isPlain = isList
      let member = isList ? inner() : value
      if isList {
        member.kind = .list
        member.element = value
      }
      places[Array(name.utf8)] = members.count
      members.append((Array(name.utf8), member))
    }
  }

  private func inner() -> ColumnShape { ColumnShape(depth: depth + 1, columns: columns) }

  /// Where a member stands; nil where no record has it.
  func place(of name: [UInt8]) -> Int? { places[name] }

  /// Takes a value into account.
  func observe(_ view: JSONView) {
    if kind == .json { return }
    switch view.kind {
    case .null: break
    case .bool: become(.bool)
    case .string: observeText(view)
    case .number: observeNumber(view)
    case .array:
      become(.list)
      guard kind == .list else { return }
      let element = element ?? inner()
      self.element = element
      view.forEachElement { element.observe($0) }
    case .object: observeObject(view)
    }
    if depth > Self.deepest, kind.isNested { become(.json) }
  }

  /// Beside numbers, the texts NaN, Infinity and -Infinity are numbers, as columns of floats are read; among texts they are
  /// texts.
  private func observeText(_ view: JSONView) {
    guard let text = try? view.unescaped() else { return become(.json) }
    guard NamedNumber.double(text) != nil else { return become(.text) }
    switch kind {
    case .null: hasNamedNumber = true
    case .int, .uint, .double: become(.double)
    default: become(.text)
    }
  }

  private func observeObject(_ view: JSONView) {
    if kind != .object, depth > 0, BytesValue.bytes(of: view) != nil { return become(.binary) }
    become(.object)
    guard kind == .object else { return }
    var seen = Set<Int>()
    // Most objects have the members of the one before, in its order.
    var next = 0
    view.forEachMember { key, value in
      guard kind == .object else { return }
      let isNext = next < members.count && members[next].name.withUnsafeBytes { key.textEquals($0) }
      guard let place = isNext ? next : place(adding: key) else { return become(.json) }
      next = place + 1
      // Of two members of one name a column would keep one.
      guard seen.insert(place).inserted else { return become(.json) }
      members[place].shape.observe(value)
    }
  }

  /// The place of a member, which is a new one when there is none; nil where there are too many, or it has no name that
  /// is a text.
  private func place(adding key: JSONView) -> Int? {
    guard let name = try? key.unescaped() else { return nil }
    if let place = places[name] { return place }
    guard depth == 0 || (members.count < Self.mostMembers && columns.count < Self.mostColumns) else { return nil }
    places[name] = members.count
    members.append((name, inner()))
    return members.count - 1
  }

  private func observeNumber(_ view: JSONView) {
    // The integer -0 is one that only a double holds.
    if let value = view.int, value != 0 || view.byteCount == 1 {
      hasNegative = hasNegative || value < 0
      hasLarge = hasLarge || value.magnitude > 1 << 53
      return become(.int)
    }
    let text = view.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    if text != "-0", UInt64(text) != nil {
      hasLarge = true
      return become(.uint)
    }
    // An integer beyond 64 bits has digits that a double does not hold.
    let isInteger = text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
    become(view.double == nil || (isInteger && text != "-0") ? .json : .double)
  }

  private func become(_ other: Kind) {
    if hasNamedNumber, kind == .null {
      hasNamedNumber = false
      kind = [.int, .uint, .double].contains(other) ? .double : .text
    }
    switch (kind, other) {
    case (.null, _): kind = other
    case (.int, .uint), (.uint, .int): kind = .uint
    case (.int, .double), (.double, .int): kind = .double
    case (let one, let two) where one == two: break
    default: kind = .json
    }
    if kind == .uint, hasNegative { kind = .json }
    if kind == .double, hasLarge { kind = .json }
    guard kind == .json else { return }
    element = nil
    members = []
    places = [:]
  }

  /// Ends the observation: objects without members have no column, and become JSON.
  func finish() {
    element?.finish()
    for (_, shape) in members { shape.finish() }
    if kind == .object, members.isEmpty, depth > 0 { kind = .json }
    if kind == .null, hasNamedNumber { kind = .text }
    // The root of a schema is a struct, also where no record was seen.
    if kind == .null, depth == 0 { kind = .object }
    if kind == .list, element == nil { element = inner() }
  }

  /// Whether anything in it is JSON.
  var hasJSON: Bool { kind == .json || element?.hasJSON ?? false || members.contains { $0.shape.hasJSON } }
}

/// How records have a number without a finite value, for which JSON has no word.
enum NamedNumber {
  static func double(_ text: [UInt8]) -> Double? {
    switch String(decoding: text, as: UTF8.self) {
    case "NaN": .nan
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    default: nil
    }
  }
}

/// `{"$bytes": Base64}`: how bytes stand in records.
enum BytesValue {
  static func bytes(of view: JSONView) -> [UInt8]? {
    guard view.kind == .object, view.count == 1, let text = view["$bytes"], text.kind == .string,
      let digits = try? text.unescaped()
    else { return nil }
    return Base64Text.decode(digits)
  }
}
