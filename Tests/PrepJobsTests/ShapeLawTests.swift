import PrepBytes
import PrepContents
import PrepConverting
import PrepDiagnostics
import PrepExamples
import PrepFixing
import PrepFormatting
import PrepRecords
import PrepShapes
import PrepTokenizing
import PrepValidating
import Testing

/// A record means the same to every command: one detector, asked by all.
@Suite struct ShapeLawTests {
  /// A sample and all records that it becomes when its fields get their other names.
  static func records(_ shape: RecordShape) throws -> [String] {
    let root = try JSONDocument(Array(shape.sample.utf8)).root
    var texts: [[String]] = [[]]
    root.forEachMember { key, value in
      let name = (try? key.string()) ?? ""
      let raw = String(decoding: value.withUnsafeBytes { Array($0) }, as: UTF8.self)
      let field = RecordField.allCases.first { $0.name == name && ($0 != .label || shape != .unpairedPreference) }
      let names = Set((field?.names ?? [name]) + [name]).sorted()
      texts = texts.flatMap { text in names.map { text + ["\"\($0)\":\(raw)"] } }
    }
    return texts.filter { Set($0.map { $0.prefix { $0 != ":" } }).count == $0.count }.map {
      "{" + $0.joined(separator: ",") + "}"
    }
  }

  private static func record(_ line: String) throws -> Record {
    let chunker = LineChunker(source: MemoryByteSource(Array(line.utf8)))
    let batch = try #require(try chunker.next()?.parse())
    guard case .record(let record)? = batch.first else {
      throw Diagnostic("no-record", line, at: SourceLocation(file: "test"))
    }
    return record
  }

  @Test(arguments: RecordShape.allCases) func `every command names the same shape, or all refuse`(shape: RecordShape)
    throws
  {
    let lines = try Self.records(shape)
    #expect(!lines.isEmpty)
    for line in lines {
      let record = try Self.record(line)
      let told = RecordShape(detecting: record.root)
      #expect(told != nil, "\(line)")
      #expect(try Self.validated(line) == told?.rawValue ?? "unknown", "\(line)")
      try Self.expectConversion(record, told, line)
      try Self.expectReading(record, told, line)
    }
  }

  /// The shape that validate counts a record under.
  private static func validated(_ line: String) throws -> String? {
    let validation = Validation(
      profiles: [try TargetProfiles.generalProfile()], areNamed: false,
      selection: try RuleSelection(select: ["all"], ignore: []), options: ValidationOptions()
    ) { _ in }
    let bytes = Array(line.utf8)
    var inputs = [
      ValidationInput(
        source: MemoryByteSource(bytes, name: "test"),
        facts: FileFacts(name: "test", container: "jsonl", storedBytes: bytes.count))
    ][...]
    return try validation.run { inputs.popFirst() }.shapes.keys.first
  }

  /// What convert makes of a record is an example of the shape that was told.
  private static func expectConversion(_ record: Record, _ told: RecordShape?, _ line: String) throws {
    var writer = JSONWriter()
    var fault: Diagnostic?
    do throws(Diagnostic) {
      _ = try Converter(reader: SourceReader(), shape: nil, form: nil).convert(record, into: &writer)
    } catch { fault = error }
    if told?.isStepwise == true {
      // No example of ours holds them yet; they are handed on as TRL has them.
      let root = try JSONDocument(writer.bytes.split(separator: 0x0A).first.map(Array.init) ?? []).root
      #expect(RecordShape(detecting: root) == .stepwise, "\(line)")
      return
    }
    guard let example = told?.example else {
      let code = told == nil ? "unknown-shape" : "cannot-convert"
      #expect(fault?.code.rawValue == code, "\(line)")
      return
    }
    #expect(fault == nil, "\(line): \(fault?.message ?? "")")
    let root = try JSONDocument(writer.bytes.split(separator: 0x0A).first.map(Array.init) ?? []).root
    #expect(ExampleShape(detecting: root) == example, "\(line)")
  }

