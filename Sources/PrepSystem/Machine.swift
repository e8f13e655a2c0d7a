import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// What the program runs on.
package enum Machine {
  /// The kind of processor as the system calls it, such as `x86_64`; empty where it does not say.
  package static var architecture: String { withName { text(of: $0.machine) } }

  /// The system and its release, such as `Linux 6.1.0`; empty where it does not say.
  package static var system: String { withName { "\(text(of: $0.sysname)) \(text(of: $0.release))" } }

  /// The C library that is in use: `glibc 2.36`, or `musl`.
  package static var library: String {
    #if canImport(Glibc)
      var name = [UInt8](repeating: 0, count: 64)
      let count = name.withUnsafeMutableBytes { confstr(CInt(_CS_GNU_LIBC_VERSION), $0.baseAddress, $0.count) }
      return count > 0 ? String(decoding: name.prefix { $0 != 0 }, as: UTF8.self) : "glibc"
    #else
      "musl"
    #endif
  }

  /// The bytes of memory that the machine has; nil where the system does not say.
  package static var memory: Int? {
    let (pages, size) = (sysconf(CInt(_SC_PHYS_PAGES)), sysconf(CInt(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? Int(pages) * Int(size) : nil
  }

  /// The instruction sets that kernels ask for, each with whether the processor has it.
  package static var features: [(name: String, isThere: Bool)] {
    var features: [(String, Bool)] = []
    var isThere: CInt = 0
    while let name = prep_processor_feature(features.count, &isThere) {
      features.append((String(cString: name), isThere != 0))
    }
    return features
  }

  /// The kernels, each with the variant that runs on this processor.
  package static var kernels: [(name: String, variant: String)] {
    var kernels: [(String, String)] = []
    var variant: UnsafePointer<CChar>?
    while let name = prep_kernel_in_use(kernels.count, &variant), let variant {
      kernels.append((String(cString: name), String(cString: variant)))
    }
    return kernels
  }

  private static func withName(_ body: (utsname) -> String) -> String {
    var name = utsname()
    return uname(&name) == 0 ? body(name) : ""
  }

  /// The text in an array of characters, which the system ends in a zero byte.
  private static func text<Characters>(of characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
