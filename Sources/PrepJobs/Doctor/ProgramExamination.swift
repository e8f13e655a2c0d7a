import PrepCodecs
import PrepDigests
import PrepSystem
import PrepTokenizers
import PrepUnicode
import PrepYAML

/// Looks at the program itself: its version, what is linked into it, whether its parts give the results they must.
enum ProgramExamination {
  static var symptoms: [Symptom] { versions + selfTests }

  private static var versions: [Symptom] {
    let icu = CharacterSets.versions
    let link = "/proc/self/exe"
    let file = FileNames.resolved(link)
    return [
      Symptom(.there, "program", "prep", Version.number),
      Symptom(.there, "program", "file", file == link ? "not known without /proc" : file),
      Symptom(.there, "library", "Unicode", "16.0, its own tables"),
      Symptom(.there, "library", "ICU", "\(icu.icu), Unicode \(icu.unicode)"),
      Symptom(.there, "library", "zstd", ZstdCompressor.libraryVersion),
      Symptom(.there, "library", "zlib", GzipByteSource.libraryVersion),
      Symptom(.there, "library", "libyaml", YAMLReader.libraryVersion),
      Symptom(.there, "library", "C", Machine.library),
    ]
  }

  /// Each part that a damaged or wrongly built program would lack, held against a result that is known.
  private static var selfTests: [Symptom] {
    var tests: [(name: String, isRight: Bool)] = []
    // FIPS 180-4 and RFC 3720 publish these.
    let abc = Array("abc".utf8)
    tests.append(
      (
        "SHA-256",
        abc.withUnsafeBytes { SHA256Digest.hex(of: $0) }
          == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      ))
    tests.append(("character sets", decodes([0x93, 0x61, 0x94], of: "windows-1252", as: "\u{201C}a\u{201D}")))
    tests.append(("Japanese", decodes([0x82, 0xA0], of: "Shift_JIS", as: "あ")))
    tests.append(("regular expressions", matches("\\p{Lu}+(?!x)", in: "aÄB", at: 1..<4)))
    return tests.map { name, isRight in
      Symptom(
        isRight ? .there : .broken, "self-test", name,
        isRight ? "passed" : "failed: reinstall prep")
    }
  }

  private static func decodes(_ bytes: [UInt8], of name: String, as expected: String) -> Bool {
    guard let decoder = CharacterSetDecoder(name) else { return false }
    var text: [UInt8] = []
    bytes.withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) { _ in } }
    return text == Array(expected.utf8)
  }

  private static func matches(_ source: String, in text: String, at place: Range<Int>) -> Bool {
    guard let expression = try? RegularExpression(source, dialect: .oniguruma) else { return false }
    return Array(text.utf8).withUnsafeBufferPointer { bytes in
      let matcher = expression.makeMatcher()
      defer { matcher.finish() }
      matcher.start(bytes)
      return matcher.next() == place
    }
  }
}
