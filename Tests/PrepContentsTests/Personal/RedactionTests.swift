import PrepContents
import PrepRecords
import Testing

@Suite struct RedactionTests {
  private let all = Set(PersonalData.Kind.allCases)

  private func redacted(_ text: String, _ kinds: Set<PersonalData.Kind>? = nil, _ sign: Redaction.Sign = .kind)
    -> String
  {
    var found = Redaction.Found()
    let bytes = Array(text.utf8)
    let new = bytes.withUnsafeBufferPointer { Redaction(kinds ?? all, sign: sign).redacted($0, &found) }
    return String(decoding: new ?? bytes, as: UTF8.self)
  }

  @Test(
    "what belongs to somebody gets a sign",
    arguments: [
      ("Write to ann.lee+x@mail.weather.test, soon.", "Write to <EMAIL>, soon."),
      ("a@b.test and c@d.test.", "<EMAIL> and <EMAIL>."), ("from 93.184.216.34:80", "from <IP>:80"),
      ("card 4111 1111 1111 1111, thanks", "card <CARD>, thanks"), ("4111-1111-1111-1111", "<CARD>"),
      ("to DE89 3704 0044 0532 0130 00 today", "to <IBAN> today"), ("GB82WEST12345698765432.", "<IBAN>."),
      ("use sk-abcdefghij0123456789 now", "use <KEY> now"), ("AKIAIOSFODNN7EXAMPLE123", "<KEY>"),
      ("ASIAABCDEFGHIJKLMNOP.", "<KEY>."), ("AKIAABCDEFGHIJKLMNOP", "<KEY>"),
      ("AKIAABCDEFGHIJKLMNOPQRST", "AKIAABCDEFGHIJKLMNOPQRST"),
      ("gho_16C7e42F292c6912E7710c838347Ae178B4a", "<KEY>"), ("ghs_16C7e42F292c6912E7710c838347Ae178B4a", "<KEY>"),
      ("xapp-1-A012345-6789-abcdef0123", "<KEY>"), ("hf_abcdefghijABCDEFGHIJabcdefghijABCD", "<KEY>"),
      ("hf_transformers_tokenizers_word", "hf_transformers_tokenizers_word"),
      ("-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\nrest", "<KEY>\nrest"),
      ("call +49 (30) 123-4567 or +14155552671", "call <PHONE> or <PHONE>"),
      ("(415) 555-2671, 415-555-2671, 1-415-555-2671, 415.555.2671", "<PHONE>, <PHONE>, <PHONE>, <PHONE>"),
    ])
  func found(_ text: String, _ wanted: String) { #expect(redacted(text) == wanted) }

  @Test(
    "other numbers and words stay",
    arguments: [
      "version 1.2.3.4 at 192.168.0.1", "4111 1111 1111 1112", "x@y and @name and a@b.1", "2024-12-31 10:20:30",
      "1 234 567 8901", "12-345-6789", "5 + 34567890", "a+12345678901", "DE88 3704 0044 0532 0130 00",
      "sk-short", "3.14159265358979", "555-2671", "415 555 2671", "415-555-26711", "0123456789",
      "+1", "(", "+", "(415) 555", "",
    ]) func left(_ text: String)
  { #expect(redacted(text) == text) }

  @Test("only the kinds that are named, and the different ones by number") func kinds() {
    let text = "a@b.test, +14155552671, c@d.test, a@b.test"
    #expect(redacted(text, [.mail]) == "<EMAIL>, +14155552671, <EMAIL>, <EMAIL>")
    #expect(redacted(text, nil, .number) == "<EMAIL_1>, <PHONE_1>, <EMAIL_2>, <EMAIL_1>")
    #expect(redacted(text, []) == text)
  }

  @Test("all strings of a record, its keys and numbers stay") func records() throws {
    let json = #"{"a@b.test":1, "m":[{"content":"x\u0040y.test"},"+14155552671"], "n":4111111111111111}"#
    var found = Redaction.Found()
    let document = try JSONDocument(Array(json.utf8))
    let edits = Redaction(all).edits(of: document.root, &found)
    let bytes = Array(json.utf8).withUnsafeBytes { edits.applied(to: $0) }
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"a@b.test":1, "m":[{"content":"<EMAIL>"},"<PHONE>"], "n":4111111111111111}"#)
    #expect(found.counts == [.mail: 1, .phone: 1])
  }

  @Test("many beginnings of keys take no longer each") func hostile() {
    func redacted(_ text: String) -> [UInt8]? {
      var found = Redaction.Found()
      return Array(text.utf8).withUnsafeBufferPointer { Redaction(all).redacted($0, &found) }
    }
    #expect(redacted(String(repeating: "-----BEGIN PRIVATE KEY-----", count: 4000)) == Array("<KEY>".utf8))
    #expect(redacted(String(repeating: "sk-", count: 30_000)) == nil)
  }
}
