import Foundation
import PrepManual
import TestSupport
import Testing

@Suite struct ManualPageTests {
  private var folder: URL { TestData.packageFolder.appendingPathComponent("man") }

  @Test func `the pages are the files of the folder, to the byte`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(ManualPage.all.map(\.file).sorted() == files)
    for page in ManualPage.all {
      #expect(
        try String(contentsOf: folder.appendingPathComponent(page.file), encoding: .utf8) == page.text, "\(page.file)")
    }
  }

  @Test func `words lead to pages`() {
    #expect(ManualPage.named([])?.file == "prep.1")
    #expect(ManualPage.named(["prep"])?.file == "prep.1")
    #expect(ManualPage.named(["tokenizer", "show"])?.file == "prep-tokenizer-show.1")
    #expect(ManualPage.named(["prep-tokenizer-show"])?.file == "prep-tokenizer-show.1")
    #expect(ManualPage.named(["shards"])?.file == "prep-shards.5")
    #expect(ManualPage.named(["shards.5"])?.file == "prep-shards.5")
    #expect(ManualPage.named(["nonsense"]) == nil)
  }
}
