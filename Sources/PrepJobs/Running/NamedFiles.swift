import PrepExporting
import PrepSplitting
import PrepSystem
import PrepValidating

// What each option that names files adds to those of a run. Names that lead to nothing, such as those of bundled
// tokenizers, do no harm.

extension JobInput: NamesFiles {
  func name(to files: inout JobFiles) {
    if isFile || isStandardInput { files.reads(path) }
    if let list { files.reads(list) }
  }
}

extension JobOutput: NamesFiles {
  func name(to files: inout JobFiles) {
    guard let path else { return }
    if isReplacement { files.replaces(path) } else { files.writes(path) }
  }
}

extension TokenizerOptions: NamesFiles {
  func name(to files: inout JobFiles) { files.readsTokenizer(name) }
}

extension VocabularyOptions: NamesFiles {
  func name(to files: inout JobFiles) { files.readsTokenizer(base) }
}

extension ModelOptions: NamesFiles {
  func name(to files: inout JobFiles) { files.readsTokenizer(like) }
}

extension ShowTokenizerJob.Options: NamesFiles {
  func name(to files: inout JobFiles) { others.forEach { files.readsTokenizer($0) } }
}

extension TemplateOptions: NamesFiles {
  func name(to files: inout JobFiles) {
    guard let template else { return }
    files.reads(template)
    if let mark = template.lastIndex(of: "#") { files.reads(String(template[..<mark])) }
  }
}

extension ValidateJob.Options: NamesFiles {
  func name(to files: inout JobFiles) {
    for target in targets.flatMap({ $0.split(separator: ",") }) where TargetProfile.isFile(String(target)) {
      files.reads(String(target))
    }
  }
}

extension SplitJob: NamesFiles {
  func name(to files: inout JobFiles) { for part in options.plan.parts { output(part.name).name(to: &files) } }
}

extension ShardOptions: NamesFiles {
  func name(to files: inout JobFiles) { files.writes(directory) }
}

extension ExportJob.Options: NamesFiles {
  func name(to files: inout JobFiles) { for path in format.paths(prefix: prefix, trainer) { files.writes(path) } }
}

extension JobFiles {
  /// Adds the files of a tokenizer: one file, a folder, or `VOCAB,MERGES`.
  fileprivate mutating func readsTokenizer(_ name: String?) {
    guard let name else { return }
    reads(name)
    for part in name.split(separator: ",") where part.utf8.count < name.utf8.count { reads(String(part)) }
  }
}

extension ExportFormat {
  /// The names that an export writes or, where they are left from an earlier one, removes.
  fileprivate func paths(prefix: String, _ trainer: ExportTrainer?) -> [String] {
    let endings: [String]
    switch self {
    case .megatron: endings = [".bin", ".idx"]
    case .npy: endings = [".npy", ".document_offsets.npy", ".loss_mask.npy", ".loss_weight.npy"]
    case .raw: endings = [".bin", ".document_offsets.npy", ".loss_mask.bin", ".loss_weight.bin"]
    case .llmc: return numbered(prefix)
    case .datatrove: endings = [".ds", ".ds.index", ".ds.loss", ".ds.metadata"]
    case .jsonl: endings = [".jsonl"]
    case .parquet: endings = [(trainer?.ending ?? "") + ".parquet"]
    case .arrow: endings = ExportFormat.savedFiles.map { "/" + $0 }
    }
    return endings.map { prefix + $0 }
  }

  /// `PREFIX_000000.bin` and those behind it that are there.
  private func numbered(_ prefix: String) -> [String] {
    var paths: [String] = []
    while true {
      let digits = String(paths.count)
      paths.append(prefix + "_" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + ".bin")
      if !FileNames.exists(paths[paths.count - 1]) { return paths }
    }
  }
}
