import PrepExamples

@testable import PrepTemplates

/// What a template prints for messages given as pairs.
func rendered(
  _ template: String, _ messages: [(String, String)] = [("user", "hi")],
  settings: TemplateSettings = TemplateSettings(),
  addsPrompt: Bool = false, limits: TemplateLimits = TemplateLimits()
) throws -> String {
  let renderer = try ChatRenderer(
    ChatTemplate(name: "test", source: Array(template.utf8)), settings, controls: [], limits: limits, usesPlans: false)
  let chat = Chat(messages: messages.map { Message(role: $0.0, $0.1) })
  return String(decoding: try renderer.render(chat, addsPrompt: addsPrompt).bytes, as: UTF8.self)
}

/// The code of the failure a template ends in; nil when it does not fail.
func failure(_ template: String, limits: TemplateLimits = TemplateLimits()) -> TemplateFailure.Code? {
  do {
    _ = try rendered(template, limits: limits)
    return nil
  } catch {
    return (error as? TemplateFailure)?.code
  }
}
