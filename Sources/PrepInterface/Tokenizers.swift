public import CPrep
import PrepJobs
import PrepOptions
import PrepRecords
import PrepSystem
import PrepTokenizers
import Synchronization

/// A tokenizer that a C program has opened.
final class OpenTokenizer: Sendable {
  let tokenizer: Tokenizer
  /// How it was named.
  let source: String
  private let description = AtomicLazyReference<CText>()

  init(_ tokenizer: Tokenizer, source: String) {
    self.tokenizer = tokenizer
    self.source = source
  }

  /// What it is, as JSON.
  var json: UnsafePointer<CChar> {
    UnsafePointer((description.load() ?? description.storeIfNil(CText(describe()))).base)
  }

  private func describe() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("name")
    writer.string(tokenizer.name)
    writer.key("fingerprint")
    writer.string(tokenizer.fingerprint)
    writer.key("vocabulary_size")
    writer.int(tokenizer.vocabularySize)
    writer.key("pattern")
    writer.string(tokenizer.patternDescription)
    let special = tokenizer.specialTokens
    writer.key("special_tokens")
    writer.beginObject()
    for entry in special.entries {
      writer.key(entry.name)
      writer.int(Int(entry.id))
    }
    writer.endObject()
    for (name, id) in [("begin", special.beginOfText), ("end", special.endOfText), ("pad", special.pad)] {
      writer.key(name)
      if let id { writer.int(Int(id)) } else { writer.null() }
    }
    for (name, tokens) in [("prefix", tokenizer.template.prefix), ("suffix", tokenizer.template.suffix)] {
      writer.key(name)
      writer.beginArray()
      for token in tokens { writer.int(Int(token)) }
      writer.endArray()
    }
    writer.key("remarks")
    writer.beginArray()
    for remark in tokenizer.remarks { writer.string(remark) }
    writer.endArray()
    writer.endObject()
    return writer.take()
  }
}

/// The text of an argument.
///
/// - Throws: ``WrongUse`` for NULL.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(WrongUse) -> String {
  guard let pointer else { throw .argument("\(name) is NULL") }
  return PathText.text(ofCString: pointer)
}

/// Reads options that are JSON; NULL is none.
///
/// - Throws: ``WrongUse`` for what is no JSON object, `OptionFailure` for options that are not in the table.
func read<Options>(_ json: UnsafePointer<CChar>?, _ table: OptionTable<Options>, into options: inout Options) throws {
  guard let json else { return }
  var count = 0
  while json[count] != 0 { count += 1 }
  let root: JSONView
  do { root = try JSONDocument(UnsafeRawBufferPointer(start: json, count: count)).root } catch {
    throw WrongUse(code: "wrong-option", message: "the options are no JSON: \(error.message)")
  }
  guard root.kind == .object else { throw WrongUse(code: "wrong-option", message: "the options are no JSON object") }
  let entries: [(name: String, value: OptionInput)]
  do { entries = try OptionInput.entries(of: root) } catch {
    throw WrongUse(code: "wrong-option", message: "the options are no JSON: \(error.message)")
  }
  try table.read(entries, into: &options)
}

/// The object that an argument has to have.
///
/// - Throws: ``WrongUse`` for NULL.
func needed<Object: AnyObject>(
  _ pointer: OpaquePointer?, as type: Object.Type = Object.self, _ name: String
) throws(WrongUse) -> Object {
  guard let object = Handle.object(pointer, as: type) else { throw .argument("\(name) is NULL") }
  return object
}

/// The place that a result goes to.
///
/// - Throws: ``WrongUse`` for NULL.
func needed<Value>(_ pointer: UnsafeMutablePointer<Value>?, _ name: String) throws(WrongUse)
  -> UnsafeMutablePointer<Value>
{
  guard let pointer else { throw .argument("\(name) is NULL") }
  return pointer
}

/// Opens a tokenizer by its name.
@c @implementation public func prep_tokenizer_open(
  _ name: UnsafePointer<CChar>?, _ options: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ failure: UnsafeMutablePointer<prep_failure>?
) -> Int32 {
  attempt(failure) {
    let out = try needed(out, "out")
    out.pointee = nil
    var given = TokenizerOptions(name: try text(name, "name"))
    try read(options, OptionTable(given, [TokenizerOptions.pattern]), into: &given)
    let tokenizer = try given.open()
    // What is made when it is first asked for is made now, so that a fork finds nothing half-made.
    _ = tokenizer.count("A first text, 1 of 2.\n")
    out.pointee = Handle.open(OpenTokenizer(tokenizer, source: given.name ?? ""))
  }
}

/// Closes a tokenizer.
@c @implementation public func prep_tokenizer_close(_ tokenizer: OpaquePointer?) {
  Handle.close(tokenizer, as: OpenTokenizer.self)
}

/// What a tokenizer is, as JSON; NULL for NULL.
@c @implementation public func prep_tokenizer_description(_ tokenizer: OpaquePointer?) -> UnsafePointer<CChar>? {
  Handle.object(tokenizer, as: OpenTokenizer.self)?.json
}

/// What all texts so far had that the vocabulary has no token for.
@c @implementation public func prep_tokenizer_lost(
  _ tokenizer: OpaquePointer?, _ words: UnsafeMutablePointer<CChar>?, _ room: Int
) -> Int {
  guard let lost = Handle.object(tokenizer, as: OpenTokenizer.self)?.tokenizer.lostText, !lost.isEmpty else { return 0 }
  let text = Array(lost.words.utf8)
  if let words { for index in 0..<min(max(0, room), text.count) { words[index] = CChar(bitPattern: text[index]) } }
  return text.count
}

/// The id of the token with exactly these bytes.
@c @implementation public func prep_token_id(_ tokenizer: OpaquePointer?, _ bytes: prep_text) -> Int64 {
  guard let tokenizer = Handle.object(tokenizer, as: OpenTokenizer.self)?.tokenizer, let base = bytes.bytes,
    bytes.count > 0, bytes.count < 1 << 20
  else { return -1 }
  let text = Array(UnsafeBufferPointer(start: base, count: bytes.count))
  if let id = tokenizer.token(for: text) { return Int64(id) }
  let special = tokenizer.specialTokens.entries.first { $0.name.utf8.elementsEqual(text) }
  return special.map { Int64($0.id) } ?? -1
}

/// The bytes of a token.
@c @implementation public func prep_token_bytes(_ tokenizer: OpaquePointer?, _ id: UInt32) -> prep_text {
  let found = Handle.object(tokenizer, as: OpenTokenizer.self)?.tokenizer.bytes(of: id)
  return prep_text(bytes: found?.baseAddress, count: found?.count ?? 0)
}
