import PrepRecords
import PrepShapes

/// What stands in an object that may be all there is of an input, as far as its first bytes tell: enough to see that
/// it is no record, but has the records inside.
struct JSONOutline {
  /// A list inside of the object.
  struct List {
    /// The way to it.
    var pointer: String
    /// The elements that were seen whole.
    var count: Int
    /// Whether there are more.
    var isCut: Bool
    /// The first element.
    var first: [UInt8]
  }

  /// The lists of objects at one or two steps from the outside.
  private(set) var lists: [List] = []
  /// Whether nothing but the object was seen.
  private(set) var isAlone = false
  /// The object with its lists cut down to their first elements, and objects without their members.
  private var sketch: [UInt8] = []

  private let bytes: UnsafeRawBufferPointer
  private var position: Int

  /// Nil where the text does not begin with an object.
  init?(_ text: UnsafeRawBufferPointer) {
    bytes = text
    position = 0
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "{") else { return nil }
    sketch = [UInt8(ascii: "{")]
    let isWhole = readMembers("", isOutermost: true)
    sketch.append(UInt8(ascii: "}"))
    skipBlanks()
    isAlone = !isWhole || position == bytes.count
  }

  /// The lists of records in an object that is none itself: those whose first element tells a shape.
  func recordLists(_ names: FieldNames) -> [List] {
    guard isAlone, !lists.isEmpty, let root = try? JSONDocument(sketch).root else { return [] }
    // A list under a name of messages holds records where each has a list of messages of its own.
    let isRecord = names.detect(root) != nil
    let found = lists.filter { list in
      guard let first = try? JSONDocument(list.first).root, !MessageLine.isMessage(first),
        let told = names.detect(first)
      else { return false }
      return !isRecord
        || told.isWhole && (told.shape == .chat || told.shape == .shareGPT)
          && first["role"] == nil && first["from"] == nil
    }
    // Beside a list of texts or messages the object is a record of its own, of a kind that is not known.
    return Self.hasOtherLists(root, besides: found) ? [] : found
  }

  private static func hasOtherLists(_ root: JSONView, besides found: [List]) -> Bool {
    let known = Set(found.map(\.pointer))
    var has = false
    root.forEachMember { key, value in
      guard value.kind == .array, let name = try? key.string(), !known.contains("/" + JSONPointer.escaped(name)) else {
        return
      }
      for first in value.elements { has = has || first.kind == .string || MessageLine.isMessage(first) }
    }
    return has
  }

  /// Reads the members of the object that begins here; says whether it was seen to its end.
  private mutating func readMembers(_ path: String, isOutermost: Bool) -> Bool {
    position += 1
    var isFirst = true
    while true {
      skipBlanks()
      guard position < bytes.count else { return false }
      if bytes[position] == UInt8(ascii: "}") {
        position += 1
        return true
      }
      if bytes[position] == UInt8(ascii: ",") {
        position += 1
        continue
      }
      let start = position
      guard bytes[position] == UInt8(ascii: "\""), skipValue() else { return false }
      let key = Array(bytes[start..<position])
      skipBlanks()
      guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return false }
      position += 1
      skipBlanks()
      guard position < bytes.count else { return false }
      let name = (try? JSONDocument(key).root.string()) ?? ""
      let pointer = "\(path)/\(JSONPointer.escaped(name))"
      if isOutermost {
        if !isFirst { sketch.append(UInt8(ascii: ",")) }
        sketch += key + [UInt8(ascii: ":")]
      }
      isFirst = false
      guard readValue(pointer, isOutermost: isOutermost) else { return false }
    }
  }

  private mutating func readValue(_ pointer: String, isOutermost: Bool) -> Bool {
    switch bytes[position] {
    case UInt8(ascii: "["):
      return readList(pointer, isOutermost: isOutermost)
    case UInt8(ascii: "{") where isOutermost:
      sketch += Array("{}".utf8)
      return readMembers(pointer, isOutermost: false)
    default:
      let start = position
      let isWhole = skipValue()
      if isOutermost { sketch += isWhole ? Array(bytes[start..<position]) : Array("null".utf8) }
      return isWhole
    }
  }

  private mutating func readList(_ pointer: String, isOutermost: Bool) -> Bool {
    var list = List(pointer: pointer, count: 0, isCut: true, first: [])
    position += 1
    while true {
      skipBlanks()
      if position < bytes.count, bytes[position] == UInt8(ascii: ",") {
        position += 1
        continue
      }
      if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
        position += 1
        list.isCut = false
        break
      }
      let start = position
      guard position < bytes.count, skipValue() else { break }
      if list.count == 0 { list.first = Array(bytes[start..<position]) }
      list.count += 1
    }
    if list.first.first == UInt8(ascii: "{") { lists.append(list) }
    if isOutermost { sketch += [UInt8(ascii: "[")] + list.first + [UInt8(ascii: "]")] }
    return !list.isCut
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 || (bytes[position] >= 0x09 && bytes[position] <= 0x0D) {
      position += 1
    }
  }

  /// Skips a value; says whether there was one and it was seen to its end. Where that is so, it has gone forward.
  private mutating func skipValue() -> Bool {
    let start = position
    var depth = 0
    var inString = false
    var string = JSONStringBytes()
    while position < bytes.count {
      let byte = bytes[position]
      if inString {
        position += 1
        if string.closes(with: byte) {
          inString = false
          if depth == 0 { return true }
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): inString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // The bracket of something else: in front of it stands the value, or nothing.
        if depth == 0 { return position > start }
        depth -= 1
        if depth == 0 {
          position += 1
          return true
        }
      case UInt8(ascii: ",") where depth == 0, 0x20 where depth == 0, 0x0A where depth == 0, 0x0D where depth == 0:
        return position > start
      default: break
      }
      position += 1
    }
    return false
  }
}
