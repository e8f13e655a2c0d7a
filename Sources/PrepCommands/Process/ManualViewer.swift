import PrepManual
import PrepSystem

/// The `man` of the system, which shows a page on a terminal.
enum ManualViewer {
  /// Shows a page and waits until it was read.
  ///
  /// - Returns: Whether there is a `man`, and it took the page.
  static func show(_ page: ManualPage) -> Bool { ChildProcess.run(["man", "-l", "-"], input: page.text) == 0 }
}
