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
  ("PrepOptions", ["PrepDiagnostics"], []),
  ("PrepManual", ["CManualPages"], []),
  // Layer 1: formats of bytes, and the core of a tokenizer.
  ("PrepCodecs", ["PrepSystem", "PrepBytes", "CKernels", "CZstd", "CZlib", "CBrotli"], []),
  ("PrepDigests", ["CKernels"], []),
  ("PrepYAML", ["PrepDiagnostics", "CYAML"], []),
  ("PrepUnicode", ["PrepSystem", "CICU", "CUnicodeTables"], []),
  ("PrepBytePairEncoding", ["PrepSystem", "CKernels", "CUnicodeTables", "PrepUnicode"], []),
  ("PrepSubwords", ["PrepBytePairEncoding"], []),
  // Layer 2: records, tokenizers.
  ("PrepRecords", ["PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepCodecs", "PrepConcurrency", "CKernels"], []),
  ("PrepColumns", ["PrepDiagnostics", "PrepBytes", "PrepCodecs", "PrepRecords"], []),
  ("PrepFolders", ["PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepYAML", "PrepRecords"], []),
  (
    "PrepTokenizers",
    [
      "PrepSystem", "PrepDiagnostics", "PrepUnicode", "PrepBytePairEncoding", "PrepSubwords", "PrepBytes",
      "PrepDigests",
      "PrepRecords", "PrepConcurrency", "CBundledVocabulary", "CUnicodeTables",
    ], []
  ),
  ("PrepShapes", ["PrepDiagnostics", "PrepRecords"], []),
  // Layer 3: what training consumes.
  ("PrepExamples", ["PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepRecords", "PrepShapes"], []),
  (
    "PrepContents",
    [
      "PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepDigests", "PrepRecords", "PrepShapes", "PrepExamples",
      "CKernels", "CUnicodeTables",
    ], []
  ),
  ("PrepExpressions", ["PrepDiagnostics", "PrepUnicode", "PrepRecords", "PrepContents"], []),
  ("PrepTokens", ["PrepDiagnostics", "PrepBytes", "PrepRecords"], []),
  (
    "PrepTemplates",
    ["PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepRecords", "PrepShapes", "PrepExamples", "CBundledTemplates"], []
  ),
  // Layer 4: what trainers read.
  (
    "PrepShards",
    [
      "PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepCodecs", "PrepConcurrency", "PrepDigests", "PrepRecords",
      "PrepTokens",
    ], []
  ),
  // Layer 5: the steps. No step imports another step.
  (
    "PrepTraining",
    [
      "PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepCodecs", "PrepBytePairEncoding", "PrepTokenizers",
      "PrepConcurrency", "CKernels",
    ],
    []
  ),
  (
    "PrepTokenizing",
    [
      "PrepDiagnostics", "PrepBytes", "PrepRecords", "PrepShapes", "PrepExamples", "PrepTemplates", "PrepTokenizers",
      "PrepTokens", "PrepConcurrency",
    ], []
  ),
  ("PrepPacking", ["PrepDiagnostics", "PrepTokens"], []),
  (
    "PrepExporting", ["PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepRecords", "PrepColumns", "PrepTokens"], []
  ),
  (
    "PrepValidating",
    [
      "PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepRecords", "PrepShapes", "PrepExamples", "PrepTokenizers",
      "PrepTokens", "PrepContents", "PrepConcurrency", "CKernels", "CTargetProfiles", "CUnicodeTables",
    ], []
  ),
  (
    "PrepFixing",
    [
      "PrepSystem", "PrepDiagnostics", "PrepDigests", "PrepRecords", "PrepShapes", "PrepExamples", "PrepContents",
      "PrepTokenizers",
    ], []
  ),
  (
    "PrepFormatting",
    ["PrepDiagnostics", "PrepBytes", "PrepRecords", "PrepShapes", "PrepExamples", "PrepTemplates", "PrepTokenizers"], []
  ),
  ("PrepConverting", ["PrepDiagnostics", "PrepRecords", "PrepShapes", "PrepExamples", "CTargetProfiles"], []),
  ("PrepDeduplicating", ["PrepDiagnostics", "PrepBytes", "PrepRecords", "PrepContents"], []),
  ("PrepDecontaminating", ["PrepContents"], []),
  ("PrepSplitting", ["PrepDiagnostics", "PrepContents"], []),
  ("PrepOrdering", ["PrepBytes", "PrepContents"], []),
  ("PrepFiltering", ["PrepRecords", "PrepExpressions"], []),
  ("PrepSummarizing", ["PrepDiagnostics", "PrepRecords", "PrepShapes", "PrepContents", "PrepUnicode"], []),
  (
    "PrepImporting",
    [
      "PrepDiagnostics", "PrepBytes", "PrepCodecs", "PrepRecords", "PrepColumns", "PrepConcurrency", "PrepShapes",
      "CZlib",
    ], []
  ),
  // Layer 6: where steps meet.
  (
    "PrepJobs",
    [
      "PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepConcurrency", "PrepOptions", "PrepCodecs", "PrepDigests",
      "PrepUnicode",
      "PrepBytePairEncoding", "PrepRecords", "PrepColumns", "PrepFolders", "PrepShapes",
      "PrepTokenizers", "PrepExamples", "PrepContents", "PrepTokens", "PrepTemplates", "PrepShards", "PrepTraining",
      "PrepTokenizing",
      "PrepPacking", "PrepExporting", "PrepValidating", "PrepFixing", "PrepFormatting", "PrepConverting",
      "PrepDeduplicating",
      "PrepDecontaminating", "PrepSplitting", "PrepOrdering", "PrepExpressions", "PrepFiltering", "PrepSummarizing",
      "PrepImporting", "PrepYAML",
    ], []
  ),
]

