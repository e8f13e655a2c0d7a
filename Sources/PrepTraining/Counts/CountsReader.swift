package import PrepBytes

/// Reads a file of counted words, decompressed; see ``CountsFormat``.
package final class CountsReader {
  package let name: String
  /// What the words were counted by.
  package private(set) var rules = CountingRules(pattern: "")
  /// The word read last.
  package private(set) var word: [UInt8] = []
  /// Its count.
  package private(set) var count = 0
  private static let longestWord = 1 << 31
  private let source: any ByteSource
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var position = 0
  private var end = 0
  private var words = 0
  private var total = 0
  private var isDone = false

  /// - Throws: ``TrainingFailure`` when the source does not begin like counts.
  package init(_ source: any ByteSource) throws {
    self.source = source
    name = source.name
    for expected in CountsFormat.magic {
      guard try byte() == expected else {
        throw TrainingFailure("not a counts file, or one of another version", path: name)
      }
    }
    rules = CountingRules(pattern: try text(), normalization: try text())
  }

  /// Reads the next word; false at the end.
  ///
  /// - Throws: ``TrainingFailure`` when the words are not what the format promises.
  package func next() throws -> Bool {
    if isDone { return false }
    let shared = try number()
    let added = try number()
    if added == 0 {
      guard shared == 0, try number() == words, try number() == total else {
        throw damaged("its end does not fit its words")
      }
      isDone = true
      return false
    }
    guard shared <= word.count, added <= Self.longestWord else { throw damaged("a word is not whole") }
    let before = shared < word.count ? word[shared] : nil
    word.removeSubrange(shared...)
    try appendBytes(added)
    if let before, word[shared] <= before { throw damaged("its words are not in order") }
    count = try number()
    guard count > 0 else { throw damaged("a word has no count") }
    words += 1
    let (sum, overflows) = total.addingReportingOverflow(count)
    guard !overflows else { throw damaged("its counts are too large") }
    total = sum
    return true
  }

  /// Calls a closure with the word read last.
  package func withWord<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    try word.withUnsafeBufferPointer(body)
  }

  private func byte() throws -> UInt8 {
    if position == end {
      end = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      position = 0
      if end == 0 { throw damaged("is cut short") }
    }
    defer { position += 1 }
    return buffer[position]
  }

  private func number() throws -> Int {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 63, by: 7) {
      let byte = try byte()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(value) }
    }
    throw damaged("a number is too large")
  }

  private func appendBytes(_ count: Int) throws {
    var missing = count
    while missing > 0 {
      word.append(try byte())
      let taken = min(missing - 1, end - position)
      word.append(contentsOf: buffer[position..<position + taken])
      position += taken
      missing -= taken + 1
    }
  }

  private func text() throws -> String {
    let length = try number()
    guard length <= 1 << 20 else { throw damaged("its beginning is damaged") }
    word.removeAll()
    defer { word.removeAll() }
    try appendBytes(length)
    return String(decoding: word, as: UTF8.self)
  }

  private func damaged(_ what: String) -> TrainingFailure {
    TrainingFailure("the counts are damaged: \(what)", path: name)
  }
}
