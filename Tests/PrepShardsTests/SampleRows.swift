import Foundation
import PrepTokens
import TestSupport

@testable import PrepShards

/// Generated rows of one kind, and a folder to store them in.
struct SampleRows {
  let header: TokenStreamHeader
  let rows: [TokenSequence]

  init(
    seed: UInt64, count: Int, loss: TokenLoss.Kind = .mask, vocabulary: Int = 1000, pairs: Bool = false,
    labels: Bool = false,
    longest: Int32 = 6, fixed: Int? = nil, part: TokenStreamHeader.Part? = nil, provenance: [String] = [],
    cutFrom: Int = .max
  ) {
    var random = SeededGenerator(seed: seed)
    header = TokenStreamHeader(
      tokenizer: "sample", fingerprint: "f00d", vocabularySize: vocabulary, endOfText: 3, loss: loss,
      hasRejected: pairs,
      hasDocumentLabels: labels, provenance: provenance, part: part)
    func side(_ segments: Int) -> TokenBranch {
      var boundaries: [Int32] = [0]
      for _ in 0..<segments {
        boundaries.append((boundaries.last ?? 0) + Int32.random(in: 1...longest, using: &random))
      }
      if let fixed { boundaries = [0, Int32(fixed)] }
      let count = Int(boundaries.last ?? 0)
      let tokens = (0..<count).map { _ in UInt32.random(in: 0..<UInt32(vocabulary), using: &random) }
      let entries: TokenLoss =
        switch loss {
        case .all: .all
        case .mask: .mask((0..<count).map { _ in UInt8.random(in: 0...1, using: &random) })
        case .weights: .weights((0..<count).map { _ in [0, 0.01, 1, -0.5].randomElement(using: &random) ?? 0 })
        }
      return TokenBranch(tokens: tokens, loss: entries, boundaries: boundaries)
    }
    rows = (0..<count).map { row in
      let segments = fixed == nil ? Int.random(in: 1...3, using: &random) : 1
      let main = side(segments)
      return TokenSequence(
        tokens: main.tokens, loss: main.loss, boundaries: main.boundaries,
        documentIDs: fixed == nil ? (0..<segments).map { _ in random.next() } : [UInt64(row)],
        rejected: pairs ? side(segments) : nil,
        documentLabels: labels ? (0..<segments).map { _ in UInt8.random(in: 0...1, using: &random) } : [],
        documentParts: row >= cutFrom && row % 3 == 0
          ? (0..<segments).map { DocumentPart(start: UInt32($0), length: 50) } : [])
    }
  }

  /// The rows as documents of their own.
  var documents: [TokenSequence] { rows.flatMap(\.segments) }

  @discardableResult
  func write(to folder: URL, _ options: ShardWriter.Options = ShardWriter.Options(), limit: Int? = nil) throws
    -> ShardWriter.Summary
  {
    var iterator = rows.makeIterator()
    var given = 0
    return try ShardWriter(directory: folder.path, options: options).write(header) {
      given += 1
      if given == limit { throw CancellationError() }
      return iterator.next()
    }
  }
}

/// Options for a set of several small shards.
func smallShards(
  level: Int? = 2, sizeLimit: Int = 700, threads: Int = 1, resumes: Bool = false, frameSize: Int? = nil,
  layout: ShardLayout = ShardLayout()
) -> ShardWriter.Options {
  var options = ShardWriter.Options()
  options.sizeLimit = sizeLimit
  options.level = level
  options.threads = threads
  options.resumes = resumes
  options.frameSize = frameSize
  options.layout = layout
  return options
}

/// Everything a set holds.
func readAll(_ folder: URL) throws -> [TokenSequence] {
  let reader = try ShardReader(directory: folder.path)
  return try (0..<reader.count).map { try reader.row($0) }
}

/// The files of a folder by name.
func contents(of folder: URL) throws -> [String: [UInt8]] {
  var files: [String: [UInt8]] = [:]
  for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
    files[name] = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }
  return files
}

/// Calls a closure with a new folder and removes it; in memory where that can be had, since writing through to a disk
/// takes its time.
@discardableResult
func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let memory = URL(fileURLWithPath: "/dev/shm")
  var folder = memory.appendingPathComponent("prep-test-\(UUID().uuidString)")
  if (try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)) == nil {
    folder = try PrepProcess.temporaryFolder()
  }
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
