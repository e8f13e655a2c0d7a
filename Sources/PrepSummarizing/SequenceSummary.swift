import PrepRecords

/// What records are as token sequences: how long, what of them is learnt, which ids.
package struct SequenceSummary: Sendable, Equatable {
  /// The tokenizer, and what else the sequences depend on, in words; what is added up agrees in them.
  package var tokenizer: String
  /// How many ids there are.
  package var vocabularySize: Int
  /// The lengths of sequences in tokens, of both sides of a pair.
  package var lengths = SizeMeasure()
  /// Tokens that are learnt.
  package var trained = 0
  /// Records that become no sequence.
  package var refused = 0
  /// Tokens by role, and those of them that are learnt.
  package var roles: [String: Int] = [:]
  package var trainedRoles: [String: Int] = [:]
  /// How often each id occurs.
  package private(set) var ids: [Int]

  /// Nothing yet.
  package init(tokenizer: String, vocabularySize: Int) {
    self.tokenizer = tokenizer
    self.vocabularySize = vocabularySize
    ids = [Int](repeating: 0, count: vocabularySize)
  }

  /// Counts the ids of a sequence.
  package mutating func count(_ tokens: [UInt32]) {
    ids.withUnsafeMutableBufferPointer { ids in
      for token in tokens where Int(token) < ids.count { ids[Int(token)] += 1 }
    }
  }

  /// How many ids occur.
  package var usedIDs: Int { ids.count { $0 > 0 } }

  /// How many of the most frequent ids make up a share of all tokens, in hundredths of per cent.
  package func ids(covering hundredths: Int) -> Int {
    let total = ids.reduce(0, +)
    var left = Int((Double(total) * Double(hundredths) / 10_000).rounded(.up))
    var count = 0
    for number in ids.sorted(by: >) {
      if left <= 0 { break }
      left -= number
      count += 1
    }
    return count
  }

  /// Adds what another one has.
  ///
  /// - Returns: Whether both are of one tokenizer; nothing is added where they are not.
  mutating func add(_ other: SequenceSummary) -> Bool {
    guard tokenizer == other.tokenizer, vocabularySize == other.vocabularySize else { return false }
    lengths.add(other.lengths)
    trained += other.trained
    refused += other.refused
    roles.merge(other.roles, uniquingKeysWith: +)
    trainedRoles.merge(other.trainedRoles, uniquingKeysWith: +)
    for index in ids.indices { ids[index] += other.ids[index] }
    return true
  }

  // MARK: JSON

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("ids")
    writer.ints(ids.indices.filter { ids[$0] > 0 }.flatMap { [$0, ids[$0]] })
    writer.key("lengths")
    lengths.write(to: &writer)
    writer.key("refused")
    writer.int(refused)
    writer.key("roles")
    Self.write(roles, &writer)
    writer.key("tokenizer")
    writer.string(tokenizer)
    writer.key("trained")
    writer.int(trained)
    writer.key("trained_roles")
    Self.write(trainedRoles, &writer)
    writer.key("vocabulary_size")
    writer.int(vocabularySize)
    writer.endObject()
  }

  private static func write(_ counts: [String: Int], _ writer: inout JSONWriter) {
    writer.beginObject()
    for (name, count) in counts.sorted(by: { $0.key < $1.key }) where count > 0 {
      writer.key(name)
      writer.int(count)
    }
    writer.endObject()
  }

  /// Reads what ``write(to:)`` wrote; nil for anything else.
  init?(_ view: JSONView) {
    guard let size = view["vocabulary_size"]?.int, (0...1 << 24).contains(size),
      let tokenizer = try? view["tokenizer"]?.string(), let lengths = view["lengths"].flatMap(SizeMeasure.init),
      let trained = view["trained"]?.int, let refused = view["refused"]?.int, let list = view["ids"]
    else { return nil }
    self.init(tokenizer: tokenizer, vocabularySize: size)
    self.lengths = lengths
    self.trained = trained
    self.refused = refused
    roles = Self.counts(view["roles"])
    trainedRoles = Self.counts(view["trained_roles"])
    var id: Int?
    for element in list.elements {
      guard let number = element.int else { return nil }
      guard let known = id else {
        id = number
        continue
      }
      guard ids.indices.contains(known), number >= 0 else { return nil }
      ids[known] = number
      id = nil
    }
  }

  private static func counts(_ view: JSONView?) -> [String: Int] {
    var counts: [String: Int] = [:]
    view?.forEachMember { key, value in
      if let name = try? key.string(), let number = value.int { counts[name] = number }
    }
    return counts
  }
}
