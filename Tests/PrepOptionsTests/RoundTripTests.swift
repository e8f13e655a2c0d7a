import PrepOptions
import PrepRecords
import TestSupport
import Testing

/// Options that are written, as words or as JSON, and read again are the same.
@Suite struct RoundTripTests {
  /// Options by chance, with values that are hard to write.
  private func sample(_ chance: inout SeededGenerator) -> SampleOptions {
    var options = SampleOptions()
    func happens() -> Bool { Bool.random(using: &chance) }
    let hard = [
      "", "-", "--", "--json", "-q", "a b", "a=b", "\"", "'", "\\n", "\n", "é", "🙂", "true", "null", "-1", "=", "x,y",
      " ",
    ]
    func text(_ excluded: String = "") -> String {
      let text = (0..<Int.random(in: 1...3, using: &chance)).map { _ in hard.randomElement(using: &chance) ?? "" }
        .joined()
      return text.filter { !excluded.contains($0) }
    }
    func name(_ excluded: String = "") -> String { "n" + text(excluded) }
    options.length = Int.random(in: 1...Int(Int32.max), using: &chance)
    if happens() {
      options.limit = Int.random(in: 0...1 << 48, using: &chance) >> Int.random(in: 0...40, using: &chance)
    }
    if happens() { options.threads = Int.random(in: 1...1024, using: &chance) }
    if happens() {
      options.weight = Float(bitPattern: UInt32.random(in: 0..<0x7F80_0000, using: &chance)) * (happens() ? 1 : -1)
    }
    if happens() { options.seed = chance.next() }
    if happens() { options.shape = SampleOptions.Shape.allCases.randomElement(using: &chance) }
    (options.header, options.json, options.output.quiet) = (happens(), happens(), happens())
    if happens() { options.output.path = name() }
    let count = Int.random(in: 1...3, using: &chance)
    if happens() { options.names = (0..<count).map { _ in name(",") } }
    if happens() { options.special = (0..<count).map { _ in text() } }
    if happens() { options.buckets = (1...count).map { $0 << 10 } }
    if happens() {
      options.shapes = (0..<count).compactMap { _ in SampleOptions.Shape.allCases.randomElement(using: &chance) }
    }
    if happens() { options.variables = (0..<count).map { _ in OptionPair(name("="), text()) } }
    if happens() {
      options.factors = (0..<count).map { _ in OptionPair(name(), "\(Int.random(in: -9...9, using: &chance))") }
    }
    if happens() { options.map = (0..<count).map { OptionPair("\($0)" + name("=,"), text(",")) } }
    return options
  }

  @Test func `words give the options back`() throws {
    var chance = SeededGenerator(seed: 7)
    for _ in 0..<3000 {
      let options = sample(&chance)
      let words = SampleOptions.table.words(of: options)
      #expect(try SampleOptions.read(words).get() == options, "\(words)")
    }
  }

  @Test func `words in any spelling and order give the options back`() throws {
    var chance = SeededGenerator(seed: 8)
    let letters = ["--output": "-o", "--special": "-s"]
    for _ in 0..<3000 {
      let options = sample(&chance)
      // Options of one name keep their order; those of several are mixed.
      var groups = Dictionary(grouping: SampleOptions.table.words(of: options)) { $0.prefix { $0 != "=" } }.values.map {
        $0
      }
      groups.sort { $0[0] < $1[0] }
      groups.shuffle(using: &chance)
      let words = groups.flatMap { $0 }.flatMap { word -> [String] in
        guard let sign = word.firstIndex(of: "=") else {
          return word == "--json" ? [Bool.random(using: &chance) ? "-j" : word] : [word]
        }
        var (name, value) = (String(word[..<sign]), String(word[word.index(after: sign)...]))
        let looksLikeOption = value.hasPrefix("-") && value != "-"
        if let letter = letters[name], Bool.random(using: &chance) {
          name = letter
          if value.hasPrefix("=") || value.isEmpty || Bool.random(using: &chance) { return ["\(name)=\(value)"] }
          if Bool.random(using: &chance) { return ["\(name)\(value)"] }
        }
        return looksLikeOption || Bool.random(using: &chance) ? ["\(name)=\(value)"] : [name, value]
      }
      #expect(try SampleOptions.read(words).get() == options, "\(words)")
    }
  }

  @Test func `JSON gives the options back`() throws {
    var chance = SeededGenerator(seed: 9)
    for _ in 0..<2000 {
      let options = sample(&chance)
      var writer = JSONWriter()
      write(.mapping(SampleOptions.table.entries(of: options)), to: &writer)
      guard case .mapping(let entries) = try input(JSONDocument(writer.take()).root) else {
        Issue.record("the object is none")
        continue
      }
      #expect(try SampleOptions.read(entries).get() == options, "\(entries)")
    }
  }

  private func write(_ input: OptionInput, to writer: inout JSONWriter) {
    switch input {
    case .null: writer.null()
    case .boolean(let value): writer.bool(value)
    case .number(let text), .text(let text):
      if let value = Int(text), "\(value)" == text { writer.int(value) } else { writer.string(text) }
    case .list(let values):
      writer.beginArray()
      values.forEach { write($0, to: &writer) }
      writer.endArray()
    case .mapping(let entries):
      writer.beginObject()
      for (name, value) in entries {
        writer.key(name)
        write(value, to: &writer)
      }
      writer.endObject()
    }
  }

  private func input(_ view: JSONView) throws -> OptionInput {
    switch view.kind {
    case .null: return .null
    case .bool: return .boolean(view.bool ?? false)
    case .number: return .number(view.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
    case .string: return .text(try view.string())
    case .array:
      var values: [OptionInput] = []
      try view.forEachElement { values.append(try input($0)) }
      return .list(values)
    case .object:
      var entries: [(name: String, value: OptionInput)] = []
      try view.forEachMember { entries.append((try $0.string(), try input($1))) }
      return .mapping(entries)
    }
  }
}
