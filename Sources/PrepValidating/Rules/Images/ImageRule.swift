import PrepDiagnostics
import PrepRecords
import PrepShapes

/// I01: an image that a consumer will not take.
enum ImageRule: RecordRule {
  static let about = RuleDescription(
    "I01", "image", .error, "a part of a message is malformed, or an image is one that consumers do not take",
    reason: "Examples with such images are refused or skipped without a word.",
    remedy:
      "Use an address that can be fetched, or a data address with sound base64 of JPEG, PNG or WebP, in messages of the user.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,A*"}}]},{"role":"assistant","content":"a"}]}"#,
      at: "1:79 /messages/0/content/0/image_url/url",
      good:
        #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","content":"a"}]}"#
    ))

  static let speaksOf: RecordTraits = [.richTurns, .gemini]

  static func check(_ example: ExampleView, _ report: Reporter) {
    if example.shape == .gemini || example.shape == .geminiPreference {
      return ContentParts.checkGemini(example, report)
    }
    var images = 0
    for turn in example.richTurns {
      guard let content = turn.content, content.isArray else { continue }
      content.forEachElement { part in
        guard part.isObject else {
          if part.isString {
            // Commands read it as a part that is a text; targets that know parts do not.
            report.reportByTarget { profile in
              profile.contentParts == nil ? nil : (part, "a part of the content is a string, where an object is wanted")
            }
          } else {
            report.report(at: part) { "a part of the content is \(part.kindName), where an object is wanted" }
          }
          return
        }
        ContentParts.checkText(of: part, report)
        ContentParts.check(part, report)
        if ImagePart.isImage(part) {
          images += 1
          check(part, turn, report)
        } else if part.member("type") == nil, part.member("text") == nil {
          // Bedrock's parts say by their key what they are; whether it is one that is taken was looked at.
          report.reportByTarget { $0.needsParts ? nil : (part, "the part has no \"type\"") }
        } else if part.member("type") == nil {
          // A text tells itself, but not to targets that go by types.
          report.reportByTarget { profile in
            profile.contentParts == nil || profile.needsParts ? nil : (part, "the part has no \"type\"")
          }
        }
      }
    }
    guard images > 0 else { return }
    report.reportByTarget { profile in
      guard let most = profile.maximumImages, images > most else { return nil }
      return (example.root, "the example has \(images) images; \(most) are the most")
    }
  }

  private static func check(_ part: BorrowedJSON, _ turn: Turn, _ report: Reporter) {
    if turn.role == .assistant || turn.role == .system {
      report.report(at: part) { "an image appears in a message of the \(turn.role.name)" }
    }
    if let image = part.member("image_url") { ContentParts.checkForm(of: image, report) }
    guard let address = ImagePart.address(part) else {
      if part.member("type")?.textIs("image_url") ?? false { report.report(at: part) { "the image has no address" } }
      return
    }
    guard address.isString else {
      return report.report(at: address) { "the image's address is \(address.kindName), where a string is wanted" }
    }
    let text = address.text
    guard text.starts(with: Array("data:".utf8)) else {
      if text.isEmpty { report.report(at: address) { "the image's address is empty" } }
      return ContentParts.checkScheme(of: address, report)
    }
    ContentParts.checkScheme(of: address, report)
    guard let comma = Bytes.find(UInt8(ascii: ","), in: text) else {
      return report.report(at: address) { "the data address has no data" }
    }
    let head = String(decoding: text[5..<comma], as: UTF8.self)
    let type = String(head.prefix { $0 != ";" }).replacing("\\/", with: "/")
    if !head.hasSuffix(";base64") {
      report.report(at: address) { "the data address is not in base64" }
    } else if let fault = base64Fault(UnsafeBufferPointer(rebasing: text[(comma + 1)...])) {
      report.report(at: address) { fault }
    }
    let bytes = (text.count - comma - 1) / 4 * 3
    report.reportByTarget { profile in
      if TargetProfile.lacks(profile.imageTypes, type) { return (address, "images of the type \(type) are not taken") }
      guard let most = profile.maximumImageBytes, bytes > most else { return nil }
      return (address, "the image has \(Counted(bytes, "byte")); \(most) are the most")
    }
  }

  private static func base64Fault(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    if text.isEmpty { return "the image is empty" }
    var digits = 0
    var padding = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      index += 1
      if byte == UInt8(ascii: "\\"), index < text.count, text[index] == UInt8(ascii: "/") { continue }
      if byte == UInt8(ascii: "=") {
        padding += 1
      } else if padding > 0
        || !(byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/"))
      {
        return "the image is not sound base64"
      } else {
        digits += 1
      }
    }
    return (digits + padding).isMultiple(of: 4) && padding <= 2 ? nil : "the image's base64 is cut short"
  }
}
