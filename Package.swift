// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is built with.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "milieu",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "milieu", targets: ["milieu"]),
        .library(name: "Matching", targets: ["Matching"]),
        .library(name: "Scheduling", targets: ["Scheduling"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CCurl", path: "Sources/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CPostgres", path: "Sources/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "BuiltinPlugins",
            dependencies: ["Community", "Matching", "Messages", "PluginKit", "Scheduling"],
            path: "Plugins",
            exclude: ["README.md", "REFERENCE.md"],
            swiftSettings: strict),
        .target(name: "CSpawn"),
        .target(name: "ChildProcesses", dependencies: ["CSpawn"], swiftSettings: strict),
        .target(name: "Community", dependencies: ["Scheduling"], swiftSettings: strict),
        .target(
            name: "Console",
            dependencies: [
                "Community", "Engine", "Messages", "PluginKit", "Scheduling",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.embedInCode("Assets")],
            swiftSettings: strict),
        .target(
            name: "Definitions",
            dependencies: [
                "Community", "Messages", "PluginKit", "Scheduling", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .target(
            name: "Delivery",
            dependencies: [
                "CCurl", "Community", "Messages", "PluginKit", "Scheduling",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            exclude: ["README.md"],
            swiftSettings: strict),
        .target(
            name: "Engine",
            dependencies: ["Community", "Messages", "Persistence", "PluginKit", "Scheduling"],
            exclude: ["README.md"],
            swiftSettings: strict),
        .target(name: "Matching", exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "Messages",
            dependencies: ["Community", "Scheduling"], swiftSettings: strict),
        .target(
            name: "Persistence",
            dependencies: [
                "CPostgres", "Community", "Messages", "PluginKit", "Scheduling",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            resources: [.embedInCode("Migrations")],
            swiftSettings: strict),
        .target(
            name: "PluginKit", dependencies: ["Community", "Messages", "Scheduling"], swiftSettings: strict),
        .target(name: "Scheduling", exclude: ["README.md"], swiftSettings: strict),
        .executableTarget(
            name: "milieu",
            dependencies: [
                "BuiltinPlugins", "ChildProcesses", "Community", "Console", "Definitions", "Delivery", "Engine",
                "Messages",
                "Persistence", "PluginKit", "Scheduling",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [.embedInCode("Starter")],
            swiftSettings: strict),
        .target(
            name: "CResolver", path: "Tests/CResolver", linkerSettings: [.linkedLibrary("resolv")]),
        .target(
            name: "TestSupport",
            dependencies: [
                "BuiltinPlugins", "ChildProcesses", "Community", "Definitions", "Delivery", "Engine", "Messages",
                "Persistence",
                "PluginKit",
                "Scheduling",
            ],
            path: "Tests/Support",
            swiftSettings: strict),
        .testTarget(name: "ChildProcessesTests", dependencies: ["ChildProcesses"], swiftSettings: strict),
        .testTarget(name: "CommunityTests", dependencies: ["Community", "Scheduling"], swiftSettings: strict),
        .testTarget(
            name: "ConsoleTests",
            dependencies: [
                "Community", "Console", "Delivery", "Engine", "Messages", "Persistence", "PluginKit", "Scheduling",
                "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DefinitionsTests",
            dependencies: [
                "BuiltinPlugins", "Community", "Definitions", "Delivery", "PluginKit", "Scheduling", "TestSupport",
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "DeliveryTests",
            dependencies: [
                "CResolver", "ChildProcesses", "Community", "Delivery", "Messages", "PluginKit", "Scheduling",
                "TestSupport",
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "BuiltinPlugins", "Community", "Definitions", "Delivery", "Engine", "Messages", "Persistence",
                "PluginKit", "Scheduling", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FaultTests",
            dependencies: [
                "ChildProcesses", "Community", "Delivery", "Engine", "Messages", "Persistence", "PluginKit",
                "Scheduling", "TestSupport",
                "milieu",
            ],
            exclude: ["Fixtures", "README.md"],
            swiftSettings: strict),
        .testTarget(
            name: "MatchingTests", dependencies: ["Matching", "TestSupport"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "MessagesTests",
            dependencies: ["Community", "Messages", "Scheduling"],
            swiftSettings: strict),
        .testTarget(
            name: "MilieuTests",
            dependencies: [
                "ChildProcesses", "Community", "Definitions", "Delivery", "Engine", "Messages", "Persistence",
                "PluginKit", "Scheduling",
                "TestSupport", "milieu",
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "PersistenceTests",
            dependencies: ["Community", "Messages", "Persistence", "PluginKit", "Scheduling", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "PluginKitTests", dependencies: ["Community", "PluginKit", "Scheduling"], swiftSettings: strict),
        .testTarget(
            name: "PluginTests",
            dependencies: [
                "BuiltinPlugins", "Community", "Definitions", "Messages", "PluginKit", "Scheduling", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(name: "SchedulingTests", dependencies: ["Scheduling"], swiftSettings: strict),
        .testTarget(name: "SourceRules", path: "Tests/SourceRules", swiftSettings: strict),
        .executableTarget(
            name: "milieu-bench",
            dependencies: [
                "BuiltinPlugins", "ChildProcesses", "Community", "Console", "Definitions", "Delivery", "Engine",
                "Matching", "Messages",
                "Persistence",
                "PluginKit", "Scheduling", "TestSupport",
            ],
            path: "Tests/Benchmarks",
            exclude: ["Peers", "README.md"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
