/// What `prep --version` says.
enum Version {
  /// The version of the package, by Semantic Versioning.
  static let number = "0.1.0"

  static var text: String { "prep \(number)" }
}
