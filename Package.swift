// swift-tools-version: 6.2
import PackageDescription

/// Every room is built the same way: Swift 6 mode, warnings as errors, imports that state their access.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Steps at which Tests/Crash kills the program; a release has none (Sources/MailFormat/Failpoint.swift).
    .define("FAILPOINTS", .when(configuration: .debug)),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let tomlKit = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

/// A room: its sources under `Sources/NAME`, its imports only from the floors below.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a room: they see the room, what it imports, and the test support.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "mailshot",
    products: [
        .executable(name: "mailshot", targets: ["mailshot"])
    ]
        // For Fuzzing/, a package of its own.
        + ["MailFormat", "Campaigns", "DKIM", "SMTP", "Feedback"].map { .library(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // Without its optional traits: no configuration files, no whole Foundation.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        // Floor 4: the composition root.
        .executableTarget(
            name: "mailshot",
            dependencies: [
                "Sending", "Feedback", "Tracking", "Automation", "Reports", "Deliverability", "Inbox", "Ledger", "SMTP", "DKIM",
                "Campaigns", "MailFormat",
                argumentParser, tomlKit, logging, nioCore, nioPosix, serviceLifecycle, subprocess, unixSignals,
            ],
            swiftSettings: strict
        ),
        // Floor 3.
        room("Sending", ["Ledger", "SMTP", "DKIM", "Campaigns", "MailFormat", nioCore, nioPosix, logging]),
        room("Feedback", ["Ledger", "Campaigns", "MailFormat", crypto, subprocess]),
        room("Deliverability", ["SMTP", "DKIM", "Campaigns", "MailFormat", nioCore, nioPosix]),
        room("Inbox", ["MailFormat", crypto, hummingbird, httpTypes, logging, nioCore, serviceLifecycle]),
        room(
            "Tracking",
            [
                "Ledger", "Campaigns", "MailFormat", hummingbird, hummingbirdCore, httpTypes, logging, nioCore, nioPosix, nioSSL,
                serviceLifecycle,
            ]),
        room("Automation", ["Ledger", "Campaigns", "MailFormat"]),
        room("Reports", ["Ledger", "Campaigns", "MailFormat"]),
        // Floor 2.
        room("Ledger", ["Campaigns", "MailFormat", grdb]),
        // Floor 1.
        room("SMTP", ["MailFormat", nioCore, nioPosix, nioSSL, nioTLS, crypto, logging]),
        room("DKIM", ["MailFormat", "COpenSSL", crypto]),
        room("Campaigns", ["MailFormat", mustache, crypto]),
        // Floor 0.
        room("MailFormat", []),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        // Tests.
        .target(
            name: "MailshotTestSupport", dependencies: ["Ledger", "SMTP", "Campaigns", "MailFormat"],
            path: "Tests/MailshotTestSupport", swiftSettings: strict
        ),
        tests("MailFormatTests", ["MailFormat"]),
        tests("CampaignsTests", ["Campaigns", "MailFormat", mustache, crypto]),
        tests("DKIMTests", ["DKIM", "MailFormat", "COpenSSL", crypto]),
        tests("SMTPTests", ["SMTP", "MailFormat", nioCore, nioPosix, nioSSL, nioEmbedded, crypto, logging]),
        tests("LedgerTests", ["Ledger", "Campaigns", "MailFormat", grdb]),
        tests("InboxTests", ["Inbox", "MailFormat"]),
        tests("FeedbackTests", ["Feedback", "Ledger", "Campaigns", "MailFormat", "MailshotTestSupport"]),
        tests("DeliverabilityTests", ["Deliverability", "SMTP", "DKIM", "Campaigns", "MailFormat", nioCore, nioPosix]),
        tests(
            "TrackingTests",
            [
                "Tracking", "Ledger", "Campaigns", "MailFormat", "MailshotTestSupport", hummingbird, httpTypes, nioCore,
                nioPosix,
            ]),
        tests("AutomationTests", ["Automation", "Ledger", "Campaigns", "MailFormat", "MailshotTestSupport"]),
        tests("ReportsTests", ["Reports", "Ledger", "Campaigns", "MailFormat", "MailshotTestSupport"]),
        tests(
            "SendingTests",
            ["Sending", "Ledger", "SMTP", "DKIM", "Campaigns", "MailFormat", "MailshotTestSupport", nioCore, nioPosix, logging]
        ),
        tests("EndToEndTests", ["Campaigns", "MailFormat", "MailshotTestSupport", "mailshot", subprocess]),
    ]
)
