import CZlib
import PrepBytes
import PrepDiagnostics
import PrepImporting
import PrepRecords
import PrepYAML

extension FuzzTarget {
  /// JSON: every kernel takes and refuses the same, at the same place, and what is taken can be written and read again.
  static let json = FuzzTarget(
    "json",
    texts: [
      #"{"a":1,"b":[true,false,null],"c":"\u00e9\n\\","d":-1.5e-3}"#, #"{"messages":[{"role":"user","content":"hi"}]}"#,
      #"[[[[]]],{},"",0]"#, "\"\\ud83d\\ude42\"", "{\"a\":1}\n{\"b\":2}\r\n\n", String(repeating: "\"x\", ", count: 40),
    ]
  ) { bytes in
    bytes.withUnsafeBytes { buffer in
      let outcomes = ScanLevel.available.map { level in
        Result<JSONDocument, JSONError> { () throws(JSONError) in try JSONDocument(buffer, level: level) }
      }
      let faults = outcomes.map { outcome -> JSONError? in
        if case .failure(let error) = outcome { error } else { nil }
      }
      for fault in faults { precondition(fault == faults[0], "kernels differ") }
    }
    read(MemoryByteSource(bytes, name: "fuzz.jsonl"), isJSON: false)
  }

  static let csv = FuzzTarget(
    "csv",
    texts: [
      "text,label\na,1\n\"b, c\",2\n", "a;b;c\r\n1;\"x\ny\";3\r\n", "a\tb\n1\t2\n", "\u{FEFF}x,y\n\"\"\"\",\n",
      "one,two,two\n1,2,3\n",
    ]
  ) { bytes in
    // What reads tables is given text that was checked or converted before.
    read(MemoryByteSource(bytes, name: "fuzz.csv"), isJSON: String(validating: bytes, as: UTF8.self) != nil)
  }

  /// A workbook whose sheet and shared strings are the two halves of the input, cut at the first NUL.
  static let workbook = FuzzTarget(
    "xlsx",
    texts: [
      #"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>x</t></is></c></row><row><c><v>1.5</v></c><c t="b"><v>1</v></c></row></sheetData></worksheet>"#
        + "\0" + "<sst><si><t>text</t></si><si><r><t>a</t></r><r><t xml:space=\"preserve\"> b</t></r></si></sst>",
      "<worksheet><sheetData><row r=\"2\"><c r=\"B2\" s=\"1\"><v>44197</v></c></row></sheetData></worksheet>\0<sst/>",
    ]
  ) { bytes in
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map { Array($0) }
    let files: [(String, [UInt8])] = [
      ("xl/workbook.xml", Array("<workbook><sheets><sheet name=\"s\"/></sheets></workbook>".utf8)),
      ("xl/worksheets/sheet1.xml", parts[0]),
      ("xl/sharedStrings.xml", parts.count > 1 ? parts[1] : []),
    ]
    read(MemoryByteSource(archive(files), name: "fuzz.xlsx"), isJSON: true)
    read(MemoryByteSource(bytes, name: "fuzz.xlsx"), isJSON: false)
  }

  static let recipe = FuzzTarget(
    "recipe",
    texts: [
      "input: [a.jsonl, b.jsonl]\ntokenize:\n  tokenizer: prep-8k\n  map: {prompt: q}\npack: &p {length: 2048}\nshard:\n  output: |\n    x\n  again: *p\n",
      "a: 'it''s'\nb: \"\\x41\\u00e9\"\nc: >-\n  folded\n  text\n? d\n: e\n", "- - - [a, {b: c}]\n- ~\n",
    ]
  ) { bytes in
    do throws(Diagnostic) { _ = try YAMLReader.read(bytes, file: "fuzz.yaml") } catch {
      precondition(error.location.line <= bytes.count { $0 == 0x0A || $0 == 0x0D } + 1, "a place outside of the file")
    }
  }

  /// Reads an input to its end; whatever came of it is lines of JSON.
  private static func read(_ source: MemoryByteSource, isJSON: Bool) {
    do {
      let imported = try InputImporter().open(source)
      var lines = try imported.readAll()
      // A byte order mark goes before the first line; the reader of the lines reports it.
      if lines.starts(with: [0xEF, 0xBB, 0xBF]) { lines.removeFirst(3) }
      switch imported.container {
      case .delimited, .xlsx, .text: break
      // Values that were JSON already are handed on as they are; whoever reads the lines says what is wrong with them.
      default: return
      }
      guard isJSON else { return }
      for line in lines.split(separator: 0x0A) {
        precondition((try? JSONDocument(Array(line))) != nil, "a line is not valid JSON")
      }
    } catch {
      // What is wrong with the input is said; nothing more is asked for here.
    }
  }

  /// A ZIP archive of files that are stored as they are.
  private static func archive(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    func number(_ value: Int, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    for (name, bytes) in files {
      let sum = Int(bytes.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) })
      let about =
        number(20, 2) + number(0, 8) + number(sum, 4) + number(bytes.count, 4) + number(bytes.count, 4)
        + number(name.utf8.count, 2) + number(0, 2)
      directory +=
        number(0x0201_4B50, 4) + number(20, 2) + about + number(0, 10) + number(archive.count, 4) + Array(name.utf8)
      archive += number(0x0403_4B50, 4) + about + Array(name.utf8) + bytes
    }
    let start = archive.count
    return archive + directory + number(0x0605_4B50, 4) + number(0, 4) + number(files.count, 2) + number(files.count, 2)
      + number(directory.count, 4) + number(start, 4) + number(0, 2)
  }
}
