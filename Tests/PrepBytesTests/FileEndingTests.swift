import PrepBytes
import Testing

@Suite struct FileEndingTests {
  @Test func `every ending stands for one form, in any letters and compression`() {
    var seen: Set<String> = []
    for form in FileEnding.Form.allCases {
      for name in FileEnding.endings(of: form) {
        #expect(seen.insert(name).inserted, "\(name) stands for two forms")
        for (suffix, compression) in [("", nil), (".gz", .gzip), (".zst", .zstd), (".ZSTD", .zstd)]
          as [(String, FileEnding.Compression?)]
        {
          for path in ["a.\(name)\(suffix)", "folder.csv/b.c.\(name.uppercased())\(suffix)"] {
            let ending = FileEnding(of: path)
            #expect(ending.form == form && ending.name == name && ending.compression == compression, "\(path)")
          }
        }
      }
    }
  }

  @Test func `a name without an ending stands for nothing`() {
    for path in ["", "jsonl", "folder.csv/data", ".gz", "a.gz", "a.parquet/", "a.unknown"] {
      let ending = FileEnding(of: path)
      #expect(ending.form == nil || path == "a.parquet/", "\(path)")
      #expect(!ending.isOfRecords || path == "a.parquet/", "\(path)")
    }
  }
}
