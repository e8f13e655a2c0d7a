// swift-tools-version: 6.3
import PackageDescription

// What programs that import the libraries look like: they depend on the package by path, as on any other by address.
let package = Package(
  name: "prep-example",
  dependencies: [.package(name: "prep", path: "../..")],
  targets: [
    .executableTarget(name: "count-tokens", dependencies: [.product(name: "PrepTokenizers", package: "prep")]),
    .executableTarget(
      name: "make-shards",
      dependencies: [
        "PrepExamples", "PrepPacking", "PrepRecords", "PrepShards", "PrepTokenizers", "PrepTokenizing", "PrepTokens",
      ].map {
        .product(name: $0, package: "prep")
      }),
    .executableTarget(
      name: "run-job",
      dependencies: ["PrepJobs", "PrepShards"].map { .product(name: $0, package: "prep") }),
  ],
  swiftLanguageModes: [.v6]
)
