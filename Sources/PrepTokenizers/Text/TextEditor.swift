internal import PrepBytes

/// Writes a changed text beside the one it is made from, and what came from where. A text of which nothing is changed
/// is not written.
///
/// Characters are told as Hugging Face's `NormalizedString.transform` is told them, so that offsets are the same: what
/// replaces a character came from it, what is inserted came from the character before it, what is removed is left out.
struct TextEditor: ~Copyable {
  /// The text that is changed.
  let source: UnsafeBufferPointer<UInt8>
  /// Whether edits are kept.
  let tracksEdits: Bool
  private(set) var output: PlainList<UInt8>
  private(set) var alignment = TextAlignment()
  /// How much of the source is dealt with.
  private(set) var position = 0
  private(set) var isChanged = false

  init(_ source: UnsafeBufferPointer<UInt8>, tracksEdits: Bool) {
    self.source = source
    self.tracksEdits = tracksEdits
    output = PlainList()
  }

  /// Leaves what is before a position as it is.
  mutating func keep(upTo end: Int) {
    if end <= position { return }
    if isChanged { output.append(contentsOf: UnsafeBufferPointer(rebasing: source[position..<end])) }
    position = end
  }

  /// Puts bytes in the place of what is there.
  mutating func replace(upTo end: Int, with bytes: UnsafeBufferPointer<UInt8>) {
    begin()
    let start = output.count
    output.append(contentsOf: bytes)
    note(start, position..<end)
    position = end
  }

  /// Puts bytes in the place of what is there.
  mutating func replace(upTo end: Int, with bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { replace(upTo: end, with: $0) }
  }

  /// Leaves out what is there.
  mutating func remove(upTo end: Int) {
    if end <= position { return }
    begin()
    if tracksEdits {
      alignment.append(TextAlignment.Edit(prepared: output.count..<output.count, original: position..<end))
    }
    position = end
  }

  /// Puts bytes between what was dealt with and what follows. They count as of the character before.
  mutating func insert(_ bytes: [UInt8]) {
    if bytes.isEmpty { return }
    begin()
    let start = output.count
    output.append(contentsOf: bytes)
    if position > 0 { note(start, lastCharacter(before: position)..<position) } else { note(start, 0..<0) }
  }

  /// Writes a character.
  ///
  /// - Parameter change: 0 where it replaces the next one; above, it is inserted; below, it replaces the next, and so
  ///   many after that go.
  mutating func put(_ scalar: UInt32, change: Int) {
    if change > 0 {
      begin()
      let start = output.count
      append(scalar)
      if position > 0 { note(start, lastCharacter(before: position)..<position) } else { note(start, 0..<0) }
      return
    }
    guard position < source.count else { return }
    let width = width(at: position)
    begin()
    let start = output.count
    append(scalar)
    note(start, position..<position + width)
    position += width
    var end = position
    for _ in 0..<(-change) where end < source.count { end += self.width(at: end) }
    remove(upTo: end)
  }

  /// Ends the work: what is left stays as it is.
  mutating func finish() { keep(upTo: source.count) }

  /// The text as it is now.
  func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    body(isChanged ? output.all : source)
  }

  /// The source as it is up to here, in the output.
  private mutating func begin() {
    if isChanged { return }
    isChanged = true
    output.reserve(source.count + source.count / 8 + 16)
    output.append(contentsOf: UnsafeBufferPointer(rebasing: source[..<position]))
  }

  private mutating func note(_ start: Int, _ original: Range<Int>) {
    if tracksEdits { alignment.append(TextAlignment.Edit(prepared: start..<output.count, original: original)) }
  }

  private func width(at place: Int) -> Int { CharacterText.at(source, place)?.1 ?? 1 }

  private func lastCharacter(before end: Int) -> Int {
    CharacterText.before(source, end).map { end - $0.1 } ?? max(0, end - 1)
  }

  @inline(__always)
  private mutating func append(_ value: UInt32) {
    switch value {
    case 0..<0x80: output.append(UInt8(value))
    case 0x80..<0x800:
      output.append(UInt8(0xC0 | value >> 6))
      output.append(UInt8(0x80 | value & 0x3F))
    case 0x800..<0x10000:
      output.append(UInt8(0xE0 | value >> 12))
      output.append(UInt8(0x80 | value >> 6 & 0x3F))
      output.append(UInt8(0x80 | value & 0x3F))
    default:
      output.append(UInt8(0xF0 | value >> 18))
      output.append(UInt8(0x80 | value >> 12 & 0x3F))
      output.append(UInt8(0x80 | value >> 6 & 0x3F))
      output.append(UInt8(0x80 | value & 0x3F))
    }
  }
}
