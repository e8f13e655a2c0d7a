/// Where the files of a shard set are written, and what is done about others who write the same set.
protocol ShardPlace {
  /// The directory that shards go to.
  var path: String { get }

  /// The set that is there already, complete, when the run may go on with it: nothing else may be written then.
  var committed: ShardIndex? { get }

  /// The directories in which an interrupted run may have left shards and a journal.
  func earlier() -> [String]

  /// Makes the set complete: the manifest, then the index.
  ///
  /// - Throws: ``IOFailure``, and ``OtherPart`` where the place is taken by a part of something else.
  func commit(_ index: ShardIndex) throws

  /// The set, where another run has made it complete while this one failed.
  ///
  /// - Parameters:
  ///   - empty: The index of the set that this run was writing, without a shard.
  ///   - entries: The shards that it had stored.
  func finishedByAnother(_ empty: ShardIndex, _ entries: [ShardEntry]) -> ShardIndex?

  /// The run has failed: what no other can use is removed.
  func leave()
}
