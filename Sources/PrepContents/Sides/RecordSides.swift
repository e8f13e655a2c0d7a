import PrepDiagnostics
import PrepRecords

/// What a record says, side by side, as text: what is asked and what is answered; and what has to be equal to the byte.
struct RecordSides {
  /// How one side of a record has to stand in another record that makes it superfluous.
  enum Kind: UInt8, Sendable {
    /// Both say it all of each other: what is asked.
    case asked
    /// The other one says it too: what is answered, what is learnt.
    case answered
  }

  /// The texts of all sides, one behind the other.
  private(set) var text: [UInt8] = []
  private(set) var sides: [(kind: Kind, range: Range<Int>)] = []
  /// What has to be equal: labels, tools, weights, and which sides there are.
  var exact = CanonicalContent()
  private var isOpen = false

  /// Forgets everything but keeps the storage.
  mutating func removeAll() {
    text.removeAll(keepingCapacity: true)
    sides.removeAll(keepingCapacity: true)
    exact.removeAll()
  }

  /// Begins a side, to which what is appended belongs.
  mutating func begin(_ kind: Kind) {
    exact.beginList(Int(kind.rawValue))
    sides.append((kind, text.count..<text.count))
  }

  /// Appends a text to the side that was begun last, on lines of its own.
  mutating func append(_ more: some Collection<UInt8>) {
    guard let side = sides.last, !more.isEmpty else { return }
    if side.range.lowerBound < text.count { text.append(0x0A) }
    text.append(contentsOf: more)
    sides[sides.count - 1].range = side.range.lowerBound..<text.count
  }

  /// Appends a string of a record to the side that was begun last.
  mutating func append(_ view: JSONView, of record: Record?) throws(Diagnostic) {
    var unescaped: [UInt8] = []
    do throws(JSONError) { try view.appendUnescaped(to: &unescaped) } catch {
      throw Diagnostic(error.code, error.message, at: record?.location(of: view) ?? SourceLocation(file: ""))
    }
    append(unescaped)
  }
}

/// The sides of a record by their words, ready to be compared with others.
package struct WordSides: Sendable {
  /// One side.
  struct Side: Sendable {
    var kind: RecordSides.Kind
    /// Its words among all.
    var range: Range<Int>
    /// How many are words and no signs.
    var wordCount: Int
  }

  /// The texts of the sides.
  let text: [UInt8]
  /// The words of all sides, with their places in the text.
  package let words: [TextWord]
  let sides: [Side]
  /// What has to be equal in both records.
  let exact: ContentDigest
  /// How many words there are in all, without signs.
  package let wordCount: Int

  init(_ record: RecordSides) {
    text = record.text
    exact = record.exact.digest
    var words: [TextWord] = []
    var sides: [Side] = []
    var total = 0
    record.text.withUnsafeBufferPointer { text in
      for side in record.sides {
        let start = words.count
        WordStream.append(
          UnsafeBufferPointer(rebasing: text[side.range]), offset: side.range.lowerBound, to: &words)
        var count = 0
        for word in words[start...] where !word.isSign { count += 1 }
        total += count
        sides.append(Side(kind: side.kind, range: start..<words.count, wordCount: count))
      }
    }
    self.words = words
    self.sides = sides
    wordCount = total
  }

  /// Equal in two records that say the same, word by word and sign by sign, with the same sentences: then one is
  /// superfluous where the other is. Guards against nothing but chance.
  package var digest: ContentDigest {
    var (low, high) = (exact.low, exact.high)
    for side in sides {
      low = Self.mix(low ^ UInt64(side.range.count))
      for word in words[side.range] {
        low = Self.mix(low ^ word.hash)
        high = Self.mix(high &+ word.hash ^ UInt64(word.marks))
      }
    }
    return ContentDigest(high: high, low: low)
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low ^ value.byteSwapped
  }
}
