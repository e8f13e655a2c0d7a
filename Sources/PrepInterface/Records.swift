public import CPrep
import PrepJobs
import PrepOptions
import PrepRecords
import PrepTokenizers
import PrepTokenizing

/// Records to tokens, as a C program has opened it.
final class OpenTokenizing: Sendable {
  let run: RecordTokenizing
  init(_ run: RecordTokenizing) { self.run = run }
}

/// Opens what makes tokens of records.
@c @implementation public func prep_tokenizing_open(
  _ tokenizer: OpaquePointer?, _ options: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ failure: UnsafeMutablePointer<prep_failure>?
) -> Int32 {
  attempt(failure) {
    let out = try needed(out, "out")
    out.pointee = nil
    let open: OpenTokenizer = try needed(tokenizer, "tokenizer")
    var given = TokenizeJob.Options()
    try read(options, OptionTable(given, RecordTokenizing.definitions), into: &given)
    out.pointee = Handle.open(
      OpenTokenizing(try RecordTokenizing(given, tokenizer: open.tokenizer, model: open.source)))
  }
}

/// Closes what makes tokens of records.
@c @implementation public func prep_tokenizing_close(_ tokenizing: OpaquePointer?) {
  Handle.close(tokenizing, as: OpenTokenizing.self)
}

/// Makes tokens of records.
@c @implementation public func prep_tokenize(
  _ tokenizing: OpaquePointer?, _ records: UnsafePointer<prep_text>?, _ count: Int, _ threadCount: Int32,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ failure: UnsafeMutablePointer<prep_failure>?
) -> Int32 {
  attempt(failure) {
    let out = try needed(out, "out")
    out.pointee = nil
    let open: OpenTokenizing = try needed(tokenizing, "tokenizing")
    let records = try texts(records, count, limit: 1 << 30)
    out.pointee = Handle.open(OpenBatch(try open.run.tokenize(records, threads: try threads(threadCount))))
  }
}

/// Shows the text of a record.
@c @implementation public func prep_render(
  _ tokenizing: OpaquePointer?, _ record: prep_text, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ failure: UnsafeMutablePointer<prep_failure>?
) -> Int32 {
  attempt(failure) {
    let out = try needed(out, "out")
    out.pointee = nil
    let open: OpenTokenizing = try needed(tokenizing, "tokenizing")
    guard let base = record.bytes, record.count >= 0, record.count < 1 << 30 else {
      throw WrongUse.argument("the record is NULL, or longer than 1 GiB")
    }
    let sides = try open.run.render(TextBytes(base: base, count: record.count))
    var writer = JSONWriter()
    if sides.count != 1 { writer.beginArray() }
    for side in sides { write(side, to: &writer) }
    if sides.count != 1 { writer.endArray() }
    out.pointee = Handle.open(OpenBytes(writer.take()))
  }
}

private func write(_ side: RenderedExample, to writer: inout JSONWriter) {
  writer.beginObject()
  writer.key("text")
  writer.string(String(decoding: side.text, as: UTF8.self))
  writer.key("spans")
  writer.beginArray()
  for span in side.spans {
    writer.beginObject()
    writer.key("begin")
    writer.int(span.range.lowerBound)
    writer.key("end")
    writer.int(span.range.upperBound)
    writer.key("role")
    writer.string(span.role.name)
    writer.key("weight")
    writer.float(span.weight)
    writer.key("message")
    if let message = span.message { writer.int(message) } else { writer.null() }
    if let token = span.token {
      writer.key("token")
      writer.int(Int(token))
    }
    writer.endObject()
  }
  writer.endArray()
  writer.endObject()
}
