import Foundation
import PrepTokens
import TestSupport
import Testing

@testable import PrepShards

/// The one-file reader for Python, where there is a Python with zstd; skips aloud otherwise.
@Suite struct PythonReaderTests {
  /// A script that reads each folder given, one after the other, and prints a line for each.
  private static let script = """
    import hashlib, json, sys
    sys.path.insert(0, sys.argv[1])
    import prep_shards
    if sys.argv[2] == "plain": prep_shards.numpy = None
    for path in sys.stdin.read().split():
        try:
            rows = [{k: v.tolist() for k, v in row.items()} for row in prep_shards.ShardSet(path)]
            print(json.dumps(rows, separators=(",", ":"), sort_keys=True))
        except prep_shards.ShardDamage as damage:
            print("damage")
    """

  /// The lines that the reader prints for folders, or nil when there is no Python that could.
  private func read(_ folders: [URL], numpy: Bool = true) throws -> [String]? {
    let source = TestData.packageFolder.appendingPathComponent("Sources/python").path
    let check =
      "import sys; sys.path.insert(0, '\(source)'); sys.dont_write_bytecode = True; import prep_shards; prep_shards._zstd()"
    return try withFolder { (folder: URL) throws in
      let pythons = ["python3", "/usr/bin/python3"]
      guard
        let python = try pythons.first(where: {
          try PrepProcess.run("\($0) -B -c \"\(check)\"", in: folder).status == 0
        })
      else {
        print("skipped: the Python reader needs python3 with compression.zstd, zstandard, zstd or pyzstd")
        return nil
      }
      let list = folder.appendingPathComponent("list")
      try Data(folders.map(\.path).joined(separator: "\n").utf8).write(to: list)
      try Data(Self.script.utf8).write(to: folder.appendingPathComponent("read.py"))
      let outcome = try PrepProcess.run(
        "\(python) -B read.py '\(source)' \(numpy ? "numpy" : "plain")", in: folder, input: list)
      #expect(outcome.status == 0, "\(outcome.stderr)")
      return outcome.text.split(separator: "\n").map { String($0) }
    }
  }

  /// A row as the script prints it.
  private func text(_ row: TokenSequence, saysParts: Bool = false) -> String {
    func list(_ values: [some BinaryInteger]) -> String { "[" + values.map { "\($0)" }.joined(separator: ",") + "]" }
    var members = ["\"cu_seqlens\":\(list(row.boundaries))", "\"doc_ids\":\(list(row.documentIDs))"]
    if saysParts {
      let parts = (0..<row.segmentCount).map { row.documentPart(ofSegment: $0) }
      members += ["\"doc_lengths\":\(list(parts.lengths))", "\"doc_starts\":\(list(parts.starts))"]
    }
    members.append("\"input_ids\":\(list(row.tokens))")
    if case .mask(let mask) = row.loss { members.append("\"loss_mask\":\(list(mask))") }
    return "{" + members.joined(separator: ",") + "}"
  }

  @Test(arguments: [true, false]) func `it reads the rows of every kind of set`(numpy: Bool) throws {
    try withFolder { (folder: URL) throws in
      var folders: [URL] = []
      var expected: [String] = []
      for (number, options) in ShardVerifierTests.kinds.enumerated() {
        for sample in ShardReaderTests.samples.prefix(2) + ShardReaderTests.samples.suffix(1) {
          folders.append(folder.appendingPathComponent("\(number)-\(folders.count)"))
          try sample.write(to: folders[folders.count - 1], options)
          let first = sample.rows.firstIndex { !$0.documentParts.isEmpty } ?? .max
          expected.append(
            "[" + sample.rows.enumerated().map { text($1, saysParts: $0 >= first) }.joined(separator: ",") + "]")
        }
      }
      guard let lines = try read(folders, numpy: numpy) else { return }
      #expect(lines == expected)
    }
  }

