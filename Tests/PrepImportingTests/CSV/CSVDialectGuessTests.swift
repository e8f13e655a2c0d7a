import Foundation
import TestSupport
import Testing

@testable import PrepImporting

@Suite struct CSVDialectGuessTests {
  private func guess(_ text: String) -> CSVDialect? {
    Array(text.utf8).withUnsafeBytes { CSVDialectGuess($0, isWhole: true)?.dialect }
  }

  @Test func `delimiters, quotes and headers are told apart`() {
    #expect(guess("a,b\n1,2\n3,4\n") == .comma)
    #expect(guess("prompt\tcompletion\nx y z\tp\nk l, m\tq\n")?.delimiter == 0x09)
    #expect(guess("name;value\n\"a;b\";1,5\nc;2,5\n")?.delimiter == UInt8(ascii: ";"))
    #expect(guess("\"3\",\"Fears for pension\",\"Unions say\"\n\"4\",\"The Race\",\"SPACE.com\"\n")?.hasHeader == false)
    #expect(guess("just some text\nover lines\n") == nil)
  }

  @Test func `names over amounts and dates are a header, however long they are`() {
    #expect(
      guess("Date,Supplier,Value (£)\n21/04/2016,M & J Ltd,\"35,098\"\n26/04/2016,Private Sale,30000\n")?.hasHeader
        == true)
    let long = String(repeating: "long_name_", count: 6)
    #expect(
      guess("Code,\(long)\nRW1,12\nRW2,*\nRW3,7\nRW4,1\nRW5,3\nRW6,3\nRW7,3\nRW8,3\nRW9,3\nRX1,3\nRX2,3\n")?.hasHeader
        == true)
    #expect(guess("2016-01-02,a b c\n2016-01-03,d e f\n")?.hasHeader == false)
  }

  @Test func `a first line that names the delimiter is no row`() throws {
    for (line, delimiter) in [("sep=;\n", ";"), ("sep=|\r\n", "|"), ("sep=,\n", ",")] {
      let found = try imported(line + "prompt\(delimiter)completion\nq\(delimiter)a\n", name: "a.csv")
      #expect(found.lines == [#"{"prompt":"q","completion":"a"}"#])
      #expect(found.origins == [3])
    }
  }

  @Test func `names that come twice are a header where they stand over numbers or are known`() {
    #expect(guess("a,a\n1,2\n")?.hasHeader == true)
    #expect(guess("text,text\nfoo,bar\n")?.hasHeader == true)
    #expect(guess("foo,foo\nbar,baz\n")?.hasHeader == false)
  }

  @Test(arguments: [
    "prompt,completion\na,b\nx,\"5 disk\ny,z\n", "prompt,completion\na,\"b\"\nx,\"5\"\" disk\n\"y\",\"z\"\n",
    "prompt;completion\nx;\"5\"\" disk\n\"y\";\"z\"\n", "prompt\tcompletion\nx\t\"5\"\" disk\n\"y\"\t\"z\"\n",
  ])
  func `a quote that is not closed is no reason to read without quotes`(text: String) throws {
    let dialect = try #require(guess(text))
    #expect(dialect.quote == UInt8(ascii: "\"") && dialect.hasHeader)
    let twin = "prompt" + String(decoding: [dialect.delimiter], as: UTF8.self) + "completion"
    #expect(text.hasPrefix(twin))
  }

  @Test func `tab-separated texts may begin with a quotation`() {
    #expect(guess("ham\t\"Go\" he said\nspam\t\"now\nham\tyes\n")?.quote == nil)
  }

  @Test func `the published tables are recognised`() throws {
    for (name, delimiter, header) in [
      ("ag_news.samples.csv", ",", true), ("ag_news.test.csv", ",", false), ("banking77.train.csv", ",", true),
      ("fine_food_reviews_1k.csv", ",", true), ("sms-spam.utf8.tsv", "\t", false), ("sst2.dev.tsv", "\t", false),
      ("waimai_10k.csv", ",", true),
    ] {
      guard let bytes = try TestData.bytes("classification/\(name)") else { return }
      let guess = bytes.prefix(1 << 16).withUnsafeBytes { CSVDialectGuess($0, isWhole: false) }
      #expect(guess?.dialect.delimiter == delimiter.utf8.first, "\(name)")
      #expect(guess?.dialect.hasHeader == header, "\(name)")
    }
  }
}
