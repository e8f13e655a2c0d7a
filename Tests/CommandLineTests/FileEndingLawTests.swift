import Foundation
import PrepBytes
import TestSupport
import Testing

/// What a name says of a file is the same to whoever writes and whoever reads it.
@Suite struct FileEndingLawTests {
  @Test func `what is written under a name is read again under it, or is refused before anything is written`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let records = #"{"text":"one"}"# + "\n" + #"{"text":"two"}"# + "\n"
    try Data(records.utf8).write(to: folder.appendingPathComponent("in.jsonl"))
    let endings = FileEnding.Form.allCases.flatMap(FileEnding.endings(of:)) + ["unknown"]
    let names = endings.flatMap { ending in ["", ".gz", ".zst", ".zstd"].map { "o.\(ending)\($0)" } }
    let script = names.map { name in
      """
      prep convert -q in.jsonl -o \(name) 2>/dev/null; s=$?
      if [ -e \(name) ]; then prep convert -q \(name) | cmp -s - in.jsonl; echo \(name) $s read $? $(head -c 4 \(name) | od -An -tx1 | tr -d ' ')
      else echo \(name) $s none; fi
      """
    }.joined(separator: "\n")
    let outcome = try PrepProcess.run(script, in: folder)
    let lines = outcome.text.split(separator: "\n")
    #expect(lines.count == names.count, "\(outcome.stderr)")
    for (line, name) in zip(lines, names) {
      let ending = FileEnding(of: name)
      let words = line.split(separator: " ")
      // Plain text is read as text, whatever stands in it.
      if ending.form == .text { continue }
      let isRefused = words[1] == "64" && words[2] == "none"
      switch ending.form {
      case .csv, .tsv, .workbook, .arrow, .unread: #expect(isRefused, "\(line)")
      case .parquet: #expect(ending.compression == nil ? line.contains("0 read 0 50415231") : isRefused, "\(line)")
      default:
        let magic = ending.compression == nil ? "7b227465" : ending.compression == .gzip ? "1f8b" : "28b52ffd"
        #expect(line.contains("0 read 0 \(magic)"), "\(line)")
      }
    }
  }

  @Test func `files of records are such to every command, by every one of their names`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files: [(FileEnding.Form, String)] = [
      (.jsonLines, #"{"text":"one two"}"# + "\n"), (.csv, "text,id\none two,1\n"), (.tsv, "text\tid\none two\t1\n"),
    ]
    for (form, contents) in files {
      let counts = try FileEnding.endings(of: form).map { ending in
        try Data(contents.utf8).write(to: folder.appendingPathComponent("x.\(ending)"))
        let told = try PrepProcess.run("prep count -q -t prep-8k x.\(ending) | cut -f1", in: folder)
        #expect(told.status == 0 && !told.text.isEmpty)
        return told.text
      }
      #expect(Set(counts).count == 1, "\(form): \(counts)")
      for ending in FileEnding.endings(of: form) {
        let found = try PrepProcess.run("prep validate -q --select F12 --each x.\(ending)", in: folder)
        #expect(found.text.isEmpty, "\(found.text)")
      }
    }
  }
}
