import CTargetProfiles
import PrepDiagnostics
import PrepRecords

/// The profiles that are part of the program.
package enum TargetProfiles {
  /// The name of the profile that stands in when no target is named.
  package static let general = "general"

  /// All of them by name, the general one left out.
  package static func all() throws -> [TargetProfile] { try files().filter { $0.name != general } }

  /// The profile that stands in when no target is named.
  package static func generalProfile(maximumTokens: Int? = nil) throws -> TargetProfile {
    try named(general, maximumTokens: maximumTokens)
  }

  /// The profile with a name.
  ///
  /// - Parameter maximumTokens: The limit that stands in for the profile's own; nil leaves that.
  package static func named(_ name: String, maximumTokens: Int? = nil) throws -> TargetProfile {
    let profiles = try files(maximumTokens: maximumTokens)
    if let profile = profiles.first(where: { $0.name == name }) { return profile }
    let question = NearestNames.question(name, among: profiles.map(\.name).filter { $0 != general })
    throw TargetProfileFailure("there is no target '\(name)' among those of prep validate --targets\(question)")
  }

  private static func files(maximumTokens: Int? = nil) throws -> [TargetProfile] {
    try (0..<prep_target_profile_count()).map { index in
      var size = 0
      let text = prep_target_profile(index, &size)
      return try TargetProfile(
        json: Array(UnsafeRawBufferPointer(start: text, count: size)), file: "profile \(index)",
        maximumTokens: maximumTokens, isBuiltIn: true)
    }.sorted { $0.name < $1.name }
  }
}
