import PrepDiagnostics

/// F15: a file of columns, a workbook or an archive that is not what its format promises; what reads it finds it.
enum DamagedContainerRule: ReadingRule {
  static let about = RuleDescription(
    "F15", "damaged-container", .error, "the file is not what its name or its first bytes promise",
    reason: "It was cut, changed or never what it is called, as when an error page was saved in its place.",
    remedy: "Fetch or write the file again.",
    example: RuleExample(
      "PAR1, and nothing that a table has", at: "0:0", good: #"{"text":"a"}"#))
}

/// F16: a file in a form that is known and not read; what opens it finds it.
enum UnsupportedContainerRule: ReadingRule {
  static let about = RuleDescription(
    "F16", "unsupported-container", .error, "the file is in a form that is not read",
    reason: "What cannot be read cannot be judged.",
    remedy: "The message says how to make a form of it that is read.",
    example: RuleExample("%PDF-1.7", at: "0:0", good: #"{"text":"a"}"#))
}

/// F17: a file of columns that claims more than is taken from any file.
enum LargeContainerRule: ReadingRule {
  static let about = RuleDescription(
    "F17", "container-too-large", .error, "a file of columns claims more than is taken from any file",
    reason: "A few bytes may claim to be many gigabytes: it is most probably damaged, or an attack.",
    remedy: "Write the file again in smaller row groups.",
    example: RuleExample("PAR1, and a size that cannot be", at: "0:0", good: #"{"text":"a"}"#))
}

/// F18: the records are not where they are looked for; what opens the file finds it.
enum RecordsInsideRule: ReadingRule {
  static let about = RuleDescription(
    "F18", "records-inside", .error, "the records are inside of one object",
    reason: "An object around the records is one record to whoever reads the file, and none that is known.",
    remedy: "prep convert --records POINTER takes the records out.", with: ["POINTER": "/data"],
    example: RuleExample(
      #"{"version":1,"data":[{"text":"a"},{"text":"b"}]}"#, at: "1:0",
      good: #"{"text":"a"}"# + "\n" + #"{"text":"b"}"#))
}
