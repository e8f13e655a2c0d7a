import PrepBytes
import PrepCodecs
import PrepColumns
import PrepConverting
import PrepDiagnostics
import PrepImporting
import PrepRecords
import PrepShapes

/// What an input looks like, from as much of it as is needed to tell.
struct SniffedInput {
  let name: String
  private(set) var encoding: TextEncoding
  private(set) var container: Container
  private(set) var containerConfidence: Double
  private(set) var containerReasons: [String]
  /// What a file of columns says about itself.
  private(set) var columns: ColumnSummary?
  /// Line ends in the first bytes.
  private(set) var lineFeeds = 0
  private(set) var carriageReturns = 0
  private(set) var lineBreakPairs = 0
  private(set) var records = 0
  private(set) var invalid = 0
  /// Whether the whole input was read.
  private(set) var isWhole = false
  private(set) var shortest = Int.max
  private(set) var longest = 0
  private(set) var bytes = 0
  private(set) var shapes: [RecordShape: Int] = [:]
  /// The shape of the set, told by its first records as to every command.
  private var set = SetShape()
  /// Of the first texts those that are conversations written out, by the name of their form.
  private(set) var dialects: [String: Int] = [:]
  private var looked = 0
  private(set) var roles: [String: Int] = [:]
  private(set) var fields: [String: Int] = [:]
  private(set) var mostMessages = 0
  /// The first thing that is wrong.
  private(set) var firstFinding: Diagnostic?

  /// How many records tell enough.
  static let enough = 1000
  /// How many names are told apart.
  private static let mostNames = 200

  /// - Parameters:
  ///   - readsAll: Whether to read to the end.
  ///   - check: Called once a batch; what it throws ends the reading.
  init(
    _ input: JobInput, importer: InputImporter, readsAll: Bool, longestLine: Int, check: () throws -> Void
  ) throws {
    let source = try input.open(refusing: false)
    name = source.name
    var head = [UInt8](repeating: 0, count: InputImporter.headSize)
    let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
    head.removeLast(head.count - count)
    let isShort = count < InputImporter.headSize
    encoding = TextEncoding(head, isWhole: isShort)
    var whole: any ByteSource = PrefixedByteSource(prefix: head, rest: source)
    let guess = head.withUnsafeBytes { ContainerGuess($0, isWhole: isShort, path: input.path) }
    (container, containerConfidence, containerReasons) = (guess.container, guess.confidence, guess.reasons)
    if container == .xlsx || container == .parquet || container == .arrow {
      encoding = TextEncoding([], isWhole: true)
    } else if !encoding.isUTF8 {
      // A mark or a guess decides how to read on; the text then says what it is.
      if case .refused(let refused) = container, refused != .unknownBinary { return }
      whole = try DecodedSource.open(whole, encoding: "auto", policy: .replace)
      var text = [UInt8](repeating: 0, count: InputImporter.headSize)
      let decoded = try text.withUnsafeMutableBytes { try whole.readFully(into: $0) }
      text.removeLast(text.count - decoded)
      // ICU says 10 of any bytes that UTF-16 could be.
      if encoding.confidence > 10 || encoding.hasByteOrderMark {
        let guess = text.withUnsafeBytes { ContainerGuess($0, isWhole: decoded < text.count, path: input.path) }
        (container, containerConfidence, containerReasons) = (guess.container, guess.confidence, guess.reasons)
      }
      head = text
      whole = PrefixedByteSource(prefix: text, rest: whole)
    }
    if case .refused = container { return }
    if container.isText { countLineEnds(head) }
    try read(whole, importer, readsAll, longestLine, check)
  }

  private mutating func countLineEnds(_ head: [UInt8]) {
    for (index, byte) in head.enumerated() {
      if byte == 0x0A {
        if index > 0, head[index - 1] == 0x0D { lineBreakPairs += 1 } else { lineFeeds += 1 }
      } else if byte == 0x0D, index + 1 < head.count, head[index + 1] != 0x0A {
        carriageReturns += 1
      }
    }
  }

  private mutating func read(
    _ source: any ByteSource, _ importer: InputImporter, _ readsAll: Bool, _ longestLine: Int,
    _ check: () throws -> Void
  ) throws {
    let imported: ImportedSource
    do { imported = try importer.open(source) } catch let finding as Diagnostic {
      firstFinding = finding
      invalid = 1
      return
    }
    container = imported.container
    columns = imported.columnSummary
    if let note = imported.note { containerReasons.append(note) }
    var waiting: (any ByteSource)? = imported
    let reader = JSONLinesReader(sources: { waiting.take() }, threads: 1, maxLine: longestLine)
    while readsAll || records + invalid < Self.enough {
      try check()
      guard let batch = try reader.next() else {
        isWhole = true
        break
      }
      set.look(at: batch, .usual)
      for item in batch {
        switch item {
        case .record(let record): observe(record)
        case .invalid(let diagnostic, _):
          invalid += 1
          if firstFinding == nil { firstFinding = diagnostic }
        case .continuation, .note: continue
        }
        if !readsAll, records + invalid >= Self.enough { break }
      }
    }
  }

  private mutating func observe(_ record: Record) {
    records += 1
    shortest = min(shortest, record.byteCount)
    longest = max(longest, record.byteCount)
    bytes += record.byteCount
    if let shape = RecordShape(detecting: record.root) {
      shapes[shape, default: 0] += 1
      if shape == .text { lookForDialect(record) }
    }
    record.root.forEachMember { key, _ in Self.add((try? key.string()) ?? "?", to: &fields) }
    for key in ["messages", "conversations", "contents", "interactions", "prompt", "chosen"] {
      guard let list = record.root[key], list.kind == .array else { continue }
      var count = 0
      list.forEachElement { message in
        guard message.kind == .object, let role = message["role"] ?? message["from"], role.kind == .string else {
          return
        }
        count += 1
        Self.add((try? role.string()) ?? "?", to: &roles)
      }
      mostMessages = max(mostMessages, count)
      if key != "prompt" { break }
    }
  }

  /// Notes the form of a text that is a conversation written out; the first ones tell enough.
  private mutating func lookForDialect(_ record: Record) {
    guard looked < 100, let view = KnownKeys(record.root, .usual).value(.text, of: record.root), view.kind == .string,
      let text = try? view.unescaped()
    else { return }
    looked += 1
    if let name = DialectText.name(of: text) { dialects[name, default: 0] += 1 }
  }

  private static func add(_ name: String, to counts: inout [String: Int]) {
    counts[counts[name] != nil || counts.count < mostNames ? name : "…", default: 0] += 1
  }

  /// The shape of the set, and how many records have it.
  var shape: (shape: RecordShape, count: Int)? { self.set.shape.flatMap { shape in shapes[shape].map { (shape, $0) } } }

  /// The name of the line ends: lf, crlf, cr, mixed or none.
  var lineEnds: String {
    let kinds = [("lf", lineFeeds), ("crlf", lineBreakPairs), ("cr", carriageReturns)].filter { $0.1 > 0 }
    return kinds.isEmpty
      ? "none"
      : kinds.count == 1 ? kinds[0].0 : kinds[0].1 > 0 && kinds.count == 2 && carriageReturns > 0 ? kinds[0].0 : "mixed"
  }
}
