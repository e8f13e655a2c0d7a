import PrepValidating
import Testing

@Suite struct TargetProfilesTests {
  @Test("every profile is dated, sourced and named once") func profilesAreSound() throws {
    let profiles = try TargetProfiles.all()
    #expect(profiles.count >= 18)
    #expect(Set(profiles.map(\.name)).count == profiles.count)
    for profile in profiles {
      #expect(profile.asOf.wholeMatch(of: /20[0-9]{2}-[0-9]{2}-[0-9]{2}/) != nil, "\(profile.name)")
      #expect(!profile.source.isEmpty && !profile.title.isEmpty)
      #expect(profile.unknownRules.isEmpty, "\(profile.name): \(profile.unknownRules)")
    }
  }

  @Test("a profile with a word that means nothing is refused") func wordsAreChecked() {
    for text in [
      "{\"name\":\"x\",\"byte_order_mark\":\"maybe\"}", "{\"name\":\"x\",\"shapes\":[\"circle\"]}", "{\"title\":\"x\"}",
      "[",
      "{\"name\":\"x\",\"severities\":{\"F01\":\"awful\"}}",
    ] {
      #expect(throws: TargetProfileFailure.self) { try TargetProfile(json: Array(text.utf8), file: "x.json") }
    }
  }

  @Test("the passes over the data follow the rule of the service") func epochsFollowTheRule() throws {
    let rule = try #require(try TargetProfiles.named("openai-chat").epochs)
    #expect([10, 33, 34, 100, 8333, 9000, 30_000].map { rule.epochs(examples: $0) } == [10, 3, 3, 3, 3, 2, 1])
  }
}
