/// The words and labels of a model.
struct ModelWords: Sendable {
  /// Words, then labels: where they stand in the file.
  private let ranges: [Range<Int>]
  /// How many words there are, and how many labels behind them.
  let wordCount: Int
  let labelCount: Int
  /// How often each label was seen.
  let labelCounts: [Int]
  /// The rows of buckets that were kept, where not all were: by the bucket, in order.
  private let kept: [(bucket: Int, row: Int)]?
  /// By the hash the numbers of words, one more each; 0 for none.
  private let table: [UInt32]

  init(_ model: inout ModelBytes) throws(LanguageModelFailure) {
    let count = try model.int32()
    (wordCount, labelCount) = (try model.int32(), try model.int32())
    _ = try model.int64()
    let keptCount = try model.int64()
    // Each takes ten bytes and more.
    guard count >= 0, count <= model.bytes.count / 10, wordCount >= 0, labelCount > 0, wordCount + labelCount == count
    else { throw ModelBytes.damage }
    var (ranges, counts): ([Range<Int>], [Int]) = ([], [])
    for number in 0..<count {
      let range = try model.text()
      let seen = try model.int64()
      let isLabel = try model.byte() == 1
      guard isLabel == (number >= wordCount), seen >= 0, seen < 1_000_000_000_000 else { throw ModelBytes.damage }
      ranges.append(range)
      if isLabel { counts.append(seen) }
    }
    if keptCount >= 0 {
      guard keptCount <= model.bytes.count / 8 else { throw ModelBytes.damage }
      var pairs: [(bucket: Int, row: Int)] = []
      for _ in 0..<keptCount {
        pairs.append((bucket: try model.int32(), row: try model.int32()))
        guard pairs[pairs.count - 1].row >= 0 else { throw ModelBytes.damage }
      }
      kept = pairs.sorted { $0.bucket < $1.bucket }
    } else {
      kept = nil
    }
    var size = 16
    while size < count * 2 { size *= 2 }
    var table = [UInt32](repeating: 0, count: size)
    for number in 0..<count {
      var slot = Int(model.bytes[ranges[number]].withUnsafeBufferPointer(Self.hash)) & (size - 1)
      while table[slot] != 0 { slot = (slot + 1) & (size - 1) }
      table[slot] = UInt32(number + 1)
    }
    (self.ranges, labelCounts, self.table) = (ranges, counts, table)
  }

  /// How many rows of buckets there are, of so many buckets.
  func rowCount(of buckets: Int) -> Int { kept.map { ($0.map(\.row).max() ?? -1) + 1 } ?? buckets }

  /// The row of a bucket behind those of the words; nil for one that was not kept.
  func row(of bucket: Int) -> Int? {
    guard let kept else { return bucket }
    var (low, high) = (0, kept.count)
    while low < high {
      let middle = (low + high) / 2
      if kept[middle].bucket < bucket { low = middle + 1 } else { high = middle }
    }
    return low < kept.count && kept[low].bucket == bucket ? kept[low].row : nil
  }

  /// The text of a label, without what begins each.
  func label(_ number: Int, _ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes[ranges[wordCount + number]], as: UTF8.self)
    return text.hasPrefix(Self.labelMark) ? String(text.dropFirst(Self.labelMark.count)) : text
  }

  private static let labelMark = "__label__"

  /// What a token is.
  enum Token: Equatable {
    case word(Int)
    /// A word that the model does not have.
    case unknown
    case label
  }

  func token(_ text: UnsafeBufferPointer<UInt8>, hash: UInt32, _ bytes: UnsafeRawBufferPointer) -> Token {
    var slot = Int(hash) & (table.count - 1)
    while table[slot] != 0 {
      let number = Int(table[slot]) - 1
      let own = bytes[ranges[number]]
      if own.count == text.count, own.elementsEqual(text) { return number < wordCount ? .word(number) : .label }
      slot = (slot + 1) & (table.count - 1)
    }
    return text.starts(with: Self.labelMark.utf8) ? .label : .unknown
  }

  /// FNV-1a over bytes that are taken for signed ones.
  @inline(__always)
  static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in text { hash = add(byte, to: hash) }
    return hash
  }

  @inline(__always)
  static func add(_ byte: UInt8, to hash: UInt32) -> UInt32 {
    (hash ^ UInt32(bitPattern: Int32(Int8(bitPattern: byte)))) &* 16_777_619
  }
}
