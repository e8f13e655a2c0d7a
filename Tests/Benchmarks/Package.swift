// swift-tools-version: 6.3
import PackageDescription

// The benchmarks: a package of its own, so that nobody who imports the library builds them. They see what an importer
// sees.
let package = Package(
  name: "prep-benchmarks",
  dependencies: [
    .package(name: "prep", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .executableTarget(
      name: "prep-bench",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "PrepRecords", package: "prep"),
        .product(name: "PrepTokenizers", package: "prep"),
        .product(name: "PrepTokens", package: "prep"),
        .product(name: "PrepExamples", package: "prep"),
        .product(name: "PrepTokenizing", package: "prep"),
        .product(name: "PrepPacking", package: "prep"),
        .product(name: "PrepShards", package: "prep"),
      ],
      swiftSettings: [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility")])
  ],
  swiftLanguageModes: [.v6]
)
