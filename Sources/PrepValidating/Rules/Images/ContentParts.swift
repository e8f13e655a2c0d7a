import PrepRecords
import PrepShapes

/// What targets take of the parts of a message: their types, and the forms and addresses of images.
enum ContentParts {
  /// A part is taken for its type or, where it has none, for one of its keys.
  static func check(_ part: BorrowedJSON, _ report: Reporter) {
    guard report.profiles.contains(where: { $0.contentParts != nil }) else { return }
    var names: [String] = []
    if let type = part.member("type") {
      guard type.isString else {
        return report.report(at: type) { "the part's type is \(type.kindName), where a string is wanted" }
      }
      names.append(Bytes.unescaped(type.text))
    } else {
      part.forEachMember { name, _ in names.append(Bytes.unescaped(name.text)) }
    }
    guard let name = names.first else { return }
    report.reportByTarget { profile in
      guard let taken = profile.contentParts, !names.contains(where: taken.contains) else { return nil }
      return (part, "a part of the type \"\(name)\" is not accepted; accepted types: \(taken.joined(separator: ", "))")
    }
  }

  /// A part of the type text has a text, and a text is a string.
  static func checkText(of part: BorrowedJSON, _ report: Reporter) {
    if let text = part.member("text") {
      if !text.isString, !text.isNull || part.member("type")?.textIs("text") ?? false {
        report.report(at: text) { "the part's text is \(text.kindName), where a string is wanted" }
      }
    } else if part.member("type")?.textIs("text") ?? false {
      report.report(at: part) { "the part has no \"text\"" }
    }
  }

  /// Gemini's parts: objects with a key that says what they are, and texts with something in them.
  static func checkGemini(_ example: ExampleView, _ report: Reporter) {
    for turn in example.richTurns {
      guard let parts = turn.content, parts.isArray else { continue }
      parts.forEachElement { part in
        guard part.isObject else {
          return report.report(at: part) { "a part is \(part.kindName), where an object is wanted" }
        }
        if part.isEmptyContainer { return report.report(at: part) { "the part is empty" } }
        check(part, report)
        guard let text = part.member("text") else { return }
        if !text.isString {
          report.report(at: text) { "the part's text is \(text.kindName), where a string is wanted" }
        } else if text.text.isEmpty {
          report.report(at: text) { "the part's text is empty" }
        }
      }
    }
  }

  /// What stands under `image_url`: an object or an address, and how closely the image is to be looked at.
  static func checkForm(of image: BorrowedJSON, _ report: Reporter) {
    report.reportByTarget { profile in
      if image.isString, profile.imageIsObject {
        return (image, "the image is a string, where an object with a \"url\" is wanted")
      }
      guard let details = profile.imageDetails, image.isObject, let detail = image.member("detail") else { return nil }
      if detail.isString, details.contains(Bytes.unescaped(detail.text)) { return nil }
      return (detail, "the image's detail is not one of \(details.joined(separator: ", "))")
    }
  }

  /// Whether an image can be had from where its address says it is.
  static func checkScheme(of address: BorrowedJSON, _ report: Reporter) {
    guard report.profiles.contains(where: { $0.imageAddresses != nil }), !address.text.isEmpty else { return }
    let start = address.text.prefix(16)
    let scheme =
      start.firstIndex(of: UInt8(ascii: ":")).map { String(decoding: start[..<$0], as: UTF8.self).lowercased() } ?? ""
    report.reportByTarget { profile in
      guard let taken = profile.imageAddresses, !taken.contains(scheme) else { return nil }
      return (address, "the image's address does not begin with \(taken.map { $0 + ":" }.joined(separator: " or "))")
    }
  }
}
