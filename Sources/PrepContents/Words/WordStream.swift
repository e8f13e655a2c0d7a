import CKernels

/// A word or a sign of a text, by the hash of its normal form; see ``WordStream``.
package struct TextWord: Sendable, Hashable, BitwiseCopyable {
  /// Of its bytes in normal form. Guards against nothing but chance.
  package var hash: UInt64
  /// Where it begins in the text.
  package var start: UInt32
  /// Its bytes in the text, and the marks below in the upper bits.
  private var lengthAndMarks: UInt32

  /// The marks alone.
  var marks: UInt32 { lengthAndMarks & ~UInt32(PREP_WORD_LENGTH) }
  /// Whether it is an operator, a currency or a symbol instead of a word.
  package var isSign: Bool { lengthAndMarks & UInt32(PREP_WORD_SIGN) != 0 }
  /// Whether a sentence, a line or an item of a list begins with it.
  package var begins: Bool { lengthAndMarks & UInt32(PREP_WORD_BEGINS) != 0 }
  /// Whether it begins with a capital.
  package var isCapital: Bool { lengthAndMarks & UInt32(PREP_WORD_CAPITAL) != 0 }
  /// Whether it has a digit.
  package var hasDigit: Bool { lengthAndMarks & UInt32(PREP_WORD_DIGIT) != 0 }
  /// Where it stands in its text. Of a word of 16 MiB and more, its beginning.
  package var range: Range<Int> { Int(start)..<Int(start) + Int(lengthAndMarks & UInt32(PREP_WORD_LENGTH)) }
}

/// What texts say, word by word, so that two that are written differently can be compared.
///
/// The normal form is Unicode's NFKC_Casefold, in which marks and numbers stay; dashes are hyphens. A word is a run of
/// letters, digits, marks and `_`; in scripts without blanks between words each character with its marks is one. Signs
/// (operators, currencies, symbols) are words of their own where they mean something: `a + b`, `-5`, `5 %`, `C++`; not as
/// markup, hyphens and rules. A sentence begins behind `. ! ? : ;` with a blank, `。！？；`, line ends, and the bullets of
/// lists.
package enum WordStream {
  /// Appends the words of a text in UTF-8. Places are counted from the start of the text, plus `offset`.
  package static func append(
    _ text: UnsafeBufferPointer<UInt8>, offset: Int = 0, to words: inout [TextWord], portable: Bool = false
  ) {
    guard let base = text.baseAddress, text.count > 0 else { return }
    var scan = prep_word_scan()
    scan.text = base
    scan.count = text.count
    scan.tables = WordTables.shared
    // Most texts have fewer words than this; the scan goes on where it stopped.
    var room = text.count / 3 + 256
    while scan.done == 0 {
      let start = words.count
      // SAFETY: a word has the layout of the kernel's, field by field; the kernel writes `room` words at most, and all
      // that it counts.
      let block = [TextWord](unsafeUninitializedCapacity: room) { buffer, count in
        guard let base = buffer.baseAddress else { return }
        let target = UnsafeMutableRawPointer(base).bindMemory(to: prep_word.self, capacity: room)
        count = portable ? prep_words_portable(&scan, target, room) : prep_words(&scan, target, room)
        _ = UnsafeMutableRawPointer(target).bindMemory(to: TextWord.self, capacity: room)
      }
      if start == 0, offset == 0 {
        words = block
      } else {
        for var word in block {
          word.start += UInt32(truncatingIfNeeded: offset)
          words.append(word)
        }
      }
      room = 4096
    }
  }

  /// How many words a text in UTF-8 has, without signs.
  package static func count(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    guard let base = text.baseAddress, text.count > 0 else { return 0 }
    var scan = prep_word_scan()
    scan.text = base
    scan.count = text.count
    scan.tables = WordTables.shared
    // So many words stay in the nearest cache.
    return withUnsafeTemporaryAllocation(of: prep_word.self, capacity: 1024) { words in
      guard let target = words.baseAddress else { return 0 }
      var count = 0
      while scan.done == 0 {
        // SAFETY: the kernel writes 1024 words at most, and all that it counts.
        let found = prep_words(&scan, target, 1024)
        for index in 0..<found where target[index].length & UInt32(PREP_WORD_SIGN) == 0 { count += 1 }
      }
      return count
    }
  }

  /// The words of a text in UTF-8.
  package static func words(of text: [UInt8], portable: Bool = false) -> [TextWord] {
    var words: [TextWord] = []
    text.withUnsafeBufferPointer { append($0, to: &words, portable: portable) }
    return words
  }

  /// A stretch of a text in normal form, such as that of a word.
  package static func normalForm(of text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard let base = text.baseAddress, text.count > 0 else { return [] }
    var capacity = text.count * 2 + 16
    while true {
      var needed = 0
      // SAFETY: the kernel writes no more than `capacity` bytes.
      let form = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        guard let target = buffer.baseAddress else { return }
        needed = prep_word_text(base, text.count, WordTables.shared, target, capacity)
        count = min(needed, capacity)
      }
      if needed <= capacity { return form }
      capacity = needed
    }
  }
}
