import PrepRecords

/// Records with words, spans and answers by themselves, as they are read where examples are made of them.
enum TokenTaskRecord {
  static func root(_ example: ExampleView) -> JSONView? {
    guard example.root.isObject else { return nil }
    return try? JSONDocument(Array(example.root.raw)).root
  }
}