// What the tests of a module import besides the module itself: an edit of a module rebuilds only what tests it.
let testImports: [String: [String]] = [
  "PrepOptions": ["PrepRecords"],
  "PrepBytes": ["CKernels", "PrepSystem"],
  "PrepCodecs": ["PrepBytes"],
  "PrepDigests": ["CKernels"],
  "PrepYAML": ["PrepDiagnostics"],
  "PrepBytePairEncoding": ["CKernels"],
  "PrepRecords": ["CKernels", "PrepBytes", "PrepDiagnostics"],
  "PrepShapes": ["PrepRecords", "PrepBytes"],
  "PrepSubwords": ["PrepBytePairEncoding"],
  "PrepTokenizers": ["PrepBytePairEncoding", "PrepDigests", "PrepRecords", "PrepUnicode"],
  "PrepColumns": ["PrepBytes", "PrepCodecs", "PrepDiagnostics", "PrepRecords"],
  "PrepFolders": ["PrepBytes", "PrepDiagnostics"],
  "PrepExamples": ["PrepBytes", "PrepDiagnostics", "PrepRecords", "PrepShapes"],
  "PrepContents": ["CKernels", "CUnicodeTables", "PrepBytes", "PrepDiagnostics", "PrepRecords", "PrepShapes"],
  "PrepTokens": ["PrepBytes", "PrepDiagnostics", "PrepRecords"],
  "PrepTemplates": ["PrepExamples", "PrepRecords", "PrepShapes"],
  "PrepShards": ["PrepBytes", "PrepDiagnostics", "PrepRecords", "PrepTokens"],
  "PrepTraining": ["PrepBytePairEncoding", "PrepBytes", "PrepCodecs", "PrepRecords", "PrepTokenizers"],
  "PrepTokenizing": [
    "PrepBytes", "PrepDiagnostics", "PrepExamples", "PrepPacking", "PrepRecords", "PrepShapes", "PrepShards",
    "PrepTemplates", "PrepTokenizers", "PrepTokens",
  ],
  "PrepPacking": ["PrepRecords", "PrepTokens"],
  "PrepExporting": ["PrepBytes", "PrepColumns", "PrepRecords", "PrepTokens"],
  "PrepValidating": [
    "CKernels", "PrepBytes", "PrepDiagnostics", "PrepExamples", "PrepRecords", "PrepShapes", "PrepTemplates",
    "PrepTokenizers", "PrepTokenizing",
  ],
  "PrepFixing": ["PrepRecords", "PrepShapes"],
  "PrepFormatting": ["PrepExamples", "PrepRecords", "PrepShapes", "PrepTemplates", "PrepTokenizers"],
  "PrepConverting": ["PrepBytes", "PrepDiagnostics", "PrepExamples", "PrepRecords", "PrepShapes"],
  "PrepDeduplicating": ["PrepBytes", "PrepContents", "PrepRecords"],
  "PrepDecontaminating": ["PrepContents"],
  "PrepSplitting": ["PrepContents"],
  "PrepOrdering": ["PrepBytes", "PrepContents"],
  "PrepExpressions": ["PrepContents", "PrepRecords", "PrepUnicode"],
  "PrepFiltering": ["PrepExpressions", "PrepRecords"],
  "PrepSummarizing": ["PrepRecords", "PrepShapes"],
  "PrepImporting": ["PrepBytes", "PrepCodecs", "PrepDiagnostics", "PrepRecords", "PrepShapes"],
  "PrepJobs": [
    "PrepBytes", "PrepContents", "PrepConverting", "PrepDeduplicating", "PrepDiagnostics", "PrepExamples",
    "PrepExporting", "PrepFixing",
    "PrepFormatting",
    "PrepImporting", "PrepExpressions", "PrepFiltering", "PrepOptions", "PrepOrdering", "PrepPacking", "PrepRecords",
    "PrepShapes", "PrepShards", "PrepSplitting", "PrepSummarizing", "PrepTemplates", "PrepTokenizers", "PrepTokenizing",
    "PrepTokens", "PrepValidating",
  ],
]

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let libraries = modules.map(\.name)

