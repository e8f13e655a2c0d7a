import TestSupport
import Testing

@testable import PrepContents

@Suite struct TextPiecesTests {
  private func pieces(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var scanner = TextPieces()
    bytes.withUnsafeBufferPointer { scanner.scan($0) }
    return scanner.pieces.map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }

  /// What spaCy 3.8's tokenizer for English makes of them, a blank between two.
  @Test(arguments: [
    ("Hello, world!", "Hello , world !"), ("(see p. 5)", "( see p. 5 )"),
    ("a.m. and U.S. law etc.", "a.m. and U.S. law etc ."),
    ("Mr. Smith, Ph.D., said", "Mr. Smith , Ph.D. , said"), ("I don't, can’t, won't.", "I do n't , ca n’t , wo n't ."),
    ("It's John's; we'll they'd've I'm", "It 's John 's ; we 'll they 'd 've I 'm"),
    ("O'Brien rock'n'roll", "O'Brien rock'n'roll"),
    ("well-known 10-20 covid-19 x--y 1990–2000", "well - known 10 - 20 covid-19 x -- y 1990–2000"),
    ("and/or he/she 24/7 w/o 1/2", "and/or he / she 24/7 w/o 1/2"), ("10:30 a:b C:", "10:30 a : b C :"),
    ("wait...what? no… yes…no", "wait ... what ? no … yes … no"),
    ("end.Next a,b 1,000 3.5", "end . Next a , b 1,000 3.5"),
    ("https://a.example.com/x-y/z?q=1, and me@mail.co.uk.", "https://a.example.com/x-y/z?q=1 , and me@mail.co.uk ."),
    ("see example.com/a/b", "see example.com/a/b"), ("$5 10% 5€ +7 a+ 3+4", "$ 5 10 % 5 € +7 a+ 3 + 4"),
    ("#tag @user foo_bar __x__", "# tag @user foo_bar _ _ x _ _"), ("--- *** === |", "--- * * * = = = |"),
    ("\"Quoted,\" he said.", "\" Quoted , \" he said ."), ("“Quoted,” he said—then", "“ Quoted , ” he said — then"),
    ("naïve café, Öl.", "naïve café , Öl ."), ("I. A. NATO. x. a=b", "I. A. NATO . x. a = b"), ("¿Qué?", "¿ Qué ?"),
    ("日本語、テスト。", "日本語、テスト 。"), ("a\u{A0}b\u{3000}c", "a b c"), ("!!! ?! ...!", "! ! ! ? ! ... !"),
    ("foo(bar) AT&T C++ 5km", "foo(bar AT&T C++ 5km"), ("Hi☺there ☺", "Hi ☺ there ☺"),
  ]) func `pieces are as the tokenizer has them`(_ text: String, expected: String) {
    // A bracket that closes what stands inside of a word is parted from it.
    let expected = expected.replacing("foo(bar AT&T", with: "foo(bar ) AT&T")
    #expect(pieces(text) == expected.split(separator: " ").map(String.init), "\(text)")
  }

  @Test func `pieces cover all but blanks, in order, and count their characters`() {
    var random = SeededGenerator(seed: 31)
    let parts = [
      "a", "Bc", "9", ".", "..", ",", "'", "’", "s", "n't", "-", "—", "/", ":", " ", "\n", "é", "漢", "\u{301}", "☺",
      "(", ")", "http://", ".com", "@", "$", "%", "\u{A0}", "😀", "co.",
    ]
    for _ in 0..<TestData.rounds(3000) {
      let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
        .joined()
      let bytes = Array(text.utf8)
      var scanner = TextPieces()
      bytes.withUnsafeBufferPointer { scanner.scan($0) }
      var end = 0
      for piece in scanner.pieces {
        let between = String(decoding: bytes[end..<Int(piece.start)], as: UTF8.self)
        #expect(between.unicodeScalars.allSatisfy { $0.properties.isWhitespace } && piece.start < piece.end, "\(text)")
        let own = String(decoding: bytes[piece.range], as: UTF8.self)
        #expect(!own.unicodeScalars.contains { $0.properties.isWhitespace }, "\(text)")
        #expect(Int(piece.characters) == own.unicodeScalars.count, "\(text)")
        end = Int(piece.end)
      }
      #expect(String(decoding: bytes[end...], as: UTF8.self).unicodeScalars.allSatisfy { $0.properties.isWhitespace })
    }
  }

  @Test func `any bytes are taken apart without a crash`() {
    var random = SeededGenerator(seed: 32)
    var scanner = TextPieces()
    for _ in 0..<TestData.rounds(2000) {
      let text = Array(
        String(decoding: random.bytes(count: Int.random(in: 0...40, using: &random)), as: UTF8.self).utf8)
      text.withUnsafeBufferPointer { scanner.scan($0) }
    }
  }

  @Test func `the count of words is that of the stream without signs`() {
    var random = SeededGenerator(seed: 33)
    for _ in 0..<TestData.rounds(300) {
      let text = Array(
        String(decoding: random.bytes(count: Int.random(in: 0...4000, using: &random)), as: UTF8.self).utf8)
      #expect(text.withUnsafeBufferPointer { WordStream.count($0) } == WordStream.words(of: text).count { !$0.isSign })
    }
  }
}
