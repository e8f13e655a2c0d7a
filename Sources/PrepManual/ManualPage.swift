// PrepManual is the manual inside the program: its pages, and how they look as plain text.

import CManualPages

/// A page of the manual, in mdoc, as it is in the folder `man`.
package struct ManualPage: Sendable {
  /// The name, such as `prep-count`.
  package let name: String
  /// The section, such as `1`.
  package let section: String
  /// The mdoc text.
  package let text: String

  /// The name of its file, such as `prep-count.1`.
  package var file: String { "\(name).\(section)" }

  /// - Parameters:
  ///   - name: The name, such as `prep-count`.
  ///   - section: The section, such as `1`.
  ///   - text: The mdoc text.
  package init(name: String, section: String, text: String) {
    self.name = name
    self.section = section
    self.text = text
  }

  /// All pages, that of the program first.
  package static var all: [ManualPage] {
    (0..<prep_manual_page_count()).map { index in
      var size = 0
      let bytes = UnsafeRawBufferPointer(start: prep_manual_page(index, &size), count: size)
      let file = String(cString: prep_manual_page_name(index))
      let dot = file.lastIndex(of: ".") ?? file.endIndex
      return ManualPage(
        name: String(file[..<dot]), section: String(file[dot...].dropFirst()),
        text: String(decoding: bytes, as: UTF8.self))
    }
  }

  /// The page that words ask for: nothing is that of the program, `count` is `prep-count`, `tokenizer show` and
  /// `prep-tokenizer-show` are one page; nil when there is none.
  package static func named(_ words: [String]) -> ManualPage? {
    let name = words.joined(separator: "-")
    return all.first {
      $0.name == (words.isEmpty ? "prep" : name) || $0.name == "prep-\(name)" || $0.file == name
        || $0.file == "prep-\(name)"
    }
  }
}
