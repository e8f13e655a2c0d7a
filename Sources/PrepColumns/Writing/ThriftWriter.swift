/// Writes Thrift's compact protocol, as ``ThriftReader`` reads it. The caller writes the fields of an object in the order of their numbers.
struct ThriftWriter {
  private(set) var bytes: [UInt8] = []
  private var lastField = 0

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func zigzag(_ value: Int) { varint(UInt64(bitPattern: Int64((value << 1) ^ (value >> 63)))) }

  private mutating func header(_ field: Int, _ type: ThriftReader.WireType) {
    let delta = field - lastField
    precondition(delta > 0, "fields are written in the order of their numbers")
    if delta <= 15 {
      bytes.append(UInt8(delta) << 4 | type.rawValue)
    } else {
      bytes.append(type.rawValue)
      zigzag(field)
    }
    lastField = field
  }

  mutating func bool(_ field: Int, _ value: Bool) { header(field, value ? .yes : .no) }

  mutating func int8(_ field: Int, _ value: Int) {
    header(field, .int8)
    bytes.append(UInt8(truncatingIfNeeded: value))
  }

  mutating func int16(_ field: Int, _ value: Int) {
    header(field, .int16)
    zigzag(value)
  }

  mutating func int32(_ field: Int, _ value: Int) {
    header(field, .int32)
    zigzag(value)
  }

  mutating func int64(_ field: Int, _ value: Int) {
    header(field, .int64)
    zigzag(value)
  }

  mutating func binary(_ field: Int, _ value: some Collection<UInt8>) {
    header(field, .binary)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  mutating func object(_ field: Int, _ body: (inout ThriftWriter) -> Void) {
    header(field, .object)
    element(body)
  }

  /// An object as an element of a list, or at the top.
  mutating func element(_ body: (inout ThriftWriter) -> Void) {
    let outer = lastField
    lastField = 0
    body(&self)
    bytes.append(0)
    lastField = outer
  }

  private mutating func list(_ field: Int, _ type: ThriftReader.WireType, count: Int) {
    header(field, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | type.rawValue)
    } else {
      bytes.append(0xF0 | type.rawValue)
      varint(UInt64(count))
    }
  }

  mutating func objects<Elements: Collection>(
    _ field: Int, _ elements: Elements, _ body: (inout ThriftWriter, Elements.Element) -> Void
  ) {
    list(field, .object, count: elements.count)
    for element in elements { self.element { body(&$0, element) } }
  }

  mutating func int32s(_ field: Int, _ values: [Int]) {
    list(field, .int32, count: values.count)
    for value in values { zigzag(value) }
  }

  mutating func int64s(_ field: Int, _ values: [Int]) {
    list(field, .int64, count: values.count)
    for value in values { zigzag(value) }
  }

  mutating func bools(_ field: Int, _ values: [Bool]) {
    list(field, .yes, count: values.count)
    for value in values { bytes.append(value ? ThriftReader.WireType.yes.rawValue : ThriftReader.WireType.no.rawValue) }
  }

  mutating func texts(_ field: Int, _ values: [[UInt8]]) {
    list(field, .binary, count: values.count)
    for value in values {
      varint(UInt64(value.count))
      bytes += value
    }
  }
}
