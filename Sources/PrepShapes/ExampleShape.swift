/// The canonical shapes of examples, by the names they have on the command line.
public enum ExampleShape: String, Sendable, Hashable, CaseIterable {
  case text
  case promptCompletion = "prompt-completion"
  case chat
  case preference
  case unpairedPreference = "unpaired-preference"
  case promptOnly = "prompt-only"
  case classification
}
