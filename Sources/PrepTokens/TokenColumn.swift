import PrepRecords

/// A column that sequences have besides ids and loss: tags of words, types of texts, the places of an answer, scores.
///
/// What stands in it is the business of whoever makes it and of the trainer; the stages between know how many numbers
/// there are, what stands beside padding, and whether numbers are places of tokens.
public struct TokenColumn: Sendable, Hashable {
  /// What has a number.
  public enum Scope: String, Sendable, Hashable, CaseIterable {
    /// Each token, padding included.
    case token
    /// Each document.
    case document
  }

  /// The type of the numbers.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case uint8, int16, int32, float32

    /// The bytes of one.
    public var size: Int {
      switch self {
      case .uint8: 1
      case .int16: 2
      case .int32, .float32: 4
      }
    }
  }

  /// The name, as trainers call it: `labels`, `token_type_ids`, `start_positions`.
  public var name: String
  public var scope: Scope
  public var kind: Kind
  /// How many numbers a document has; 1 for tokens.
  public var width: Int
  /// What stands beside padding; of columns with a number a token.
  public var padding: Int32
  /// Whether numbers are places of tokens in the row: they move with the document.
  public var isPlace: Bool

  public init(
    _ name: String, per scope: Scope, _ kind: Kind, width: Int = 1, padding: Int32 = 0, isPlace: Bool = false
  ) {
    self.name = name
    self.scope = scope
    self.kind = kind
    self.width = width
    self.padding = padding
    self.isPlace = isPlace
  }

  /// How many numbers a sequence has.
  func count(tokens: Int, segments: Int) -> Int { scope == .token ? tokens : segments * width }

  /// The most columns that a stream has, and the most numbers of a document in one.
  package static let most = 32
  package static let widest = 1 << 16
}

/// The numbers of a column.
public enum TokenColumnValues: Sendable, Equatable {
  case integers([Int32])
  case floats([Float])

  /// How many numbers there are.
  public var count: Int {
    switch self {
    case .integers(let values): values.count
    case .floats(let values): values.count
    }
  }

  /// The numbers of a range.
  public subscript(range: Range<Int>) -> TokenColumnValues {
    switch self {
    case .integers(let values): .integers(Array(values[range]))
    case .floats(let values): .floats(Array(values[range]))
    }
  }

  /// Appends more numbers of the same type.
  package mutating func append(_ other: TokenColumnValues) {
    switch (self, other) {
    case (.integers(let values), .integers(let more)): self = .integers(values + more)
    case (.floats(let values), .floats(let more)): self = .floats(values + more)
    default: preconditionFailure("columns of different types cannot be joined")
    }
  }

  /// The numbers with as many more of one value, behind or before them.
  package func padded(_ count: Int, with value: Int32, atStart: Bool) -> TokenColumnValues {
    var filling: TokenColumnValues
    switch self {
    case .integers: filling = .integers([Int32](repeating: value, count: count))
    case .floats: filling = .floats([Float](repeating: Float(value), count: count))
    }
    if atStart {
      filling.append(self)
      return filling
    }
    var result = self
    result.append(filling)
    return result
  }

  /// The numbers moved by a distance.
  package func moved(by distance: Int) -> TokenColumnValues {
    guard distance != 0, case .integers(let values) = self else { return self }
    return .integers(values.map { Int32(clamping: Int($0) + distance) })
  }

  /// Whether a type can say all numbers.
  func fits(_ kind: TokenColumn.Kind) -> Bool {
    switch (self, kind) {
    case (.integers(let values), .uint8): values.allSatisfy { (0...255).contains($0) }
    case (.integers(let values), .int16): values.allSatisfy { (-32768...32767).contains($0) }
    case (.integers, .int32): true
    case (.floats(let values), .float32): values.allSatisfy(\.isFinite)
    default: false
    }
  }

  /// The bytes of the numbers in a type, little-endian.
  package func append(as kind: TokenColumn.Kind, to bytes: inout [UInt8]) {
    switch self {
    case .integers(let values):
      switch kind {
      case .uint8: bytes.append(contentsOf: values.lazy.map { UInt8(truncatingIfNeeded: $0) })
      case .int16: for value in values { bytes.append(littleEndian: Int16(truncatingIfNeeded: value)) }
      default: bytes.append(bytesOf: values)
      }
    case .floats(let values): bytes.append(bytesOf: values)
    }
  }

  /// The numbers that bytes hold in a type.
  ///
  /// - Precondition: There are as many bytes as numbers take.
  package init(_ bytes: UnsafeRawBufferPointer, as kind: TokenColumn.Kind) {
    let size = kind.size
    precondition(bytes.count % size == 0, "bytes of a column end in a number")
    // SAFETY: every load lies in the bytes, whose number is a multiple of the size.
    func integers(_ read: (Int) -> Int32) -> TokenColumnValues {
      .integers((0..<bytes.count / size).map { read($0 * size) })
    }
    switch kind {
    case .uint8: self = integers { Int32(bytes[$0]) }
    case .int16:
      self = integers { Int32(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int16.self))) }
    case .int32: self = integers { Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int32.self)) }
    case .float32:
      self = .floats(
        (0..<bytes.count / size).map {
          Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: UInt32.self)))
        })
    }
  }
}

extension TokenColumn {
  /// Writes the column as a JSON object with its keys sorted.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("kind")
    writer.string(kind.rawValue)
    writer.key("name")
    writer.string(name)
    if scope == .token {
      writer.key("padding")
      writer.int(padding)
    }
    writer.key("per")
    writer.string(scope.rawValue)
    if isPlace {
      writer.key("places")
      writer.bool(true)
    }
    if width != 1 {
      writer.key("width")
      writer.int(width)
    }
    writer.endObject()
  }

  /// Reads a column; nil when the object is none.
  init?(_ view: JSONView) {
    func text(_ key: String) -> String? { view[key].flatMap { $0.kind == .string ? try? $0.string() : nil } }
    guard let name = text("name"), !name.isEmpty, let scope = text("per").flatMap({ Scope(rawValue: $0) }),
      let kind = text("kind").flatMap({ Kind(rawValue: $0) })
    else { return nil }
    let width = view["width"]?.int ?? 1
    guard width >= 1, width <= Self.widest, scope == .document || width == 1,
      let padding = Int32(exactly: view["padding"]?.int ?? 0)
    else { return nil }
    self.init(name, per: scope, kind, width: width, padding: padding, isPlace: view["places"]?.bool ?? false)
  }
}

extension TokenSequence {
  /// Whether there are as many numbers as columns of a header want, each of its type.
  package func agrees(with columns: [TokenColumn]) -> Bool {
    guard columns.count == self.columns.count else { return false }
    for (column, values) in zip(columns, self.columns) {
      guard values.count == column.count(tokens: tokens.count, segments: segmentCount), values.fits(column.kind) else {
        return false
      }
    }
    return true
  }
}
