import PrepSystem
import PrepTokenizers

/// Looks for tokenizers that have a name, and in the folders where they are looked for.
enum VocabularyExamination {
  static var symptoms: [Symptom] { places + found + missing }

  private static var places: [Symptom] {
    var places = TokenizerCatalog.places.map { place in
      if FileNames.isDirectory(place.path) { return Symptom(.there, "place", place.name, place.path) }
      let remedy = place.isAskedFor ? "; create it, or remove it from \(place.name)" : ""
      return Symptom(.missing, "place", place.name, "\(place.path) does not exist\(remedy)")
    }
    if !places.contains(where: { $0.name == "PREP_VOCAB_PATH" }) {
      places.insert(Symptom(.missing, "place", "PREP_VOCAB_PATH", "not set"), at: 0)
    }
    return places
  }

  private static var found: [Symptom] {
    TokenizerCatalog.list().map { entry in
      if let failure = TokenizerCatalog.fault(of: entry) {
        return Symptom(.broken, "vocabulary", entry.name, failure.description)
      }
      return Symptom(.there, "vocabulary", entry.name, entry.path ?? "built in")
    }
  }

  private static var missing: [Symptom] {
    TokenizerCatalog.missingEncodings.map {
      Symptom(.missing, "vocabulary", $0.name, "fetch " + $0.addresses.joined(separator: " and "))
    }
  }
}
