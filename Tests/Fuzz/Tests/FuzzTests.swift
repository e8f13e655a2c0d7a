import Foundation
import TestSupport
import Testing

/// Runs each target on its seeds, on what once broke a law (Tests/Fuzz/found) and on changed inputs, FUZZ_SECONDS for
/// each (default 0.3; 2 in continuous integration).
@Suite(.serialized) struct FuzzTests {
  private static let seconds = ProcessInfo.processInfo.environment["FUZZ_SECONDS"].flatMap { Double($0) } ?? 0.3
  private static let seed = ProcessInfo.processInfo.environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? 2026

  @Test(arguments: FuzzTarget.all.map(\.name)) func changedInputsKeepTheLaws(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    // An input that ends the process stays in this file.
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("prep-fuzz-last-\(name)").path
    let file = try #require(fopen(path, "w"))
    defer {
      fclose(file)
      unlink(path)
    }
    var driver = FuzzDriver(target, seed: Self.seed)
    let count = driver.run(for: .seconds(Self.seconds)) { input in
      rewind(file)
      ftruncate(fileno(file), 0)
      fwrite(input, 1, input.count, file)
      fflush(file)
    }
    #expect(count >= target.seeds.count)
  }

  @Test(arguments: FuzzTarget.all.map(\.name)) func whatBrokeALawOnceKeepsIt(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let folder = TestData.packageFolder.appendingPathComponent("Tests/Fuzz/found/\(name)")
    for file in (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [] {
      target.run([UInt8](try Data(contentsOf: file)))
    }
  }

  @Test func theDriverRepeatsItself() throws {
    let target = try #require(FuzzTarget.named("recipe"))
    var (one, other) = (FuzzDriver(target, seed: 1), FuzzDriver(target, seed: 1))
    for _ in 0..<100 { #expect(one.mutated() == other.mutated()) }
  }
}
