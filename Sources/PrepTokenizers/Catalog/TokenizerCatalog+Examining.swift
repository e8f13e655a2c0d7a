import PrepSystem

extension TokenizerCatalog {
  /// A folder in which tokenizers are looked for by name.
  package struct Place: Sendable, Hashable {
    /// What it is: `PREP_VOCAB_PATH`, `tiktoken`, `Hugging Face`.
    package let name: String
    /// The folder.
    package let path: String
    /// Whether the user has named it, so that it ought to be there.
    package let isAskedFor: Bool
  }

  /// The folders in which tokenizers are looked for, in that order; those that are not there too.
  package static var places: [Place] {
    var places = vocabularyFolders.map {
      Place(name: "PREP_VOCAB_PATH", path: $0 == "/" ? $0 : String($0.dropLast()), isAskedFor: true)
    }
    places += tiktokenFolders.map { Place(name: "tiktoken", path: $0, isAskedFor: false) }
    if let hub = HubCacheFolder.path { places.append(Place(name: "Hugging Face", path: hub, isAskedFor: false)) }
    return places
  }

  /// The encodings whose files are published and not on this machine, and where each can be fetched.
  package static var missingEncodings: [(name: String, addresses: [String])] {
    KnownEncoding.all.filter { !$0.files.isEmpty && path(of: $0.name) == nil }
      .map { ($0.name, $0.files.map(\.address)) }
  }

  /// Why a tokenizer that is listed cannot be used, as far as that shows without reading what it means: a file that may
  /// not be read, a file in a cache that is not the published one, a bundled vocabulary that is damaged.
  package static func fault(of entry: Entry) -> TokenizerFailure? {
    do throws(TokenizerFailure) {
      guard let path = entry.path else {
        _ = try BundledVocabulary.tokenizer(entry.name)
        return nil
      }
      if let known = KnownEncoding.named(entry.name), inTiktokenCache(known) == path { try verify(path, known) }
      for file in path.split(separator: ",").map(String.init) where !FileNames.isReadable(file) {
        return TokenizerFailure(.cannotRead, "may not be read", path: file)
      }
      return nil
    } catch { return error }
  }
}
