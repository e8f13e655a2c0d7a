// swift-tools-version: 6.3
import PackageDescription

// The module map: each library module and what it may import. `Tests/ArchitectureTests` holds the imports in the
// sources against this table, so an arrow that is not written here does not exist.
let modules: [(name: String, imports: [String], external: [Target.Dependency])] = [
  // Layer 0: no knowledge of the field.
  ("PrepSystem", ["CKernels"], []),
  ("PrepDiagnostics", [], []),
  ("PrepBytes", ["PrepSystem", "CKernels"], []),
  ("PrepConcurrency", ["PrepSystem"], []),
  ("PrepOptions", [], []),
  ("PrepManual", ["CManualPages"], []),
  // Layer 1: formats of bytes, and the core of a tokenizer.
  ("PrepCodecs", ["PrepSystem", "PrepBytes", "CKernels", "CZstd", "CZlib"], []),
  ("PrepDigests", [], [.product(name: "Crypto", package: "swift-crypto")]),
  ("PrepUnicode", ["CICU", "CUnicodeTables"], []),
  ("PrepBytePairEncoding", ["PrepSystem", "CKernels", "CUnicodeTables", "PrepUnicode"], []),
  // Layer 2: records, tokenizers.
  ("PrepRecords", ["PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepCodecs", "PrepConcurrency", "CKernels"], []),
  (
    "PrepTokenizers",
    ["PrepSystem", "PrepUnicode", "PrepBytePairEncoding", "PrepBytes", "PrepDigests", "PrepRecords", "PrepConcurrency", "CBundledVocabulary", "CUnicodeTables"], []
  ),
  // Layer 3: what training consumes.
  ("PrepExamples", ["PrepDiagnostics", "PrepBytes", "PrepRecords"], []),
  ("PrepContents", ["PrepDiagnostics", "PrepBytes", "PrepDigests", "PrepRecords", "PrepExamples"], []),
  ("PrepTokens", ["PrepDiagnostics", "PrepBytes", "PrepRecords"], []),
  ("PrepTemplates", ["PrepBytes", "PrepRecords", "PrepExamples", "CBundledTemplates"], []),
  // Layer 4: what trainers read.
  ("PrepShards", ["PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepCodecs", "PrepConcurrency", "PrepDigests", "PrepRecords", "PrepTokens"], []),
  // Layer 5: the steps. No step imports another step.
  ("PrepTraining", ["PrepSystem", "PrepBytes", "PrepCodecs", "PrepBytePairEncoding", "PrepTokenizers", "PrepConcurrency", "CKernels"], []),
  (
    "PrepTokenizing",
    ["PrepDiagnostics", "PrepBytes", "PrepRecords", "PrepExamples", "PrepTemplates", "PrepTokenizers", "PrepTokens", "PrepConcurrency"], []
  ),
  ("PrepPacking", ["PrepTokens"], []),
  ("PrepExporting", ["PrepSystem", "PrepBytes", "PrepRecords", "PrepTokens"], []),
  (
    "PrepValidating",
    ["PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepRecords", "PrepExamples", "PrepTokenizers", "PrepTokens", "PrepConcurrency", "CKernels", "CTargetProfiles", "CUnicodeTables"], []
  ),
  ("PrepFixing", ["PrepDiagnostics", "PrepDigests", "PrepRecords", "PrepExamples", "PrepTokenizers"], []),
  ("PrepFormatting", ["PrepDiagnostics", "PrepBytes", "PrepRecords", "PrepExamples", "PrepTemplates", "PrepTokenizers"], []),
  ("PrepConverting", ["PrepDiagnostics", "PrepRecords", "PrepExamples"], []),
  ("PrepDeduplicating", ["PrepContents"], []),
  ("PrepSplitting", ["PrepContents"], []),
  ("PrepImporting", ["PrepDiagnostics", "PrepBytes", "PrepCodecs", "PrepRecords", "PrepConcurrency", "CZlib"], []),
  // Layer 6: where steps meet.
  (
    "PrepJobs",
    [
      "PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepConcurrency", "PrepOptions", "PrepCodecs", "PrepDigests", "PrepUnicode",
      "PrepBytePairEncoding", "PrepRecords",
      "PrepTokenizers", "PrepExamples", "PrepContents", "PrepTokens", "PrepTemplates", "PrepShards", "PrepTraining", "PrepTokenizing",
      "PrepPacking", "PrepExporting", "PrepValidating", "PrepFixing", "PrepFormatting", "PrepConverting", "PrepDeduplicating",
      "PrepSplitting", "PrepImporting",
    ], [.product(name: "Yams", package: "Yams")]
  ),
]

