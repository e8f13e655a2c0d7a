import PrepCodecs
import PrepUnicode

/// The version of the package and of what it is built from.
package enum Version {
  /// The version of the package, by Semantic Versioning.
  package static let number = "0.1.0"

  /// The version as it stands in what is written: it depends on nothing but the program.
  package static var text: String { "prep \(number)" }

  /// The version with those of the libraries. Split patterns and classes follow our own tables of Unicode, not ICU's.
  package static var full: String {
    let icu = CharacterSets.versions
    return
      "\(text) (Unicode 16.0 by its own tables, ICU \(icu.icu) with Unicode \(icu.unicode), zstd \(ZstdCompressor.libraryVersion))"
  }
}
