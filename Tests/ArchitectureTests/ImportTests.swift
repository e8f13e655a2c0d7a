import Foundation
import TestSupport
import Testing

/// Holds the imports in the sources against the table of modules in Package.swift.
@Suite struct ImportTests {
  /// Modules of the toolchain that any module may import.
  static let toolchain: Set<String> = [
    "Glibc", "Musl", "Darwin", "Synchronization", "FoundationEssentials", "Swift",
  ]

  @Test("every module imports only what the table allows") func importsFollowTheTable() throws {
    let map = try ModuleMap()
    #expect(map.modules.count >= 14)
    for module in map.modules {
      let allowed = module.imports.union(module.external).union(Self.toolchain)
      for (file, name) in try ModuleMap.imports(of: module.name) {
        #expect(allowed.contains(name), "\(module.name)/\(file) imports \(name), which the table does not allow")
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
