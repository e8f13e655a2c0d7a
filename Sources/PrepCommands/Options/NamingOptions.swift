import ArgumentParser
import PrepShapes

/// What fields are called.
struct NamingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("What fields are called in the records: prompt=question,completion=answer.", valueName: "OURS=THEIRS,…"))
  var map: FieldMapping?

  @Option(help: "The names a field is looked for under besides: those that others usually give it too, or ours exactly.")
  var names: FieldMapping.KnownNames = .usual

  init() {}

  var mapping: FieldMapping {
    var mapping = map ?? FieldMapping()
    mapping.known = names
    return mapping
  }
}

extension FieldMapping.KnownNames: ExpressibleByArgument {}

extension FieldMapping: ExpressibleByArgument {
  public init?(argument: String) {
    guard let mapping = try? FieldMapping(parsing: argument) else { return nil }
    self = mapping
  }
}
