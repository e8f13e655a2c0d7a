import Foundation
import PrepBytes
import PrepDiagnostics
import Testing

@testable import PrepFolders

@Suite struct DatasetFolderTests {
  /// Makes a folder of files and reads it.
  private func folder(_ files: [String: String], _ body: (DatasetFolder, String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("prep-folder-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    for (name, text) in files {
      let file = url.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try body(try DatasetFolder(url.path + "/") { $0.hasSuffix(".jsonl") || $0.hasSuffix(".arrow") }, url.path)
  }

  private func words(_ folder: DatasetFolder, _ path: String) -> [String] {
    folder.configurations.flatMap { configuration in
      configuration.splits.map { split in
        let files = split.files.map { $0.dropFirst(path.count + 1) }.joined(separator: " ")
        return "\(configuration.name)/\(split.name): \(files)\(split.fault.map { " (\($0.code))" } ?? "")"
      }
    }
  }

  @Test("a card says which files there are, and names of folders are part of its patterns") func card() throws {
    let card = """
      ---
      configs:
      - config_name: easy
        data_dir: easy
        data_files: [{split: train, path: "*.jsonl"}, {split: test, path: easy/sub/t.jsonl}]
      - config_name: hard
        data_dir: hard/
      - config_name: gone
        data_files: none-*.jsonl
      - config_name: bare
        data_dir: nothing
      - config_name: named
        data_files: plain.text
      ---
      """
    let files = [
      "README.md": card, "easy/a.jsonl": "", "easy/sub/t.jsonl": "", "hard/train.jsonl": "", "hard/dev.jsonl": "",
      "plain.text": "", ".hidden.jsonl": "", "easy/note.txt": "",
    ]
    try folder(files) { folder, path in
      #expect(folder.layout == .card)
      #expect(
        words(folder, path) == [
          "easy/train: easy/a.jsonl", "easy/test: easy/sub/t.jsonl", "hard/train: hard/train.jsonl",
          "hard/validation: hard/dev.jsonl", "gone/train:  (no-file)", "bare/train:  (no-file)",
          "named/train: plain.text",
        ])
      #expect(throws: FolderChoiceFailure.self) { try folder.chosen(configuration: nil, splits: []) }
      #expect(throws: FolderChoiceFailure.self) { try folder.chosen(configuration: "hard", splits: []) }
      #expect(throws: FolderChoiceFailure.self) { try folder.chosen(configuration: "hard", splits: ["test"]) }
      let all = try folder.chosen(configuration: "hard", splits: ["validation", "all"])
      #expect(all.map(\.name) == ["validation", "train"])
    }
  }

  @Test("the default is said, or called so, or the only one") func defaults() throws {
    func names(_ head: String) throws -> [String] {
      var found: [String] = []
      try folder(["README.md": "---\nconfigs:\n\(head)\n---\n", "a.jsonl": ""]) { folder, _ in
        found = folder.configurations.filter(\.isDefault).map(\.name)
      }
      return found
    }
    #expect(try names("- {config_name: a, data_files: a.jsonl}") == ["a"])
    #expect(
      try names("- {config_name: a, data_files: a.jsonl}\n- {config_name: default, data_files: a.jsonl}") == ["default"]
    )
    #expect(
      try names("- {config_name: a, default: true, data_files: a.jsonl}\n- {config_name: default, data_files: a.jsonl}")
        == ["a"])
    #expect(try names("- {config_name: a, data_files: a.jsonl}\n- {config_name: b, data_files: a.jsonl}") == [])
  }

  @Test("what save_to_disk wrote") func saved() throws {
    let state = #"{"_data_files":[{"filename":"data-00000-of-00001.arrow"}],"_split":"train"}"#
    try folder(["state.json": state, "dataset_info.json": "{}", "data-00000-of-00001.arrow": ""]) { folder, path in
      #expect(folder.layout == .saved)
      #expect(words(folder, path) == ["default/train: data-00000-of-00001.arrow"])
    }
    let files = [
      "dataset_dict.json": #"{"splits":["train","test"]}"#, "train/state.json": state,
      "train/data-00000-of-00001.arrow": "", "test/state.json": state,
    ]
    try folder(files) { folder, path in
      #expect(
        words(folder, path) == [
          "default/train: train/data-00000-of-00001.arrow",
          "default/test: test/data-00000-of-00001.arrow (missing-file)",
        ])
    }
    for bad in ["{", "{}", #"{"_data_files":[{"filename":"../x"}]}"#, #"{"_data_files":[],"_indices_data_files":[1]}"#]
    {
      #expect(throws: Diagnostic.self) { try folder(["state.json": bad, "dataset_info.json": "{}"]) { _, _ in } }
    }
  }

  @Test(
    "folders of configurations are written in many ways",
    arguments: ["data", "data/", "./data", "./data/", "././data//"])
  func dataFolders(_ name: String) throws {
    for pattern in ["", "\n  data_files: '*.jsonl'"] {
      let card = "---\nconfigs:\n- config_name: default\n  data_dir: \(name)\(pattern)\n---\n"
      try folder(["README.md": card, "data/a.jsonl": "", "b.jsonl": ""]) { folder, path in
        #expect(words(folder, path) == ["default/train: data/a.jsonl"])
      }
    }
  }

  @Test("what tells of data is no data, in any folder, and where it is named it is") func descriptions() throws {
    let others = ["config.jsonl", "x/dataset_infos.json", "dataset_info.json", "x/state.json", "config.json"]
    let files = Dictionary(uniqueKeysWithValues: (others + ["a.jsonl"]).map { ($0, "{}") })
    try folder(files) { folder, path in #expect(words(folder, path) == ["default/train: a.jsonl config.jsonl"]) }
    let card = "---\nconfigs:\n- data_files: config.json\n---\n"
    try folder(files.merging(["README.md": card]) { $1 }) { folder, path in
      #expect(words(folder, path) == ["default/train: config.json"])
    }
  }

  @Test("a link that leads nowhere is a file of the set") func danglingLinks() throws {
    try folder(["train.jsonl": ""]) { _, path in
      for name in ["test.jsonl", "notes.md"] {
        try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: path + "/blob")
      }
      let found = try DatasetFolder(path) { $0.hasSuffix(".jsonl") }
      #expect(words(found, path) == ["default/train: train.jsonl", "default/test: test.jsonl"])
      try FileManager.default.createSymbolicLink(atPath: path + "/README.md", withDestinationPath: path + "/blob")
      #expect(throws: IOFailure.self) { try DatasetFolder(path) { $0.hasSuffix(".jsonl") } }
    }
  }

  @Test("archives are told where there is nothing else") func archives() throws {
    try folder(["README.md": "", "data.ZIP": "", "x/y.tar.gz": ""]) { folder, _ in
      let failure = try #require(throws: FolderChoiceFailure.self) {
        try folder.chosen(configuration: nil, splits: ["train"])
      }
      #expect(failure.message.hasSuffix("archives are not looked into: unpack data.ZIP"))
    }
  }

  @Test("the file .huggingface.yaml speaks in place of the card, with one or without") func otherCard() throws {
    let own = "configs:\n- {config_name: own, data_files: b.jsonl}\n"
    for card in [nil, "---\nconfigs:\n- {config_name: card, data_files: a.jsonl}\n---\n", "# Text\n"] {
      var files = [".huggingface.yaml": own, "a.jsonl": "", "b.jsonl": ""]
      files["README.md"] = card
      try folder(files) { folder, path in #expect(words(folder, path) == ["own/train: b.jsonl"]) }
    }
  }

  @Test("of a set in the cache the commit of the branch is read, or the only one, or none without a word")
  func commits() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("prep-cache-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    let folder = url.path + "/datasets--o--n"
    func add(_ name: String, _ text: String? = nil) throws {
      let path = folder + "/" + name
      try FileManager.default.createDirectory(
        atPath: text == nil ? path : (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
    }
    try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
    #expect(try HubCache.snapshot(in: folder) == nil)
    try add("blobs")
    #expect(throws: IOFailure.self) { try HubCache.snapshot(in: folder) }
    try add("snapshots/b")
    #expect(try HubCache.snapshot(in: folder) == folder + "/snapshots/b")
    try add("snapshots/a")
    let failure = try #require(throws: IOFailure.self) { try HubCache.snapshot(in: folder) }
    #expect(failure.message.contains("has 2 commits") && failure.message.hasSuffix("/snapshots/a"))
    try add("refs/main", "a\n")
    #expect(try HubCache.snapshot(in: folder) == folder + "/snapshots/a")
    try add("refs/main", "gone")
    #expect(throws: IOFailure.self) { try HubCache.snapshot(in: folder) }
  }

  @Test("names of the cache") func cache() {
    #expect(HubCache.isName("owner/name-1.2_x"))
    for name in ["name", "a/b/c", "../x", "a/..", "a/.b", "/a", "a/", "a b/c", "a/b..c"] {
      #expect(!HubCache.isName(name))
    }
  }
}
