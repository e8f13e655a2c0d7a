import PrepBytes
import PrepExpressions

/// The file of a model that tells languages.
package struct LanguageModelFile: Sendable, Hashable {
  /// Where it is.
  package var path: String

  package init(path: String) { self.path = path }

  /// Files of more bytes are no models.
  private static let largest = 1 << 33

  /// - Throws: ``LanguageModelFailure``, also where there is no file.
  static func load(_ file: LanguageModelFile?) throws -> LanguageModel {
    guard let file else {
      throw LanguageModelFailure(
        .missing,
        "lang() and langscore() need --language-model FILE: a model of fastText, such as lid.176.ftz from "
          + "https://fasttext.cc/docs/en/language-identification.html")
    }
    let bytes: [UInt8]
    do { bytes = try JobInput(path: file.path).open(refusing: false).readAll(limit: largest) } catch let failure
      as IOFailure
    {
      throw LanguageModelFailure(.missing, "\(failure)")
    }
    do { return try LanguageModel(bytes) } catch {
      throw LanguageModelFailure(error.code, "\(file.path): \(error.message)")
    }
  }
}

extension LanguageModelFile: NamesFiles {
  func name(to files: inout JobFiles) { files.reads(path) }
}