  @Test(arguments: ShardVerifierTests.kinds.indices) func `damage raises, and never gives other rows`(kind: Int) throws
  {
    let sample = SampleRows(seed: 41, count: 4)
    let right = "[" + sample.rows.map { text($0) }.joined(separator: ",") + "]"
    try withFolder { (folder: URL) throws in
      let whole = folder.appendingPathComponent("whole")
      try sample.write(to: whole, ShardVerifierTests.kinds[kind])
      let files = try contents(of: whole)
      var folders: [URL] = []
      var isShard: [Bool] = []
      func damaged(_ name: String, _ bytes: [UInt8]?) throws {
        let copy = folder.appendingPathComponent("\(folders.count)")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: false)
        for (other, contents) in files where other != name {
          try FileManager.default.linkItem(
            at: whole.appendingPathComponent(other), to: copy.appendingPathComponent(other))
          _ = contents
        }
        if let bytes { try Data(bytes).write(to: copy.appendingPathComponent(name)) }
        folders.append(copy)
        isShard.append(name.hasPrefix("shard."))
      }
      for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
        let step = name.hasPrefix("shard.") ? 3 : 11
        for position in stride(from: kind, to: bytes.count, by: step) {
          var changed = bytes
          changed[position] ^= 1 << UInt8(position % 8)
          try damaged(name, changed)
          try damaged(name, Array(bytes[..<position]))
        }
        try damaged(name, nil)
      }
      guard let lines = try read(folders) else { return }
      #expect(lines.count == folders.count)
      for (line, isShard) in zip(lines, isShard) { #expect(line == "damage" || !isShard && line == right) }
      #expect(lines.count { $0 == "damage" } > lines.count * 9 / 10)
    }
  }

  @Test func `rows come in any order, from a set that was pickled at any time, with any cache`() throws {
    let sample = SampleRows(seed: 7, count: 60)
    try withFolder { (folder: URL) throws in
      try sample.write(to: folder.appendingPathComponent("set"), smallShards(level: nil, sizeLimit: 600))
      let source = TestData.packageFolder.appendingPathComponent("Sources/python").path
      let script = """
        import pickle, random, sys
        sys.path.insert(0, '\(source)')
        import prep_shards
        rows = [row["input_ids"].tolist() for row in prep_shards.ShardSet("set")]
        chance = random.Random(11)
        for cache in (0, 1, 700, 2000, 1 << 28):
            shards = prep_shards.ShardSet("set", cache_bytes=cache)
            for _ in range(200):
                number = chance.randrange(len(rows))
                assert shards[number]["input_ids"].tolist() == rows[number]
                assert len(shards._loaded) == 1 or sum(len(shard.data) for shard in shards._loaded.values()) <= cache
                if chance.random() < 0.1:
                    shards = pickle.loads(pickle.dumps(shards))
                    assert not shards._loaded
        print(len(rows), len(shards.shards) > 4)
        """
      try Data(script.utf8).write(to: folder.appendingPathComponent("order.py"))
      let outcome = try PrepProcess.run("python3 -B order.py", in: folder)
      #expect(outcome.text == "60 True\n", "\(outcome.stderr)")
    }
  }

  @Test func `a set of fixed shape is a matrix in memory`() throws {
    let sample = SampleRows(seed: 42, count: 10, fixed: 16)
    var layout = ShardLayout()
    layout.fixedLength = 16
    try withFolder { (folder: URL) throws in
      let set = folder.appendingPathComponent("set")
      try sample.write(to: set, smallShards(level: nil, sizeLimit: 10_000, layout: layout))
      let source = TestData.packageFolder.appendingPathComponent("Sources/python").path
      let script = """
        import sys; sys.path.insert(0, '\(source)')
        import prep_shards
        if prep_shards.numpy is None: sys.exit(3)
        m = prep_shards.ShardSet('set').matrix(0); print(m.shape, m.dtype, m.tolist())
        """
      try Data(script.utf8).write(to: folder.appendingPathComponent("matrix.py"))
      let outcome = try PrepProcess.run("python3 -B matrix.py", in: folder)
      if outcome.status == 3 || outcome.status == 127 { return print("skipped: the matrix needs python3 with numpy") }
      #expect(outcome.text == "(10, 16) uint16 \(sample.rows.map { $0.tokens.map { Int($0) } })\n", "\(outcome.stderr)")
    }
  }
}
