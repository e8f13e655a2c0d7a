import PrepFolders
import PrepImporting

extension ReaderOptions {
  /// An importer that reads a file as the card of its folder says, where the user says nothing else.
  func applied(to importer: InputImporter, _ options: ImportOptions, path: String) -> InputImporter {
    var importer = importer
    switch Self.kind(of: path) {
    case .table:
      importer.delimiter = importer.delimiter ?? delimiter
      if let quote { importer.quote = quote }
      if hasNoQuotes { importer.quote = .some(nil) }
      importer.hasHeader = importer.hasHeader ?? hasHeader
      importer.givenNames = names?.map { Array($0.utf8) }
      importer.skippedRows = skippedRows
      importer.skipsInitialSpace = skipsInitialSpace
    case .json where options.pointer == nil: importer.pointer = member.map { JSONPointer(member: $0) }
    case .text where options.textUnit == nil:
      switch sample {
      case .document: importer.textUnit = .file
      case .paragraph: importer.textUnit = .paragraph
      case .line: importer.textUnit = .line
      case nil: break
      }
    default: break
    }
    return importer
  }
}
