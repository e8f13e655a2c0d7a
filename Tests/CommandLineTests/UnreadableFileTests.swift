import Foundation
import TestSupport
import Testing

/// Files that are there and cannot be read are said to be so.
@Suite struct UnreadableFileTests {
  @Test(arguments: ["plain.tiktoken", "named", "folder"]) func aTokenizerThatCannotBeReadIsNotUnknown(name: String)
    throws
  {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = """
      chmod 755 .
      if [ "$(id -u)" = 0 ]; then
        command -v setpriv >/dev/null || exit 77
        drop='setpriv --reuid 65534 --regid 65534 --clear-groups'
        $drop "$(command -v prep)" --version >/dev/null 2>&1 || exit 77
      fi
      if [ \(name) = folder ]; then mkdir folder; echo '{}' >folder/tokenizer.json; chmod 000 folder/tokenizer.json; else echo x >\(name); chmod 000 \(name); fi
      echo text | $drop "$(command -v prep)" count -t ./\(name)
      """
    let outcome = try PrepProcess.run(script, in: folder)
    if outcome.status == 77 { return print("skipped: needs setpriv and a build that others may run") }
    #expect(outcome.status == 69, "\(outcome.stderr)")
    #expect(outcome.stderr.contains("Permission denied"))
  }
}
