import PrepBytes
import PrepCodecs
import PrepRecords
import PrepSystem
import PrepTokens

/// What a command that takes records and tokens alike was given.
package enum GivenInputs {
  /// Records, in files of any container.
  case records([JobInput])
  /// Token streams, their twins, and shard sets.
  case tokens([JobInput])

  /// The inputs, whatever they hold.
  package var all: [JobInput] {
    switch self {
    case .records(let inputs), .tokens(let inputs): inputs
    }
  }

  /// Whether they hold tokens.
  package var areTokens: Bool { if case .tokens = self { true } else { false } }
}

extension InputFiles {
  /// The inputs, and whether they are records or tokens: what the first of them is.
  ///
  /// - Throws: As ``inputs(_:)``.
  package func given() throws -> GivenInputs {
    let paths = try allPaths()
    guard let first = paths.first else { return .records([]) }
    if JobInput(path: first).isShardSet { return .tokens(JobInput.files(paths)) }
    guard first == "-" || FileStatus.of(first)?.kind == .file else { return .records(try inputs()) }
    let input = JobInput(path: first)
    let (head, rest) = try Self.beginning(of: input)
    let areTokens = head.starts(with: TokenStreamFormat.magic) || Self.isTwin(head)
    guard input.isStandardInput else { return areTokens ? .tokens(JobInput.files(paths)) : .records(try inputs()) }
    let read = JobInput(opened: PrefixedByteSource(prefix: head, rest: rest))
    let others = areTokens ? JobInput.files(paths) : try inputs()
    let whole = [read] + others.dropFirst()
    return areTokens ? .tokens(whole) : .records(whole)
  }

  /// The longest first line that is looked at for the header of a token stream.
  private static let longestHead = 64 << 20

  /// The first bytes of an input: its first line, where it may be one of JSON Lines.
  private static func beginning(of input: JobInput) throws -> (head: [UInt8], rest: any ByteSource) {
    let source = try input.open(refusing: false)
    var head: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while head.count < longestHead {
      let count = try room.withUnsafeMutableBytes { try source.read(into: $0) }
      head += room[..<count]
      let mayBeTwin = head.first(where: { $0 > 0x20 }) == UInt8(ascii: "{")
      if count == 0 || room[..<count].contains(0x0A) || !mayBeTwin && head.count >= TokenStreamFormat.magic.count {
        break
      }
    }
    return (head, source)
  }

  /// Whether the first line is that of a twin: an object with the header of a stream.
  private static func isTwin(_ head: [UInt8]) -> Bool {
    let line = head.prefix { $0 != 0x0A }
    guard line.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return false }
    return (try? JSONDocument(Array(line)).root)?[TokenSequenceJSON.headerKey] != nil
  }
}
