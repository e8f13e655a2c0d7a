import Foundation
import TestSupport
import Testing

/// Holds the imports in the sources against the table of modules in Package.swift.
@Suite struct ImportTests {
  /// Modules of the toolchain that any module may import.
  static let toolchain: Set<String> = ["Synchronization", "Swift"]

  /// The C library, in its two forms, which `PrepSystem` alone imports.
  static let libraryOfTheSystem: Set<String> = ["Glibc", "Musl"]

  @Test("every module imports only what the table allows") func importsFollowTheTable() throws {
    let map = try ModuleMap()
    #expect(map.modules.count >= 14)
    for module in map.modules {
      var allowed = module.imports.union(module.external).union(Self.toolchain)
      if module.name == "PrepSystem" { allowed.formUnion(Self.libraryOfTheSystem) }
      for (file, name) in try ModuleMap.imports(of: module.name) {
        #expect(allowed.contains(name), "\(module.name)/\(file) imports \(name), which the table does not allow")
      }
    }
  }

  @Test("only PrepSystem talks to the C library, and Linux is the only system") func oneModuleTalksToTheSystem() throws
  {
    // Functions that are in sight without an import, through headers of C modules.
    let calls =
      #/\b(memcmp|memchr|memcpy|memmove|malloc|realloc|getenv|strerror|strlen|mmap|isatty|fsync|pread|pwrite)\(/#
    for file in try ModuleMap.swiftFiles(below: "Sources") where !file.path.contains("/PrepSystem/") {
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(!text.contains("canImport("), "\(file.lastPathComponent) tells systems apart")
      #expect(!text.contains("#if os("), "\(file.lastPathComponent) tells systems apart")
      for call in text.matches(of: calls) {
        Issue.record("\(file.lastPathComponent) calls \(call.output.1) of the C library")
      }
      for library in Self.libraryOfTheSystem {
        #expect(!text.contains("import \(library)"), "\(file.lastPathComponent) imports \(library)")
      }
    }
  }

  @Test("arrows point down the table") func arrowsPointDown() throws {
    let map = try ModuleMap()
    let places = Dictionary(uniqueKeysWithValues: map.modules.enumerated().map { ($1.name, $0) })
    for (place, module) in map.modules.enumerated() {
      for name in module.imports {
        if let other = places[name] { #expect(other < place, "\(module.name) stands above \(name)") }
      }
    }
  }

  @Test("no step imports another step") func stepsNeverMeet() throws {
    let map = try ModuleMap()
    let steps = Set(map.modules.filter(\.isStep).map(\.name))
    for module in map.modules where module.isStep { #expect(module.imports.isDisjoint(with: steps), "\(module.name)") }
  }
}
