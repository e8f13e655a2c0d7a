import PrepDigests
import PrepSystem

/// Where tokenizers are found by name: in the library, in the folders of `$PREP_VOCAB_PATH`, and in the caches of
/// tiktoken and Hugging Face. Nothing is fetched.
package enum TokenizerCatalog {
  /// One tokenizer that can be had by name.
  package struct Entry: Sendable {
    package let name: String
    /// The file or folder; nil when it is bundled.
    package let path: String?
  }

  /// Whether an argument names a file rather than a tokenizer.
  package static func isPath(_ argument: String) -> Bool {
    if BundledVocabulary.names.contains(argument) { return false }
    if argument.hasPrefix("/") || argument.hasPrefix("./") || argument.hasPrefix("../") || argument.contains(",") {
      return true
    }
    return fileEndings.contains(where: argument.lowercased().hasSuffix) || TokenizerReader.exists(argument)
  }

  /// The endings that files of vocabularies have, in small letters.
  package static let fileEndings = [".json", ".tiktoken", ".model", ".spm", ".bpe", ".txt", ".gguf"]

  /// The tokenizer with that name, wherever it is.
  ///
  /// - Parameter reader: Reads its file; of which encoding that is, is found here.
  static func named(_ name: String, reader: TokenizerReader = TokenizerReader()) throws(TokenizerFailure) -> Tokenizer {
    if reader.pattern == nil, let bundled = try BundledVocabulary.tokenizer(name) { return bundled }
    let known = KnownEncoding.named(name)
    var reader = reader
    reader.encoding = known
    if let path = try inVocabularyPath(name) { return try reader.read(path).renamed(name) }
    if let known, let path = inTiktokenCache(known) {
      try verify(path, known)
      return try reader.read(path)
    }
    if let path = inHuggingFaceCache(name) {
      reader.encoding = nil
      return try reader.read(path).renamed(name)
    }
    if ByteVocabulary.names.contains(name) { return ByteVocabulary.tokenizer(named: name) }
    if let meaning = ModelNames.meaning(of: name) { return try read(meaning, of: name, reader) }
    throw missing(name, known)
  }

  /// The tokenizer of a model.
  private static func read(_ meaning: ModelNames.Meaning, of name: String, _ reader: TokenizerReader)
    throws(TokenizerFailure) -> Tokenizer
  {
    switch meaning {
    case .encoding(let encoding):
      var reader = reader
      reader.encoding = nil
      do throws(TokenizerFailure) { return try named(encoding, reader: reader) } catch {
        if error.code != .missing { throw error }
        throw TokenizerFailure(.missing, "uses \(encoding): \(error.message)", path: name)
      }
    case .repository(let repository, let file):
      if name != repository, let path = inHuggingFaceCache(repository) {
        var reader = reader
        reader.encoding = nil
        return try reader.read(path).renamed(repository).remarking(
          name.contains("/")
            ? "used in place of \(name), which is not in the cache of Hugging Face; special tokens and chat template may "
              + "differ" : "used for \(name); name the model as OWNER/MODEL for another of the family")
      }
      // Somebody who wrote OWNER/MODEL meant that one.
      let wanted = name.contains("/") ? name : repository
      let others = wanted == repository ? "" : ", and neither is that of \(repository)"
      throw TokenizerFailure(
        .missing,
        "the tokenizer of \(wanted) is not on this machine\(others); fetch https://huggingface.co/\(wanted)/resolve/main/\(file), "
          + "with tokenizer_config.json beside it, and name the folder", path: name)
    }
  }

  /// The file or folder that ``named(_:reader:)`` reads for a name; nil where it is bundled or not on this machine.
  package static func path(of name: String) -> String? {
    if isPath(name) || BundledVocabulary.names.contains(name) { return nil }
    if let path = (try? inVocabularyPath(name)) ?? nil { return path }
    if let known = KnownEncoding.named(name), let path = inTiktokenCache(known) { return path }
    if let path = inHuggingFaceCache(name) { return path }
    guard case .repository(let repository, _)? = ModelNames.meaning(of: name) else { return nil }
    return inHuggingFaceCache(repository)
  }

  /// Whether it is known what a name means, whether that is on this machine or not.
  package static func isKnown(_ name: String) -> Bool {
    KnownEncoding.named(name) != nil || ByteVocabulary.names.contains(name) || ModelNames.meaning(of: name) != nil
  }

  /// Names that can be asked for, whether what they mean is on this machine or not.
  package static var knownNames: [String] {
    list().map(\.name) + KnownEncoding.all.flatMap { [$0.name] + $0.aliases } + ["byt5"] + ModelNames.names
  }

  /// Throws when a cached file is not the published one.
  static func verify(_ paths: String, _ known: KnownEncoding) throws(TokenizerFailure) {
    for (path, file) in zip(paths.split(separator: ",").map(String.init), known.files)
    where SHA256Digest.hex(of: try FileBytes.read(path)) != file.sha256 {
      throw TokenizerFailure(
        .damaged,
        "is not the published \(file.name): its SHA-256 is not \(file.sha256); fetch it again from \(file.address)",
        path: path)
    }
  }

  private static func missing(_ name: String, _ known: KnownEncoding?) -> TokenizerFailure {
    if let known, !known.files.isEmpty {
      let files = known.files.map { "\($0.address) (SHA-256 \($0.sha256))" }.joined(separator: " and ")
      return TokenizerFailure(
        .missing,
        "the vocabulary \(known.name) is not on this machine; fetch \(files), and name the file, or put it into a folder of PREP_VOCAB_PATH",
        path: name)
    }
    return TokenizerFailure(
      .missing,
      "no tokenizer of that name is bundled, in PREP_VOCAB_PATH, or in the caches of tiktoken and Hugging Face (prep tokenizer list); name a file, "
        + "or fetch https://huggingface.co/\(name.contains("/") ? name : "OWNER/MODEL")/resolve/main/tokenizer.json",
      path: name)
  }

  // MARK: Places

  static var vocabularyFolders: [String] {
    Environment.value("PREP_VOCAB_PATH")?.split(separator: ":").map { $0.hasSuffix("/") ? String($0) : $0 + "/" } ?? []
  }

  /// Files a name may have in a folder of vocabularies.
  private static func candidates(_ name: String) -> [String] {
    var stems = [name]
    if let known = KnownEncoding.named(name) {
      stems.append(known.name)
      if let file = known.files.first, known.files.count == 1, file.name.hasSuffix(".tiktoken") {
        stems.append(String(file.name.dropLast(".tiktoken".count)))
      }
    }
    return stems.flatMap { stem in
      [".tiktoken", ".tiktoken.model", ".model", ".tokenizer.json", ".json", ".encoder.json", ".vocab.json", ""].map {
        stem + $0
      }
    }
  }

  private static func inVocabularyPath(_ name: String) throws(TokenizerFailure) -> String? {
    for folder in vocabularyFolders {
      for candidate in candidates(name) where TokenizerReader.exists(folder + candidate) { return folder + candidate }
    }
    return nil
  }

  static var tiktokenFolders: [String] {
    [
      Environment.value("TIKTOKEN_CACHE_DIR"), Environment.value("DATA_GYM_CACHE_DIR"),
      TemporaryDirectory.path + "/data-gym-cache",
    ].compactMap { $0 }
  }

  /// tiktoken keeps each file under the SHA-1 of its address.
  static func inTiktokenCache(_ known: KnownEncoding) -> String? {
    for folder in tiktokenFolders {
      let paths = known.files.map { folder + "/" + InsecureDigest.sha1Hex(Array($0.address.utf8)) }
      if !paths.isEmpty, paths.allSatisfy(TokenizerReader.exists) { return paths.joined(separator: ",") }
    }
    return nil
  }

  /// The hub keeps `OWNER/MODEL` in `models--OWNER--MODEL/snapshots/COMMIT`, and the commit of a branch in `refs`.
  private static func inHuggingFaceCache(_ name: String) -> String? {
    guard let hub = HubCacheFolder.path, !name.contains("..") else { return nil }
    let folder = hub + "/models--" + name.split(separator: "/").joined(separator: "--")
    var commits = TokenizerReader.files(in: folder + "/snapshots")
    if let reference = try? FileBytes.read(folder + "/refs/main") {
      let commit = String(decoding: reference.prefix { $0 > 0x20 }, as: UTF8.self)
      if commits.contains(commit) { commits.insert(commit, at: 0) }
    }
    for commit in commits {
      let snapshot = folder + "/snapshots/" + commit
      if FolderReader.holdsTokenizer(TokenizerReader.files(in: snapshot)) { return snapshot }
    }
    return nil
  }

  /// `OWNER--MODEL` as `OWNER/MODEL`.
  private static func separated(_ folder: String) -> String {
    let bytes = Array(folder.utf8)
    guard let dash = bytes.indices.dropLast().first(where: { bytes[$0] == 0x2D && bytes[$0 + 1] == 0x2D }) else {
      return folder
    }
    return String(decoding: bytes[..<dash] + [0x2F] + bytes[(dash + 2)...], as: UTF8.self)
  }

  // MARK: Listing

  /// The tokenizers that can be had by name on this machine, by name.
  package static func list() -> [Entry] {
    var entries = BundledVocabulary.names.map { Entry(name: $0, path: nil) }
    for folder in vocabularyFolders {
      for file in TokenizerReader.files(in: String(folder.dropLast())) {
        let name = TokenizerReader.name(
          of: file, dropping: [".tiktoken.model", ".tiktoken", ".tokenizer.json", ".encoder.json", ".vocab.json"])
        if name != file, !entries.contains(where: { $0.name == name }) {
          entries.append(Entry(name: name, path: folder + file))
        }
      }
    }
    for known in KnownEncoding.all where !entries.contains(where: { $0.name == known.name }) {
      // The file of one encoding may be that of another, such as p50k_base of p50k_edit.
      if let path = ((try? inVocabularyPath(known.name)) ?? nil) ?? inTiktokenCache(known) {
        entries.append(Entry(name: known.name, path: path))
      }
    }
    if let hub = HubCacheFolder.path {
      for folder in TokenizerReader.files(in: hub) where folder.hasPrefix("models--") {
        let name = separated(String(folder.dropFirst("models--".count)))
        if let path = inHuggingFaceCache(name) { entries.append(Entry(name: name, path: path)) }
      }
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
