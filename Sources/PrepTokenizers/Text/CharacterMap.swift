import PrepDigests

/// The map of characters that SentencePiece compiles into a model (`precompiled_charsmap`): a double array of prefixes,
/// and what each becomes.
///
/// Four bytes say how long the array is; its units follow, then the replacements, each ended by a zero byte.
final class CharacterMap: Sendable {
  private let units: [UInt32]
  private let texts: [UInt8]
  /// What tells it from others.
  let digest: String
  /// The bytes that some prefix begins with.
  private let begins: [Bool]
  /// ASCII that is mapped by itself or together with ASCII behind it.
  let mapsASCII: [Bool]
  /// Whether nothing is mapped.
  var isEmpty: Bool { units.isEmpty }

  /// - Parameter bytes: As in the file; nil comes of what is damaged.
  init?(_ bytes: [UInt8]) {
    digest = SHA256Digest.hex(of: bytes)
    if bytes.isEmpty {
      units = []
      texts = []
      begins = [Bool](repeating: false, count: 256)
      mapsASCII = [Bool](repeating: false, count: 128)
      return
    }
    func number(_ place: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) } }
    guard bytes.count >= 4 else { return nil }
    let size = Int(number(0))
    guard size % 4 == 0, size >= 4, size <= bytes.count - 4 else { return nil }
    let units = stride(from: 4, to: 4 + size, by: 4).map(number)
    texts = Array(bytes[(4 + size)...])
    self.units = units
    begins = (0..<256).map { byte in
      let place = Self.offset(units[0]) ^ byte
      return byte > 0 && place < units.count && Self.label(units[place]) == UInt32(byte)
    }
    mapsASCII = (0..<128).map { byte in
      let place = Self.offset(units[0]) ^ byte
      guard byte > 0, place < units.count, Self.label(units[place]) == UInt32(byte) else { return false }
      if units[place] >> 8 & 1 == 1 { return true }
      let next = place ^ Self.offset(units[place])
      return (1..<128).contains { next ^ $0 < units.count && Self.label(units[next ^ $0]) == UInt32($0) }
    }
  }

  private static func offset(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & 0x200) >> 6)) }
  private static func label(_ unit: UInt32) -> UInt32 { unit & 0x8000_00FF }

  /// What a prefix of the text becomes, and how long that prefix is: the shortest one that is mapped, or the longest.
  func match(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, longest: Bool) -> (
    replacement: Range<Int>, length: Int
  )? {
    guard start < end, begins[Int(text[start])] else { return nil }
    var found: (Range<Int>, Int)?
    var place = Self.offset(units[0])
    var position = start
    while position < end {
      let byte = text[position]
      if byte == 0 { break }
      place ^= Int(byte)
      guard place < units.count, Self.label(units[place]) == UInt32(byte) else { break }
      let unit = units[place]
      place ^= Self.offset(unit)
      position += 1
      if unit >> 8 & 1 == 1, place < units.count {
        let first = Int(units[place] & 0x7FFF_FFFF)
        guard first <= texts.count else { break }
        found = (first..<(texts[first...].firstIndex(of: 0) ?? texts.count), position - start)
        if !longest { return found }
      }
    }
    return found
  }

  /// Whether something that is mapped begins with these bytes.
  func beginsKey(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if units.isEmpty || text.isEmpty { return false }
    var place = Self.offset(units[0])
    for byte in text {
      place ^= Int(byte)
      guard byte != 0, place < units.count, Self.label(units[place]) == UInt32(byte) else { return false }
      place ^= Self.offset(units[place])
    }
    return true
  }

  /// The characters that stand behind the first one in something that is mapped and begins with ASCII; nil where there
  /// is no end of these, as in a damaged map.
  func continuationsOfASCII() -> Set<UInt32>? {
    var found = Set<UInt32>()
    if units.isEmpty { return found }
    var left = 1 << 14
    /// Goes through all that begins with some bytes.
    func visit(_ place: Int, _ text: [UInt8]) {
      left -= 1
      if left < 0 { return }
      for scalar in String(decoding: text.dropFirst(), as: UTF8.self).unicodeScalars { found.insert(scalar.value) }
      for byte in 1..<256 {
        let next = place ^ byte
        guard next < units.count, Self.label(units[next]) == UInt32(byte) else { continue }
        visit(next ^ Self.offset(units[next]), text + [UInt8(byte)])
      }
    }
    let root = Self.offset(units[0])
    for byte in 1..<128 where begins[byte] {
      visit(root ^ byte ^ Self.offset(units[root ^ byte]), [UInt8(byte)])
    }
    return left < 0 ? nil : found
  }

  /// The characters that stand behind the first one in anything that is mapped; nil where these are no characters, as in
  /// a damaged map.
  func continuations() -> Set<UInt32>? {
    var found = Set<UInt32>()
    if units.isEmpty { return found }
    // Units are children of the base that their byte leads from.
    var firstChild = [Int32](repeating: -1, count: units.count)
    var nextChild = firstChild
    for (place, unit) in units.enumerated() where Self.label(unit) < 0x100 {
      let base = place ^ Int(Self.label(unit))
      if base < units.count, base != place { (nextChild[place], firstChild[base]) = (firstChild[base], Int32(place)) }
    }
    /// A node, how many bytes its character has still to come and what is known of it.
    struct Node {
      var base: Int
      var left = 0
      var point: UInt32 = 0
      var isFirst: Bool
    }
    var pending = [Node(base: Self.offset(units[0]), isFirst: true)]
    // Ends are shared: what follows a whole character is gone through once.
    var isSeen = [Bool](repeating: false, count: units.count)
    while let node = pending.popLast() {
      guard node.base < units.count else { continue }
      if node.left == 0, !node.isFirst {
        if isSeen[node.base] { continue }
        isSeen[node.base] = true
      }
      var place = firstChild[node.base]
      while place >= 0 {
        let unit = units[Int(place)]
        let byte = Self.label(unit)
        var next = node
        next.base = Int(place) ^ Self.offset(unit)
        place = nextChild[Int(place)]
        if node.left > 0 {
          if byte & 0xC0 != 0x80 { return nil }
          next.left -= 1
          next.point = node.point << 6 | byte & 0x3F
        } else {
          if byte >= 0x80 && byte < 0xC2 || byte >= 0xF5 { return nil }
          next.left = byte < 0x80 ? 0 : byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3
          next.point = byte < 0x80 ? byte : byte & (0x3F >> UInt32(next.left))
        }
        if next.left == 0 {
          if !node.isFirst { found.insert(next.point) }
          next.isFirst = false
        }
        pending.append(next)
      }
    }
    return found
  }

  /// The bytes of a replacement.
  func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> { texts[range] }

  /// Replaces as Hugging Face's `Precompiled` does: a cluster of less than six bytes of which a prefix is mapped
  /// becomes what the shortest such prefix becomes, the rest is lost; other text goes character by character.
  func apply(to editor: inout TextEditor) {
    let text = editor.source
    var position = 0
    while position < text.count {
      // ASCII that is not mapped needs no look as long as no mark follows.
      if text[position] < 0x80, !mapsASCII[Int(text[position])], position + 1 == text.count || text[position + 1] < 0x80
      {
        position += 1
        continue
      }
      let end = Self.endOfCluster(text, position)
      if end - position < 6, let match = match(text, position, end, longest: false) {
        replace(&editor, position, end, match.replacement)
        position = end
        continue
      }
      while position < end {
        let width = CharacterText.at(text, position)?.1 ?? 1
        if let match = match(text, position, position + width, longest: false) {
          replace(&editor, position, position + width, match.replacement)
        }
        position += width
      }
    }
  }

  /// How many bytes at the beginning of a text are mapped to nothing. Hugging Face's `Precompiled` does not count them:
  /// what follows is the beginning of the text for it.
  func leftOut(atStartOf text: UnsafeBufferPointer<UInt8>) -> Int {
    var position = 0
    while position < text.count {
      let end = Self.endOfCluster(text, position)
      let isShort = end - position < 6
      let width = isShort ? end - position : CharacterText.at(text, position)?.1 ?? 1
      guard let match = match(text, position, position + width, longest: false), texts[match.replacement].isEmpty else {
        break
      }
      position += width
    }
    return position
  }

  private func replace(_ editor: inout TextEditor, _ start: Int, _ end: Int, _ replacement: Range<Int>) {
    let new = texts[replacement]
    if new.elementsEqual(editor.source[start..<end]) { return }
    editor.keep(upTo: start)
    if new.isEmpty { return editor.remove(upTo: end) }
    let old = Self.count(editor.source[start..<end])
    let scalars = String(decoding: new, as: UTF8.self).unicodeScalars
    let count = scalars.count
    for (place, scalar) in scalars.enumerated() {
      editor.put(scalar.value, change: place >= old ? 1 : place == count - 1 && count < old ? count - old : 0)
    }
  }

  private static func count(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int { text.count { $0 & 0xC0 != 0x80 } }

  /// Where the cluster ends that begins at a position, as far as clusters of less than six bytes go.
  static func endOfCluster(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    guard let (first, width) = CharacterText.at(text, start) else { return start + 1 }
    var end = start + width
    if first.value == 0x0D { return end < text.count && text[end] == 0x0A ? end + 1 : end }
    if CharacterText.standsAlone(first) { return end }
    var last = first
    while end < text.count, let (next, width) = CharacterText.at(text, end) {
      if CharacterText.standsAlone(next) { break }
      if !CharacterText.joins(next), !CharacterText.prepends(last) { break }
      last = next
      end += width
    }
    return end
  }
}