// What the tests of a module import besides the module itself: an edit of a module rebuilds only what tests it.
let testImports: [String: [String]] = [
  "PrepOptions": ["PrepRecords"],
  "PrepBytes": ["CKernels", "PrepSystem"],
  "PrepCodecs": ["PrepBytes"],
  "PrepBytePairEncoding": ["CKernels"],
  "PrepRecords": ["CKernels", "PrepBytes", "PrepDiagnostics"],
  "PrepTokenizers": ["PrepBytePairEncoding", "PrepDigests", "PrepRecords", "PrepUnicode"],
  "PrepExamples": ["PrepBytes", "PrepDiagnostics", "PrepRecords"],
  "PrepContents": ["PrepBytes", "PrepDiagnostics", "PrepRecords"],
  "PrepTokens": ["PrepBytes", "PrepRecords"],
  "PrepTemplates": ["PrepExamples", "PrepRecords"],
  "PrepShards": ["PrepBytes", "PrepDiagnostics", "PrepTokens"],
  "PrepTraining": ["PrepBytePairEncoding", "PrepBytes", "PrepCodecs", "PrepTokenizers"],
  "PrepTokenizing": ["PrepBytes", "PrepDiagnostics", "PrepExamples", "PrepPacking", "PrepRecords", "PrepShards", "PrepTemplates", "PrepTokenizers", "PrepTokens"],
  "PrepPacking": ["PrepTokens"],
  "PrepExporting": ["PrepBytes", "PrepTokens"],
  "PrepValidating": ["CKernels", "PrepBytes", "PrepDiagnostics", "PrepExamples", "PrepRecords", "PrepTemplates", "PrepTokenizers", "PrepTokenizing"],
  "PrepFixing": ["PrepRecords"],
  "PrepFormatting": ["PrepExamples", "PrepRecords", "PrepTemplates", "PrepTokenizers"],
  "PrepConverting": ["PrepBytes", "PrepDiagnostics", "PrepExamples", "PrepRecords"],
  "PrepDeduplicating": ["PrepContents"],
  "PrepSplitting": ["PrepContents"],
  "PrepImporting": ["PrepBytes", "PrepCodecs", "PrepDiagnostics", "PrepRecords"],
  "PrepJobs": [
    "PrepBytes", "PrepContents", "PrepConverting", "PrepDiagnostics", "PrepExamples", "PrepExporting", "PrepFixing", "PrepFormatting",
    "PrepImporting", "PrepOptions", "PrepPacking", "PrepRecords", "PrepShards", "PrepSplitting", "PrepTokenizers", "PrepTokenizing", "PrepTokens", "PrepValidating",
  ],
]

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let libraries = modules.map(\.name)

let package = Package(
  name: "prep",
  products: [
    .library(name: "PrepTokenizers", targets: ["PrepTokenizers"]),
    .library(name: "PrepRecords", targets: ["PrepRecords"]),
    .library(name: "PrepExamples", targets: ["PrepExamples"]),
    .library(name: "PrepTokens", targets: ["PrepTokens"]),
    .library(name: "PrepTokenizing", targets: ["PrepTokenizing"]),
    .library(name: "PrepPacking", targets: ["PrepPacking"]),
    .library(name: "PrepShards", targets: ["PrepShards"]),
    // With what its observers hear and its sinks are.
    .library(name: "PrepJobs", targets: ["PrepJobs", "PrepDiagnostics", "PrepBytes"]),
    .executable(name: "prep", targets: ["prep"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The zstd and zlib of the system, linked statically so that a copied binary is complete.
    .target(name: "CZstd", linkerSettings: [.linkedLibrary(":libzstd.a", .when(platforms: [.linux]))]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary(":libz.a", .when(platforms: [.linux]))]),
    // ICU likewise, with its data; it is written in C++.
    .target(
      name: "CICU",
      linkerSettings: [":libicui18n.a", ":libicuuc.a", ":libicudata.a", "stdc++", "m"].map {
        .linkedLibrary($0, .when(platforms: [.linux]))
      }),
    .target(name: "CKernels"),
    .target(name: "CUnicodeTables", exclude: ["generate.py"]),
    .target(name: "CBundledVocabulary"),
    .target(name: "CManualPages"),
    .target(name: "CBundledTemplates", exclude: ["templates"]),
    .target(name: "CTargetProfiles", exclude: ["profiles"]),
  ]
    + modules.map { module in
      .target(
        name: module.name, dependencies: module.imports.map { .byName(name: $0) } + module.external,
        swiftSettings: settings)
    } + [
      .target(
        name: "PrepCommands",
        dependencies: libraries.map { .byName(name: $0) }, swiftSettings: settings),
      .executableTarget(name: "prep", dependencies: ["PrepCommands"], swiftSettings: settings),
      .target(name: "TestSupport", dependencies: ["PrepBytes"], path: "Tests/TestSupport", swiftSettings: settings),
    ]
    + libraries.map { name in
      .testTarget(
        name: name + "Tests",
        dependencies: ([name, "TestSupport"] + (testImports[name] ?? [])).map { .byName(name: $0) },
        swiftSettings: settings)
    } + [
      .testTarget(
        name: "EquivalenceTests", dependencies: ["PrepBytePairEncoding", "CKernels", "TestSupport"],
        swiftSettings: settings),
      .testTarget(
        name: "CommandLineTests",
        dependencies: ["PrepBytes", "PrepCommands", "PrepDiagnostics", "PrepJobs", "PrepOptions", "PrepSplitting", "PrepTokenizers", "prep", "TestSupport"],
        swiftSettings: settings),
      .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: settings),
    ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