// What the interface for other languages imports besides the command line.
let interfaceImports = [
  "PrepSystem", "PrepDiagnostics", "PrepBytes", "PrepOptions", "PrepRecords", "PrepTokenizers", "PrepTemplates",
  "PrepTokens", "PrepShards", "PrepTokenizing", "PrepJobs",
]

// The library for other languages, libprepc.so: Swift's own libraries are in it, and it shows what prep.h lists. It is
// linked where somebody asks for it, since that takes as long as linking the program.
let makesLibrary = Context.environment["PREP_LIBRARY"] != nil
let libraryLinking: [LinkerSetting] =
  makesLibrary
  ? [
    .unsafeFlags([
      "-static-stdlib", "-Xlinker", "--gc-sections", "-Xlinker", "--icf=safe", "-Xlinker",
      "--version-script=\(Context.packageDirectory)/Sources/CPrep/exports.map",
    ])
  ] : []
let library: [Product] = makesLibrary ? [.library(name: "prepc", type: .dynamic, targets: ["PrepInterface"])] : []

// Readers of what strangers write, run on changed inputs: as tests, and with PREP_FUZZ as a program that libFuzzer
// guides by coverage.
let fuzzed: [Target.Dependency] = [
  "PrepBytes", "PrepCodecs", "PrepColumns", "PrepDiagnostics", "PrepRecords", "PrepImporting", "PrepYAML", "PrepTokens",
  "PrepShards",
  "PrepTokenizers",
  "PrepBytePairEncoding", "PrepUnicode", "PrepTemplates", "PrepExamples", "CZlib", "TestSupport",
]
let fuzzing: Target =
  Context.environment["PREP_FUZZ"] == nil
  ? .testTarget(
    name: "FuzzTests", dependencies: fuzzed, path: "Tests/Fuzz", exclude: ["found", "prep-fuzz"],
    sources: ["Targets", "Tests"],
    swiftSettings: settings)
  : .executableTarget(
    name: "prep-fuzz", dependencies: fuzzed, path: "Tests/Fuzz", exclude: ["found", "Tests"],
    sources: ["Targets", "prep-fuzz"],
    swiftSettings: settings)

let package = Package(
  name: "prep",
  products: [
    .library(name: "PrepTokenizers", targets: ["PrepTokenizers"]),
    .library(name: "PrepRecords", targets: ["PrepRecords"]),
    .library(name: "PrepShapes", targets: ["PrepShapes"]),
    .library(name: "PrepExamples", targets: ["PrepExamples"]),
    .library(name: "PrepTokens", targets: ["PrepTokens"]),
    .library(name: "PrepTokenizing", targets: ["PrepTokenizing"]),
    .library(name: "PrepPacking", targets: ["PrepPacking"]),
    .library(name: "PrepShards", targets: ["PrepShards"]),
    // With what its observers hear and its sinks are.
    .library(name: "PrepJobs", targets: ["PrepJobs", "PrepDiagnostics", "PrepBytes"]),
    .executable(name: "prep", targets: ["prep"]),
  ] + library,
  targets: [
    // The zstd, zlib, Brotli and libyaml of the system, linked statically so that a copied binary is complete.
    .target(name: "CZstd", linkerSettings: [.linkedLibrary(":libzstd.a", .when(platforms: [.linux]))]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary(":libz.a", .when(platforms: [.linux]))]),
    .target(
      name: "CBrotli",
      linkerSettings: [":libbrotlidec.a", ":libbrotlicommon.a"].map { .linkedLibrary($0, .when(platforms: [.linux])) }),
    .target(name: "CYAML", linkerSettings: [.linkedLibrary(":libyaml.a", .when(platforms: [.linux]))]),
    // ICU likewise, with its data; it is written in C++.
    .target(
      name: "CICU",
      linkerSettings: [":libicui18n.a", ":libicuuc.a", ":libicudata.a", "stdc++", "m"].map {
        .linkedLibrary($0, .when(platforms: [.linux]))
      }),
    .target(name: "CKernels"),
    .target(name: "CUnicodeTables", exclude: ["generate.py", "generate_text_classes.py"]),
    .target(name: "CBundledVocabulary"),
    .target(name: "CManualPages"),
    .target(name: "CPrep", exclude: ["exports.map"]),
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
      .target(
        name: "PrepInterface",
        dependencies: (interfaceImports + ["PrepCommands", "CPrep"]).map { .byName(name: $0) },
        swiftSettings: settings, linkerSettings: libraryLinking),
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
        dependencies: [
          "PrepBytes", "PrepCommands", "PrepDiagnostics", "PrepJobs", "PrepOptions", "PrepShards", "PrepSplitting",
          "PrepTokenizers",
          "PrepValidating", "prep", "TestSupport",
        ],
        swiftSettings: settings),
      .testTarget(
        name: "PrepInterfaceTests", dependencies: ["CPrep", "PrepInterface", "PrepTokenizers", "TestSupport"],
        swiftSettings: settings),
      fuzzing,
      .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: settings),
    ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
