import PrepRecords

/// An image in a message: its address, and how formats write it.
package struct PartImage {
  /// A web address, one of Google's storage, or a data URL with the image itself.
  package let address: [UInt8]

  /// An image as Gemini has it: `inlineData` with its bytes, or `fileData` with its address; nil for anything else.
  package init?(gemini part: JSONView) {
    func text(_ view: JSONView?) -> [UInt8]? { view.flatMap { $0.kind == .string ? try? $0.unescaped() : nil } }
    let holder = part["inlineData"] ?? part["inline_data"] ?? part["fileData"] ?? part["file_data"]
    guard let holder, let type = text(holder["mimeType"] ?? holder["mime_type"]),
      type.starts(with: Array("image/".utf8))
    else { return nil }
    if let data = text(holder["data"]) {
      address = Array("data:".utf8) + type + Array(";base64,".utf8) + data
    } else if let uri = text(holder["fileUri"] ?? holder["file_uri"]) {
      address = uri
    } else {
      return nil
    }
  }

  /// An image as OpenAI has it, `image_url` with an object or an address; nil for anything else.
  package init?(openAI part: JSONView) {
    guard let image = part["image_url"], let url = image["url"] ?? (image.kind == .string ? image : nil),
      url.kind == .string, let address = try? url.unescaped()
    else { return nil }
    self.address = address
  }

  /// The image as a part of OpenAI's.
  package var openAI: [UInt8] {
    var writer = JSONWriter.python
    writer.beginObject()
    writer.key("type")
    writer.string("image_url")
    writer.key("image_url")
    writer.beginObject()
    writer.key("url")
    writer.string(address)
    writer.endObject()
    writer.endObject()
    return writer.take()
  }

  /// The image as a part of Gemini's; nil where its type is not known.
  package var gemini: [UInt8]? {
    var writer = JSONWriter()
    writer.beginObject()
    if let (type, data) = inline {
      writer.key("inlineData")
      writer.beginObject()
      writer.key("mimeType")
      writer.string(type)
      writer.key("data")
      writer.string(data)
    } else {
      guard let type = typeByName, type != Self.gif else { return nil }
      writer.key("fileData")
      writer.beginObject()
      writer.key("mimeType")
      writer.string(type)
      writer.key("fileUri")
      writer.string(address)
    }
    writer.endObject()
    writer.endObject()
    return writer.take()
  }

  /// Amazon's models take these, Google's do not.
  private static let gif = Array("image/gif".utf8)

  /// The image as a part of Amazon Bedrock's; nil where its format is not known, or it lies neither here nor in S3.
  package var nova: [UInt8]? {
    let prefix = Array("image/".utf8)
    guard let type = inline?.type ?? typeByName, type.starts(with: prefix) else { return nil }
    let isStored = address.starts(with: Array("s3://".utf8))
    guard inline != nil || isStored else { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("image")
    writer.beginObject()
    writer.key("format")
    writer.string(Array(type.dropFirst(prefix.count)))
    writer.key("source")
    writer.beginObject()
    if let inline {
      writer.key("bytes")
      writer.string(inline.data)
    } else {
      writer.key("s3Location")
      writer.beginObject()
      writer.key("uri")
      writer.string(address)
      writer.endObject()
    }
    for _ in 0..<3 { writer.endObject() }
    return writer.take()
  }

  /// The type and the bytes in base64 of a data URL; nil for other addresses.
  private var inline: (type: [UInt8], data: [UInt8])? {
    let head = Array("data:".utf8)
    let mark = Array(";base64,".utf8)
    guard address.starts(with: head), let comma = address.firstIndex(of: UInt8(ascii: ",")),
      address[...comma].suffix(mark.count).elementsEqual(mark)
    else { return nil }
    return (Array(address[head.count..<comma + 1 - mark.count]), Array(address[(comma + 1)...]))
  }

  /// The type of an image by the end of its address.
  private var typeByName: [UInt8]? {
    let path = String(decoding: address.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self).lowercased()
    let types = [
      ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp"),
      ("heic", "image/heic"), ("heif", "image/heif"), ("gif", "image/gif"),
    ]
    return types.first { path.hasSuffix("." + $0.0) }.map { Array($0.1.utf8) }
  }
}
