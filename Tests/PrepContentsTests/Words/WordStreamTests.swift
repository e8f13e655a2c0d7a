import PrepContents
import TestSupport
import Testing

@Suite struct WordStreamTests {
  /// The words of a text by the kernel, each in normal form, held against the plain judge.
  @discardableResult private func words(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    let words = WordStream.words(of: bytes)
    #expect(words == WordStream.words(of: bytes, portable: true), "\(text.debugDescription)")
    let plain = PlainWords(text).tokens
    let forms = words.map { word in
      bytes.withUnsafeBufferPointer {
        String(decoding: WordStream.normalForm(of: UnsafeBufferPointer(rebasing: $0[word.range])), as: UTF8.self)
      }
    }
    #expect(words.map(\.range) == plain.map(\.range), "\(text.debugDescription)")
    #expect(words.map(\.isSign) == plain.map(\.isSign), "\(text.debugDescription)")
    #expect(words.map(\.begins) == plain.map(\.begins), "\(text.debugDescription)")
    #expect(words.map(\.isCapital) == plain.map(\.isCapital), "\(text.debugDescription)")
    #expect(words.map(\.hasDigit) == plain.map(\.hasDigit), "\(text.debugDescription)")
    // Equal hashes, equal forms; a symbol's hash is of the character alone.
    for (word, token) in zip(words, plain) where !word.isSign {
      let alone = WordStream.words(of: Array(token.form.utf8))
      if alone.count == 1 { #expect(alone[0].hash == word.hash, "\(token.form) in \(text.debugDescription)") }
    }
    return forms
  }

  @Test(
    "words are cut and folded",
    arguments: [
      ("Hello, World!", "hello world"), ("x_1 Y2", "x_1 y2"), ("a + b", "a + b"), ("a+b", "a + b"),
      ("well-known", "well known"), ("a - b", "a b"), ("-5 and 3-4", "- 5 and 3 - 4"), ("**bold** 2 * 3", "bold 2 * 3"),
      ("C++ and C#", "c ++ and c #"), ("$5, 5$, $x", "$ 5 5 $ x"), ("5 % of €7", "5 % of € 7"), ("!a b!", "! a b"),
      ("a != b", "a != b"), ("a === b", "a === b"), ("=====\ntitle", "title"), ("Straße", "strasse"),
      ("ﬁne co\u{AD}op", "fine coop"), ("É e\u{301}", "é é"), ("1\u{2013}2", "1 - 2"), ("漢字かな", "漢 字 か な"),
      ("ト\u{3099}キ", "ド キ"), ("カ\u{3099} 한글 \u{1112}\u{1161}\u{11AB}", "ガ 한글 한"), ("ＡＢ　１２", "ab 12"),
      ("नमस्ते", "नमस्ते"), ("สวัสดี", "ส วั ส ดี"), ("", ""), ("...", ""), ("😀 ok", "😀 ok"), ("≤ 5", "≤ 5"),
    ])
  func cut(_ text: String, _ wanted: String) {
    #expect(words(text).joined(separator: " ") == wanted)
  }

  @Test("sentences, lines and items begin where they do") func sentences() {
    func begins(_ text: String) -> String {
      words(text)
      let bytes = Array(text.utf8)
      return WordStream.words(of: bytes).map {
        ($0.begins ? "|" : "") + String(decoding: bytes[$0.range], as: UTF8.self)
      }
      .joined(separator: " ")
    }
    #expect(begins("One two. Three 3.5 four") == "|One two |Three 3 5 four")
    #expect(begins("a: b; c? d! e") == "|a |b |c |d |e")
    #expect(begins("a\nb\r\nc") == "|a |b |c")
    #expect(begins("- a b\n* c\n• d") == "|a b |c |d")
    #expect(begins("一。二！三") == "|一 |二 |三")
    #expect(begins("a.b c!d") == "|a b c ! d")
  }

  @Test("the kernel says what the plain judge says, for any text", arguments: 0..<8) func generated(_ seed: UInt64) {
    var random = SeededGenerator(seed: 0x3A11 + seed)
    let pieces = [
      "word", "The", "a", " ", " ", "\n", ". ", "! ", "-", "+", "==", "5", "3.14", "$", "#", "%", "é", "e\u{301}", "Ü",
      "ß",
      "漢", "かな", "。", "！", "สวั", "한", "\u{1112}\u{1161}", "\u{2014}", "\u{2022} ", "\u{A0}", "\u{3000}", "…", "½", "ﬁ",
      "\u{AD}",
      "\u{301}\u{323}", "😀", "©", "€", "supercalifragilistic", "_", "=", "\u{338}", "ǅ", "Σς", "\u{200D}", "१२", "ー",
      "*", "!", "~~",
      "- ", "\t", "\"", "(", ")", "İ", "\u{2028}", "\u{0964} ", "？",
    ]
    for _ in 0..<150 {
      let count = Int.random(in: 1...60, using: &random)
      words((0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
    }
  }

  @Test("long stretches of ASCII and of letters beyond it", arguments: 0..<4) func stretches(_ seed: UInt64) {
    var random = SeededGenerator(seed: 0x51AB + seed)
    let ascii = [
      "a", "Bc", "d9", "12", "_", "word", "incomprehensibilities", " ", " ", " ", "  ", ".", ". ", "!", "! ", "?", "-",
      "--",
      "'", ", ", "\n", "\r\n", "\t", "$", "#", "%", "*", "+", "/", "<", ">", "=", "\\", "@", "- ", "|", "^",
    ]
    let wide = [
      "слово", "Дом", "ё", "и\u{306}", "ที่", "กำ", "ก", "ำ", "日", "本", "カ", "é", "Ærø", "ẞ", "۵", "हिन्दी", " ", "—", "«",
      "²",
    ]
    for round in 0..<40 {
      let pieces = round % 2 == 0 ? ascii : ascii.prefix(9) + wide
      words((0..<300).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
    }
  }

  @Test("bytes that are no UTF-8 are cut without harm, by both kernels alike") func wildBytes() {
    var random = SeededGenerator(seed: 77)
    for _ in 0..<400 {
      let bytes = random.bytes(count: Int.random(in: 0...200, using: &random))
      let words = WordStream.words(of: bytes)
      #expect(words == WordStream.words(of: bytes, portable: true))
      for word in words { #expect(word.range.upperBound <= bytes.count) }
    }
  }

  @Test("long texts and long words come out whole") func long() {
    let word = String(repeating: "x", count: 5000)
    #expect(words("\(word) \(word)y").count == 2)
    let text = Array(String(repeating: "a 漢 ", count: 20000).utf8)
    #expect(WordStream.words(of: text).count == 40000)
    #expect(WordStream.words(of: text) == WordStream.words(of: text, portable: true))
  }
}
