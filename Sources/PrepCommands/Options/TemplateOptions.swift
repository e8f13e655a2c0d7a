import ArgumentParser
import PrepJobs

/// How conversations look.
struct TemplateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The chat template: a name, a Jinja file, or a Hugging Face tokenizer_config.json.", valueName: "NAME|FILE"))
  var template: String?

  @Option(help: ArgumentHelp("A variable of the template, such as enable_thinking=false.", valueName: "NAME=VALUE"))
  var templateVar: [String] = []

  @Option(help: ArgumentHelp("The date that templates write which ask for one (YYYY-MM-DD).", valueName: "DATE"))
  var date: String?

  init() {}

  /// The options as jobs take them.
  var values: PrepJobs.TemplateOptions {
    var values = PrepJobs.TemplateOptions()
    values.template = template
    values.variables = templateVar
    values.date = date
    return values
  }
}
