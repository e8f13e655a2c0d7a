import PrepDiagnostics
import PrepRecords
import PrepTokenizers
import PrepUnicode
import Synchronization

/// Counts, on all threads, what becomes of texts with some vocabularies.
///
/// SAFETY of `@unchecked Sendable`: the list of workers is touched with the lock held, and each worker is given to one
/// thread at a time.
final class VocabularyUseCounter: @unchecked Sendable {
  /// What one thread counts with.
  final class Worker {
    let encoders: [Encoder]
    var uses: [VocabularyUse]
    private var kinds = CharacterKinds()
    private var tokens: [UInt32] = []
    private var ends: [Int] = []

    init(_ tokenizers: [Tokenizer]) {
      encoders = tokenizers.map { $0.makeEncoder() }
      uses = tokenizers.map { VocabularyUse($0) }
    }

    func add(_ text: UnsafeBufferPointer<UInt8>) {
      let kinds = kinds.ofBytes(text)
      for index in encoders.indices {
        tokens.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        encoders[index].encode(text, into: &tokens, ends: &ends)
        uses[index].add(tokens: tokens, ends: ends, kinds: kinds)
      }
    }
  }

  private struct Workers {
    var all: [Worker] = []
    var idle: [Worker] = []
  }

  let tokenizers: [Tokenizer]
  private let lock = Mutex(())
  private var workers = Workers()

  init(_ tokenizers: [Tokenizer]) { self.tokenizers = tokenizers }

  /// A worker for one thread.
  func makeWorker() -> Worker {
    lock.withLock { _ in
      if let worker = workers.idle.popLast() { return worker }
      let worker = Worker(tokenizers)
      workers.all.append(worker)
      return worker
    }
  }

  /// Says that no thread uses its worker any more.
  func recycle() { lock.withLock { _ in workers.idle = workers.all } }

  /// What all threads counted. No thread counts any more.
  func result() -> [VocabularyUse] {
    var sums = tokenizers.map { VocabularyUse($0) }
    for worker in workers.all {
      for index in sums.indices { sums[index].add(worker.uses[index]) }
    }
    return sums
  }
}

/// Vocabularies side by side on the same texts.
struct VocabularyComparison {
  private static let longestShown = 10

  let tokenizers: [Tokenizer]
  let uses: [VocabularyUse]
  let documents: Int

  /// A line for each measure, with a column for each vocabulary.
  func text() -> String {
    var lines = [["vocabulary"] + tokenizers.map(\.name)]
    func row(_ name: String, _ value: (Int) -> String) { lines.append([name] + tokenizers.indices.map(value)) }
    row("documents") { _ in "\(documents)" }
    row("bytes") { "\(uses[$0].total.bytes)" }
    row("tokens") { "\(uses[$0].total.tokens)" }
    row("bytes per token") { Self.ratio(uses[$0].total.bytesPerToken) }
    for kind in kinds { row("bytes per token, \(kind.name)") { Self.ratio(uses[$0].shares[kind]?.bytesPerToken) } }
    row("words") { "\(uses[$0].words)" }
    row("single-token words") { Self.percent(uses[$0].singleTokenWords, of: uses[$0].words) }
    row("tokens per word") {
      Self.ratio(uses[$0].words == 0 ? nil : Double(uses[$0].wordTokens) / Double(uses[$0].words))
    }
    let unused = tokenizers.indices.map { uses[$0].unused(of: tokenizers[$0]).count }
    row("unused tokens") { "\(unused[$0]) (\(Self.percent(unused[$0], of: tokenizers[$0].textTokens.count)))" }
    let longest = tokenizers.indices.map { uses[$0].longest(Self.longestShown, of: tokenizers[$0]) }
    for place in 0..<(longest.map(\.count).max() ?? 0) {
      row(place == 0 ? "longest tokens" : "") { column in
        guard place < longest[column].count else { return "" }
        let (token, bytes, uses) = longest[column][place]
        return "\(token) \(Self.quoted(bytes)) × \(uses)"
      }
    }
    return lines.map { $0.map(\.printable).joined(separator: "\t") + "\n" }.joined()
  }

  /// The kinds of text there are, those with most bytes first.
  private var kinds: [CharacterKind] {
    var bytes: [CharacterKind: Int] = [:]
    for use in uses { for (kind, share) in use.shares { bytes[kind, default: 0] += share.bytes } }
    return bytes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("documents")
    writer.int(documents)
    writer.key("vocabularies")
    writer.beginArray()
    for (tokenizer, use) in zip(tokenizers, uses) { write(tokenizer, use, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  private func write(_ tokenizer: Tokenizer, _ use: VocabularyUse, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("name")
    writer.string(tokenizer.name)
    writer.key("fingerprint")
    writer.string(tokenizer.fingerprint)
    let unused = use.unused(of: tokenizer)
    for (name, value) in [
      ("bytes", use.total.bytes), ("tokens", use.total.tokens), ("words", use.words),
      ("single_token_words", use.singleTokenWords),
      ("word_tokens", use.wordTokens), ("unused_tokens", unused.count),
    ] {
      writer.key(name)
      writer.int(value)
    }
    writer.key("scripts")
    writer.beginObject()
    for kind in kinds {
      guard let share = use.shares[kind] else { continue }
      writer.key(kind.name)
      writer.beginObject()
      writer.key("bytes")
      writer.int(share.bytes)
      writer.key("tokens")
      writer.int(share.tokens)
      writer.endObject()
    }
    writer.endObject()
    writer.key("longest_tokens")
    writer.beginArray()
    for (token, bytes, uses) in use.longest(Self.longestShown, of: tokenizer) {
      writer.beginObject()
      writer.key("id")
      writer.int(token)
      writer.key("text")
      writer.string(String(decoding: bytes, as: UTF8.self))
      writer.key("length")
      writer.int(bytes.count)
      writer.key("uses")
      writer.int(uses)
      writer.endObject()
    }
    writer.endArray()
    writer.key("unused_ids")
    writer.beginArray()
    unused.forEach { writer.int($0) }
    writer.endArray()
    writer.endObject()
  }

  // MARK: Numbers as text

  /// Two digits after the point.
  private static func ratio(_ value: Double?) -> String {
    guard let value else { return "-" }
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private static func percent(_ part: Int, of whole: Int) -> String {
    if whole == 0 { return "-" }
    let tenths = Int((Double(part) * 1000 / Double(whole)).rounded())
    return "\(tenths / 10).\(tenths % 10)%"
  }

  private static func quoted(_ bytes: [UInt8]) -> String {
    var writer = JSONWriter()
    writer.string(String(decoding: bytes, as: UTF8.self))
    return String(decoding: writer.take(), as: UTF8.self)
  }
}
