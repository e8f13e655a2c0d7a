import PrepRecords

extension LegacyTableBuilder {
  /// The texts that a table read by pandas has for a missing value; they become empty.
  static let missingWords: Set<String> = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
    "NULL",
    "NaN", "None", "n/a", "nan", "null",
  ]
}