  /// Tokenize and the library, dedup and split, format and validate's rendering read the shape that was told, or refuse
  /// with one code.
  private static func expectReading(_ record: Record, _ told: RecordShape?, _ line: String) throws {
    let native = told?.example
    let code = told == nil ? "unknown-shape" : "foreign-shape"
    var read: ExampleShape?
    do throws(Diagnostic) {
      read = try ExampleShape(of: record, .usual)
      let examples = try ExampleReader(shape: read ?? .text, names: .usual, in: SetShape()).examples(of: record)
      #expect(!examples.isEmpty && examples.allSatisfy { $0.shape == native }, "\(line)")
      // They are those that convert writes.
      let converted = try SourceReader().read(record, as: told ?? .text).examples
      #expect(told == .transcripts || Self.said(examples) == Self.said(converted), "\(line)")
    } catch { #expect(native == nil && error.code.rawValue == code, "\(line): \(error.message)") }
    #expect(read == native, "\(line)")

    var content = CanonicalContent()
    var reader = ContentKeyReader()
    reader.scope = .prompt
    do throws(Diagnostic) {
      _ = try reader.read(record, &content)
      #expect(native != nil, "\(line)")
    } catch { #expect(native == nil && error.code.rawValue == code, "\(line): \(error.message)") }

    // Format writes the record itself anew, so it takes those that have the shape in its own words.
    let own = told.flatMap { ExampleShape(native: $0) }
    do throws(FormatTexts.Failure) {
      _ = try FormatTexts(record.root, shape: nil, names: .usual)
      #expect(own != nil, "\(line)")
    } catch {
      let isRefused = error.code == code
      #expect(isRefused == (own == nil), "\(line): \(error.message)")
    }
    // All that makes the shape belongs to it.
    #expect(RecordRepair([.extraKeys])(record) == .unchanged, "\(line)")
  }

  /// Examples as the canonical shapes write them.
  private static func said(_ examples: [Example]) -> [String] {
    examples.map { example in
      var writer = JSONWriter()
      writer.beginObject()
      ExampleWriter.writeMembers(of: example, to: &writer)
      writer.endObject()
      return String(decoding: writer.bytes, as: UTF8.self)
    }
  }

  @Test func `a set has one shape`() throws {
    func set(_ sample: String) throws -> SetShape {
      var set = SetShape()
      set.tell([try #require(FieldNames.usual.detect(try Self.record(sample).root))])
      return set
    }
    let reader = ExampleReader(shape: .text, names: .usual, in: try set(#"{"text":"t"}"#))
    for (line, code) in [
      (#"{"text":"t","label":"l"}"#, "other-shape"), (#"{"messages":[{"role":"user","content":"q"}]}"#, "other-shape"),
      (#"{"conversations":[]}"#, "other-shape"), (#"{"other":1}"#, "missing-field"),
    ] {
      let record = try Self.record(line)
      let fault = #expect(throws: Diagnostic.self) { try reader.read(record) }
      #expect(fault?.code.rawValue == code)
    }
    // Who names the shape takes of a record what the shape has, and says what goes.
    let labelled = try Self.record(#"{"text":"t","label":"l"}"#)
    let lost = #expect(throws: Diagnostic.self) { try ExampleReader(shape: .text).read(labelled) }
    #expect(lost?.code == "lost-field")
    let named = try ExampleReader(shape: .text, names: .usual, omitting: OmittedFields(["label"])).read(labelled)
    #expect(named == .text(Array("t".utf8)))
    // What only lacks something is told what.
    let pairs = ExampleReader(
      shape: .promptCompletion, names: .usual, in: try set(#"{"prompt":"q","completion":"a"}"#))
    let record = try Self.record(#"{"question":"q"}"#)
    let fault = #expect(throws: Diagnostic.self) { try pairs.read(record) }
    #expect(fault?.message == "missing field \"completion\"")
  }

  @Test(arguments: RoleKind.table) func `every command takes a role for the same`(role: RoleKind.Name) throws {
    let call = role.isCall ? #"{\"name\":\"f\",\"arguments\":{}}"# : "x"
    let line = #"{"messages":[{"role":"user","content":"q"},{"role":"\#(role.name)","content":"\#(call)"}]}"#
    let record = try Self.record(line)
    // Tokenize counts and trains it so.
    let counted: TokenRole =
      switch role.kind {
      case .system, .developer: .system
      case .user: .user
      case .assistant: .assistant
      case .tool, .function: .tool
      case .other: .other
      }
    #expect(TokenRole(role.name) == counted)
    // Convert gives it our name, or refuses what is nobody's.
    let read = Result { try SourceReader().read(record, as: .chat).examples }
    switch read {
    case .success(let examples):
      guard case .chat(let chat)? = examples.first else {
        throw Diagnostic("no-chat", line, at: SourceLocation(file: "test"))
      }
      #expect(chat.messages.last.map { RoleKind($0.role) } == role.kind)
      #expect(chat.messages.last.flatMap { RoleKind.named($0.role) }?.isAlias == false)
    case .failure: #expect(role.kind == .other)
    }
    // Fix gives it our name too, and makes a call of a text that is one.
    let repaired = RecordRepair([.roleAliases])(record)
    #expect((repaired != .unchanged) == (role.isAlias && role.kind != .other), "\(role.name)")
  }
}
