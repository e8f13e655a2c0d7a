import PrepRecords

/// Where the `tokenizer.json` is that a tokenizer was read from.
enum JSONOrigin: Sendable {
  /// In a file.
  case file(String)
  /// In a file, whose list of added tokens others beside it have changed.
  case extended(String, [AddedToken])
  /// Made of other files, when it is asked for.
  case made(@Sendable () -> [UInt8])

  /// - Parameters:
  ///   - path: The file.
  ///   - text: Makes its text where there is no such file.
  ///   - more: Tokens that files beside it add.
  ///   - added: All added tokens.
  init(
    _ path: String, _ text: (@Sendable () -> [UInt8])?, _ more: [AddedToken], _ added: [AddedToken]
  ) {
    self = text.map { .made($0) } ?? (more.isEmpty ? .file(path) : .extended(path, added))
  }

  /// The bytes.
  func bytes() throws(TokenizerFailure) -> [UInt8] {
    switch self {
    case .file(let path): return try FileBytes.read(path)
    case .made(let make): return make()
    case .extended(let path, let added):
      let text = try FileBytes.read(path)
      let document: JSONDocument
      do throws(JSONError) { document = try JSONDocument(text) } catch {
        throw TokenizerFailure(.damaged, "is not valid JSON: \(error)", path: path)
      }
      var writer = JSONWriter()
      writer.beginObject()
      document.root.forEachMember { key, value in
        guard let name = try? key.string() else { return }
        writer.key(name)
        if name == "added_tokens" { AddedTokenReader.write(added, to: &writer) } else { writer.raw(value) }
      }
      writer.endObject()
      return writer.take() + [0x0A]
    }
  }
}
