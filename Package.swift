// swift-tools-version: 6.2
import PackageDescription

/// Strict everywhere: what can be wrong is an error, and unsafe code has to say that it is.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

func module(_ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + settings)
}

/// Nothing loads an executable as a library. With the 46,000 symbols that Swift's static runtime has exported, a fifth of a
/// short command's time goes to a search among them.
let unexported = LinkerSetting.unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(configuration: .release))

func executable(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        swiftSettings: strict,
        linkerSettings: [unexported]
    )
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: [.byName(name: name)] + dependencies,
        resources: resources,
        swiftSettings: strict
    )
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let rainbow = Target.Dependency.product(name: "Rainbow", package: "Rainbow")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
    name: "adsvault",
    products: [
        .executable(name: "adsvault", targets: ["adsvault"]),
        .executable(name: "GoogleSandbox", targets: ["GoogleSandbox"]),
    ],
    dependencies: [
        // Exact versions: a vault does not build from moving code.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/onevcat/Rainbow", exact: "4.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C libraries, each imported by one module alone, and what Swift cannot call of the system.
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CKeyutils", pkgConfig: "libkeyutils", providers: [.apt(["libkeyutils-dev"])]),
        .target(name: "CSecret"),
        .target(name: "CSQLite"),
        .target(name: "CPlatform"),

        // What lies lowest: secrets, and the values everything speaks of.
        module("Sealing", ["CSodium"], [.enableExperimentalFeature("Lifetimes")]),
        module("Credentials", []),

        // The vault, the store below it, and the keyrings of desktop session and kernel.
        module("Vault", ["Sealing", "Credentials", "CPlatform"]),
        module("SQLiteStore", ["Vault", "CPlatform", "CSQLite", grdb]),
        module("Keyrings", ["CKeyutils", "CSecret", "Sealing"]),

        // Google: one HTTPS client, and the flow from consent to revocation.
        module("GoogleHTTP", ["Sealing", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL]),
        module("OAuthFlow", ["Credentials", "CPlatform", "GoogleHTTP", "Sealing", cryptoExtras, hummingbirdCore, httpTypes, nioCore, nioPosix, logging]),
        module("GoogleAds", ["Credentials", "GoogleHTTP", "Sealing"]),

        // What a deployed client loads.
        module("Deploy", ["Credentials", "Sealing", yams]),

        // The server that hands out access tokens.
        module("Broker", ["Credentials", "Sealing", hummingbirdCore, httpTypes, logging, nioCore, nioHTTP1, nioPosix]),

        // The use cases, and the program that speaks with people.
        module("Operations", ["Credentials", "Deploy", "GoogleAds", "GoogleHTTP", "Keyrings", "OAuthFlow", "Sealing", "Vault"]),
        executable("adsvault", ["Broker", "Operations", "Credentials", "CPlatform", "Deploy", "GoogleAds", "GoogleHTTP", "Keyrings", "OAuthFlow", "Sealing", "SQLiteStore", "Vault", argumentParser, rainbow]),
        executable("GoogleSandbox", [argumentParser, crypto, cryptoExtras, hummingbird, hummingbirdCore, httpTypes, nioCore, logging, serviceLifecycle, unixSignals]),

        // Figures for Scripts/bench, and the bare work that they stand beside.
        .target(name: "CBench", dependencies: ["CSodium"], linkerSettings: [.linkedLibrary("sqlite3")]),
        executable("Bench", ["CBench", "Credentials", "Sealing", "SQLiteStore", "Vault", asyncHTTPClient, nioCore, nioHTTP1]),

        // For Scripts/torture: what vaults must bear, and the system calls that fail on order.
        .target(name: "CTorture"),
        executable("Torture", ["CTorture", "Credentials", "Sealing", "SQLiteStore", "Vault", argumentParser, grdb]),

        tests("Sealing", []),
        tests("Credentials", []),
        tests("SQLiteStore", ["Vault", grdb]),
        tests("Vault", ["Credentials", "Sealing", "SQLiteStore", grdb], resources: [.copy("Vectors/vectors.json")]),
        tests("GoogleHTTP", ["GoogleSandbox", "Sealing", nioCore, nioPosix, nioSSL]),
        tests("Broker", ["Credentials", "Sealing", httpTypes, nioCore, nioEmbedded, nioPosix]),
        tests("Deploy", ["Credentials", "Sealing"]),
        tests("OAuthFlow", [crypto, cryptoExtras, "Credentials", "GoogleHTTP", "GoogleSandbox", "Sealing", httpTypes, nioCore, nioPosix]),
        tests("GoogleAds", ["Credentials", "GoogleHTTP", "GoogleSandbox", "Sealing"]),
        tests("GoogleSandbox", [asyncHTTPClient, cryptoExtras, nioCore, nioHTTP1]),

        // GLib knows one session bus a process: each test of the keyring asks a process of its own.
        .executableTarget(
            name: "KeyringProbe",
            dependencies: ["Keyrings", "Sealing"],
            path: "Tests/KeyringProbe",
            swiftSettings: strict
        ),
        tests("Keyrings", ["KeyringProbe", "Sealing"]),
        tests("Operations", ["Credentials", "Deploy", "GoogleAds", "GoogleHTTP", "GoogleSandbox", "Keyrings", "OAuthFlow", "Sealing", "SQLiteStore", "Vault", asyncHTTPClient, nioCore]),
        tests("adsvault", ["Broker", "Credentials", "CPlatform", "Deploy", "GoogleHTTP", "Keyrings", "OAuthFlow", "Operations", "Sealing", "Vault", argumentParser]),

        tests("Torture", []),

        // The real executable, as a person or a script runs it.
        .testTarget(
            name: "CommandTests",
            dependencies: ["adsvault", "GoogleSandbox", crypto],
            exclude: ["Independent"],
            swiftSettings: strict
        ),
    ]
)
