public import CPrep
import PrepJobs
import PrepRecords
import PrepSystem
import Synchronization

// What the library is. The rules of all functions are in prep.h.

/// The version of the header that the library implements.
@c @implementation public func prep_abi() -> UInt32 { 1 }

private let version = AtomicLazyReference<CText>()
private let build = AtomicLazyReference<CText>()

/// The version of the package.
@c @implementation public func prep_version() -> UnsafePointer<CChar>? {
  UnsafePointer((version.load() ?? version.storeIfNil(CText(Array(Version.number.utf8)))).base)
}

/// What the library is made of and runs on.
@c @implementation public func prep_build() -> UnsafePointer<CChar>? {
  if let known = build.load() { return UnsafePointer(known.base) }
  var writer = JSONWriter()
  writer.beginObject()
  writer.key("version")
  writer.string(Version.number)
  writer.key("full_version")
  writer.string(Version.full)
  writer.key("architecture")
  writer.string(Machine.architecture)
  writer.key("kernels")
  writer.beginObject()
  for kernel in Machine.kernels {
    writer.key(kernel.name)
    writer.string(kernel.variant)
  }
  writer.endObject()
  writer.endObject()
  return UnsafePointer(build.storeIfNil(CText(writer.take())).base)
}

/// Gives back what a failure holds, and empties it.
@c @implementation public func prep_failure_clear(_ failure: UnsafeMutablePointer<prep_failure>?) {
  guard let failure else { return }
  if let message = failure.pointee.message { HeapMemory.free(message) }
  if let path = failure.pointee.path { HeapMemory.free(path) }
  failure.pointee = prep_failure()
}
