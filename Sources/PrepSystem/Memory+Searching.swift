import CKernels

extension Memory {
  /// How far behind a place some bytes first stand; nil when they are not among so many. By the C library's two-way
  /// search, in linear time whatever the bytes are.
  public static func offset(
    of wanted: UnsafeRawPointer, _ size: Int, from base: UnsafeRawPointer, _ count: Int
  ) -> Int? {
    prep_find_bytes(base, count, wanted, size).map { $0 - base }
  }

  /// Where some bytes first stand in a text, at a place or behind it; nil when they do not. No bytes stand nowhere.
  public static func first(_ wanted: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
    guard !wanted.isEmpty, start + wanted.count <= text.count else { return nil }
    return text.withUnsafeBytes { text in
      wanted.withUnsafeBytes { wanted in
        guard let base = text.baseAddress, let sought = wanted.baseAddress else { return nil }
        // SAFETY: from the start on the text has as many bytes as are left of it.
        return offset(of: sought, wanted.count, from: base + start, text.count - start).map { start + $0 }
      }
    }
  }
}
