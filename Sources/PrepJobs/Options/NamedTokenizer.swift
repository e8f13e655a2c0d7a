import PrepDiagnostics
import PrepExamples
import PrepSystem
import PrepTokenizers
import PrepTokens

/// Finds the tokenizer that somebody named.
enum NamedTokenizer {
  /// The tokenizer with that name, file or folder. What is to be said of it is said to the run.
  ///
  /// - Throws: `TokenizerFailure`; of a name that is none, with those that are near.
  static func load(_ name: String, pattern: String? = nil, fingerprintsEarly: Bool = false, _ context: JobContext)
    throws(TokenizerFailure) -> Tokenizer
  {
    let tokenizer = try find(name, pattern: pattern, fingerprintsEarly: fingerprintsEarly)
    tell(tokenizer, context)
    return tokenizer
  }

  /// The same, with nobody to hear of it.
  static func find(_ name: String, pattern: String?, fingerprintsEarly: Bool) throws(TokenizerFailure) -> Tokenizer {
    do throws(TokenizerFailure) {
      return try Tokenizer.resolve(name, pattern: pattern, fingerprintsEarly: fingerprintsEarly)
    } catch {
      guard error.code == .missing, error.path == name, !TokenizerCatalog.isKnown(name) else { throw error }
      let nearest = NearestNames.of(name, among: TokenizerCatalog.knownNames)
      throw TokenizerFailure(error.code, error.message + NearestNames.question(nearest), path: name)
    }
  }

  /// The tokenizer that tokens were made with: the one of that name, or the file or folder that was named then.
  ///
  /// A file counts when its fingerprint is that of the tokens. It is looked for in the current folder and the folders in
  /// it, and beside the tokens.
  ///
  /// - Throws: ``JobFailure`` that says which file was named, `TokenizerFailure` for a name.
  static func of(_ header: TokenStreamHeader, in input: JobInput) throws -> Tokenizer {
    if header.tokenizer.isEmpty {
      throw JobFailure("no-tokenizer", "these tokens do not say which tokenizer they were made with; set --tokenizer")
    }
    guard let file = header.tokenizerFile else { return try Tokenizer.named(header.tokenizer) }
    let beside = FileNames.split(input.path).directory
    let below = ((try? FileNames.names(in: ".")) ?? []).sorted().prefix(1000)
    for folder in [".", beside, FileNames.split(beside).directory] + below {
      let path = file.split(separator: ",").map { folder == "." ? "\($0)" : "\(folder)/\($0)" }.joined(separator: ",")
      guard FileNames.exists(path.split(separator: ",").first.map { String($0) } ?? path) else { continue }
      if let tokenizer = try? Tokenizer.resolve(path), tokenizer.fingerprint == header.fingerprint { return tokenizer }
    }
    throw JobFailure(
      "no-tokenizer",
      "these tokens were made with the tokenizer \(file), which is not in this folder or beside the tokens, or has changed; "
        + "set --tokenizer to its path")
  }

  /// How a header remembers the file or folder of a tokenizer; nil for a name.
  ///
  /// The last part of the path is enough: whoever does the same elsewhere, as the machines of a job do, writes the same
  /// bytes.
  static func rememberedFile(_ name: String?) -> String? {
    guard let name, TokenizerCatalog.isPath(name) else { return nil }
    return name.split(separator: ",").map { path in
      path.split(separator: "/").last { $0 != "." && $0 != ".." }.map { String($0) } ?? String(path)
    }.joined(separator: ",")
  }

  /// Says what is to be said of a tokenizer.
  static func tell(_ tokenizer: Tokenizer, _ context: JobContext) {
    for remark in tokenizer.remarks { context.note(.tokenizer(tokenizer.name, remark)) }
  }

  /// Says what the vocabulary had no token for.
  static func tellLostText(_ tokenizer: Tokenizer, _ context: JobContext) {
    let lost = tokenizer.lostText
    if !lost.isEmpty { context.note(.lostText(lost.words, tokenizer: tokenizer.name)) }
  }

  /// Objects to texts that a vocabulary has no token for a part of; nil where all are taken.
  static func objection(_ isStrict: Bool, _ tokenizer: Tokenizer, allowsSpecialTokens: Bool) -> (
    @Sendable (Encoder, UnsafeBufferPointer<UInt8>) -> DocumentObjection?
  )? {
    if !isStrict { return nil }
    let name = tokenizer.name
    return { encoder, text in
      guard let lost = encoder.lostText(of: text, allowsSpecialTokens: allowsSpecialTokens) else { return nil }
      return DocumentObjection(
        "byte-without-token", "\(name) has no token for \(lost.words)",
        offset: text.firstIndex { lost.has($0) } ?? 0)
    }
  }
}
