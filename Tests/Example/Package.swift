// swift-tools-version: 6.3
import PackageDescription

// What a program that imports the library looks like: it depends on the package by path, as on any other by address.
let package = Package(
  name: "prep-example",
  dependencies: [.package(name: "prep", path: "../..")],
  targets: [
    .executableTarget(name: "count-tokens", dependencies: [.product(name: "PrepTokenizers", package: "prep")])
  ],
  swiftLanguageModes: [.v6]
)
