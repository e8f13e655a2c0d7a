import PrepRecords

/// What `datasets` says of columns beyond their types: a node of the features in the metadata key `huggingface`, or in
/// `dataset_info.json`.
///
/// A node with `_type` is a feature; `Sequence`, `LargeList` and `List` have their elements in `feature`; a list around
/// one node, and an object without `_type`, are older spellings of lists and structs.
package struct DatasetFeatures: Sendable {
  private let view: JSONView

  /// The features at the top: of the metadata of a file.
  init?(metadata: String) {
    guard let document = try? JSONDocument(Array(metadata.utf8)), let features = document.root["info"]?["features"]
    else { return nil }
    self.init(features)
  }

  /// The features at the top: of `dataset_info.json`.
  package init?(info: [UInt8]) {
    guard let document = try? JSONDocument(info), let features = document.root["features"] else { return nil }
    self.init(features)
  }

  private init?(_ view: JSONView) {
    guard view.kind == .object || view.kind == .array else { return nil }
    self.view = view
  }

  private var type: String? { view["_type"].flatMap { try? $0.string() } }

  /// Whether values are texts that are JSON.
  var isJSON: Bool { type == "Json" }

  /// The names that numbers stand for.
  var classNames: [String]? {
    guard type == "ClassLabel", let names = view["names"] else { return nil }
    return names.elements.map { (try? $0.string()) ?? "" }
  }

  /// The elements of a list.
  var element: DatasetFeatures? {
    if view.kind == .array { return view.elements.first { _ in true }.flatMap { DatasetFeatures($0) } }
    guard type != nil else { return nil }
    return view["feature"].flatMap { DatasetFeatures($0) }
  }

  /// A member of a struct.
  subscript(name: String) -> DatasetFeatures? {
    view.kind == .object ? view[name].flatMap { DatasetFeatures($0) } : nil
  }
}
