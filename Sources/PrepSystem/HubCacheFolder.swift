/// Where the Hub's own tools keep what they have fetched.
package enum HubCacheFolder {
  /// The folder of the cache, as the variables of `huggingface_hub` say; nil where none does and there is no home.
  package static var path: String? {
    if let folder = Environment.value("HF_HUB_CACHE") { return folder }
    if let folder = Environment.value("HF_HOME") { return folder + "/hub" }
    if let folder = Environment.value("XDG_CACHE_HOME") { return folder + "/huggingface/hub" }
    return Environment.value("HOME").map { $0 + "/.cache/huggingface/hub" }
  }
}
