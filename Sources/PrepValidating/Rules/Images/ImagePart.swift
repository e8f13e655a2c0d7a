import PrepRecords

/// Parts of a message that hold images.
enum ImagePart {
  /// Whether a part is an image.
  static func isImage(_ part: BorrowedJSON) -> Bool {
    guard part.isObject else { return false }
    if let type = part.member("type") {
      return type.textIs("image_url") || type.textIs("image") || type.textIs("input_image")
    }
    return part.member("image_url") != nil
  }

  /// The address of an image part.
  static func address(_ part: BorrowedJSON) -> BorrowedJSON? {
    guard let image = part.member("image_url") else { return part.member("image") ?? part.member("url") }
    return image.isObject ? image.member("url") : image
  }
}
