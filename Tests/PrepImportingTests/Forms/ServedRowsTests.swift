import PrepDiagnostics
import PrepImporting
import Testing

/// Rows as the server of data sets gives them are read as records.
@Suite struct ServedRowsTests {
  private static let features =
    #"[{"feature_idx":0,"name":"text","type":{"dtype":"string","_type":"Value"}},{"feature_idx":1,"name":"label","type":{"names":["neg","pos"],"_type":"ClassLabel"}}]"#

  @Test(arguments: [[1 << 20], [1], [7, 3]], ["", " ", "\n  "])
  func `rows are records, and numbers of classes their names`(sizes: [Int], blank: String) throws {
    let text =
      #"{\#(blank)"features":\#(blank)\#(Self.features),\#(blank)"rows":\#(blank)[{\#(blank)"row_idx":0,"row":{"text":"a","label":1},"truncated_cells":[]},{"row_idx":1,"row":{"text":"b","label":-1},"truncated_cells":[]}],"num_rows_total":2,"partial":false}"#
    let (lines, _, findings) = try imported(text, sizes: sizes)
    #expect(lines == [#"{"text":"a","label":"pos"}"#, #"{"text":"b","label":-1}"#])
    #expect(findings.isEmpty)
  }

  @Test func `a row that was cut is no record`() throws {
    let (lines, _, findings) = try imported(
      #"{"features":\#(Self.features),"rows":[{"row_idx":0,"row":{"text":"a","label":0},"truncated_cells":["text"]}]}"#)
    #expect(lines.isEmpty)
    #expect(findings.map(\.code) == ["truncated-cell"])
  }

  @Test(arguments: [
    #"{"features":[1,2],"label":1}"#, #"{"features":[{"name":"a"}],"rows":[{"text":"a"}]}"#,
    #"{"features":"x","rows":[{"row_idx":0,"row":{}}]}"#,
  ]) func `what only begins so stays as it is`(text: String) throws {
    let importer = InputImporter()
    #expect((try? imported(text, importer).lines) != [] as [String])
  }
}
