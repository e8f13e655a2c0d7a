/// Tells addresses of pages and mailboxes from other texts by their form.
enum AddressForm {
  /// Whether a text without blanks is an address: a name of a machine with a small last part, or four numbers, perhaps with
  /// a scheme or a mailbox before it, and a port and a path behind.
  static func isOne(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.contains(0x2E) else { return false }
    var start = 0
    // A scheme of two characters and more.
    if let colon = text.firstIndex(of: 0x3A), colon >= 2, colon + 2 < text.count, text[colon + 1] == 0x2F,
      text[colon + 2] == 0x2F
    {
      guard text[..<colon].allSatisfy({ isNamed($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }) else {
        return false
      }
      start = colon + 3
    }
    // The mailbox, or who asks.
    let rest = text[start...]
    let hostEnd = rest.firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? text.count
    if let at = text[start..<hostEnd].lastIndex(of: 0x40), at > start { start = at + 1 }
    var end = hostEnd
    if let colon = text[start..<hostEnd].firstIndex(of: 0x3A) {
      let port = text[(colon + 1)..<hostEnd]
      guard (2...5).contains(port.count), port.allSatisfy({ $0 &- 0x30 < 10 }) else { return false }
      end = colon
    }
    return isHost(text[start..<end])
  }

  private static func isNamed(_ byte: UInt8) -> Bool {
    byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80
  }

  private static func isHost(_ host: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let labels = host.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard labels.count >= 2, let last = labels.last else { return false }
    if labels.count == 4, labels.allSatisfy({ (1...3).contains($0.count) && $0.allSatisfy { $0 &- 0x30 < 10 } }) {
      return true
    }
    guard (2...63).contains(last.count), last.allSatisfy({ $0 &- 0x61 < 26 || $0 >= 0x80 }) else { return false }
    return labels.dropLast().allSatisfy { label in
      guard let first = label.first, let final = label.last, isNamed(first), isNamed(final) else { return false }
      return label.allSatisfy { isNamed($0) || $0 == 0x2D || $0 == 0x5F }
    }
  }
}
