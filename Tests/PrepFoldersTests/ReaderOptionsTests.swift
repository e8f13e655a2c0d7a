import PrepDiagnostics
import Testing

@testable import PrepFolders

@Suite struct ReaderOptionsTests {
  private func options(_ lines: String...) throws -> ReaderOptions {
    let text = "---\nconfigs:\n- config_name: default\n" + lines.map { "  \($0)\n" }.joined() + "---\n"
    return try #require(try DatasetCard(Array(text.utf8), file: "README.md").configurations?.first?.reader)
  }

  private func made(_ change: (inout ReaderOptions) -> Void) -> ReaderOptions {
    var options = ReaderOptions()
    change(&options)
    return options
  }

  @Test("what the readers of datasets are told is read") func read() throws {
    #expect(try options("sep: ';'") == made { $0.delimiter = UInt8(ascii: ";") })
    #expect(try options("delimiter: \"\\t\"", "sep: ';'") == options("sep: ';'", "delimiter: '\\t'"))
    #expect(try options("header: null") == made { $0.hasHeader = false })
    #expect(try options("header: 0") == made { $0.hasHeader = true })
    #expect(try options("header: infer") == ReaderOptions())
    #expect(try options("names: [a, b]") == made { ($0.names, $0.hasHeader) = (["a", "b"], false) })
    #expect(try options("column_names: [a, b]", "header: 0") == made { ($0.names, $0.hasHeader) = (["a", "b"], true) })
    #expect(try options("skiprows: 3") == made { $0.skippedRows = 3 })
    #expect(try options("quotechar: \"'\"", "quoting: 0") == made { $0.quote = UInt8(ascii: "'") })
    #expect(try options("quoting: 3") == made { $0.hasNoQuotes = true })
    #expect(try options("skipinitialspace: true") == made { $0.skipsInitialSpace = true })
    #expect(try options("field: data") == made { $0.member = "data" })
    #expect(try options("sample_by: document") == made { $0.sample = .document })
    #expect(try options("encoding: latin-1") == made { $0.encoding = "latin-1" })
    #expect(try options("encoding_errors: replace") == made { $0.replacesBadBytes = true })
  }

  @Test(
    "what changes no record says nothing",
    arguments: [
      "chunksize: 5", "engine: python", "drop_labels: true", "version: 1.0.0", "description: x", "nrows: null",
      "comment: ~", "decimal: .", "skipfooter: 0", "on_bad_lines: error", "keep_linebreaks: false", "nobody: knows",
      "doublequote: true", "features: [{name: a, dtype: string}]", "quoting: 1", "encoding_errors: strict",
    ])
  func nothing(_ line: String) throws { #expect(try options(line) == ReaderOptions()) }

  @Test(
    "what is said and not done is told, of files that it is for",
    arguments: [
      ("nrows: 5", "a.csv"), ("usecols: [a]", "a.tsv.gz"), ("header: 2", "a.csv"), ("header: [0, 1]", "a.csv"),
      ("sep: '\\s+'", "a.csv"), ("skiprows: [1, 2]", "a.csv"), ("skiprows: -1", "a.csv"), ("na_values: [x]", "a.csv"),
      ("escapechar: '\\'", "a.csv"), ("on_bad_lines: skip", "a.csv"), ("names: [a, a]", "a.csv"),
      ("quoting: 2", "a.csv"), ("keep_linebreaks: true", "a.txt"), ("sample_by: page", "a.txt"),
      ("columns: [a]", "a.parquet"), ("encoding_errors: ignore", "a.jsonl"), ("field: [a]", "a.json.zst"),
      ("skip_blank_lines: false", "a.csv"), ("comment: '#'", "a.csv"), ("doublequote: no", "a.csv"),
    ])
  func told(_ line: String, _ file: String) throws {
    let found = try options(line)
    let fault = try #require(found.fault(for: file))
    #expect(fault.code == "invalid-card" && fault.location.line == 4)
    #expect(fault.message.contains(line.prefix { $0 != ":" }))
    for other in ["a.csv", "a.txt", "a.parquet", "a.arrow", "a"]
    where ReaderOptions.kind(of: other) != ReaderOptions.kind(of: file) {
      #expect(found.fault(for: other) == nil || line.hasPrefix("encoding"), "\(other)")
    }
  }
}
