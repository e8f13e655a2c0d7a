import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepRecords
import Testing

@Suite struct CanonicalContentTests {
  /// The digest of a JSON text, or the code of the finding about it.
  static func digest(_ json: String, _ reader: ContentKeyReader = ContentKeyReader()) throws -> Result<
    ContentDigest, Diagnostic
  > {
    let lines = JSONLinesReader(sources: Self.once(MemoryByteSource(Array(json.utf8), name: "in.jsonl")))
    let batch = try #require(try lines.next())
    guard case .record(let record) = batch[0] else { throw CancellationError() }
    var content = CanonicalContent()
    do throws(Diagnostic) { return .success(try reader.read(record, &content).content) } catch {
      return .failure(error)
    }
  }

  static func once(_ source: any ByteSource) -> () throws -> (any ByteSource)? {
    var waiting: (any ByteSource)? = source
    return { waiting.take() }
  }

  @Test(
    "what is written differently and says the same has one digest",
    arguments: [
      (#"{"a":1,"b":[true,null]}"#, #"{ "b" : [ true , null ] , "a" : 1 }"#),
      (#"{"a":1}"#, #"{"a":1.0}"#), (#"{"a":1}"#, #"{"a":10e-1}"#), (#"{"a":0}"#, #"{"a":-0.0e9}"#),
      (#"{"a":1200}"#, #"{"a":1.2E+3}"#), (#"{"a":0.05}"#, #"{"a":5e-2}"#),
      (#"{"a":"\u00e9\n"}"#, "{\"a\":\"é\\u000a\"}"), (#"{"\u0061":1}"#, #"{"a":1}"#),
      (#"{"x":{"b":1,"a":{"d":2,"c":3}}}"#, #"{"x":{"a":{"c":3,"d":2},"b":1}}"#),
    ]) func equal(_ left: String, _ right: String) throws
  {
    #expect(try Self.digest(left).get() == Self.digest(right).get())
  }

  @Test(
    "what says something else has another digest",
    arguments: [
      (#"{"a":1}"#, #"{"a":"1"}"#), (#"{"a":1}"#, #"{"a":true}"#), (#"{"a":[]}"#, #"{"a":{}}"#),
      (#"{"a":["b","c"]}"#, #"{"a":["bc",""]}"#), (#"{"a":["b"],"c":[]}"#, #"{"a":[],"c":["b"]}"#),
      (#"{"a":12345678901234567890}"#, #"{"a":12345678901234567891}"#), (#"{"a":1}"#, #"{"a":-1}"#),
      (#"{"a":1e99999999999999999999}"#, #"{"a":1e99999999999999999998}"#), ("{\"a\":\"é\"}", "{\"a\":\"e\u{301}\"}"),
      (#"{"a":null}"#, #"{}"#),
    ]) func unequal(_ left: String, _ right: String) throws
  {
    #expect(try Self.digest(left).get() != Self.digest(right).get())
  }

  @Test("faults are findings") func faults() throws {
    func code(_ json: String) throws -> String {
      switch try Self.digest(json) {
      case .success: "none"
      case .failure(let finding): "\(finding.code.rawValue) \(finding.location.column)"
      }
    }
    #expect(try code(#"{"a":1,"\u0061":2}"#) == "duplicate-key 8")
    #expect(try code(#"{"a":{"b":1,"b":1}}"#) == "duplicate-key 13")
    #expect(try code(#"{"a":"\ud800"}"#) == "lone-surrogate 6")
  }
}
