// swift-tools-version: 6.2
import PackageDescription

/// Every room is built the same way: Swift 6 mode, warnings as errors, imports that state their access.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "mailshot",
    products: [
        .executable(name: "mailshot", targets: ["mailshot"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    ],
    targets: [
        // Floor 4: the composition root.
        .executableTarget(
            name: "mailshot",
            dependencies: [
                "Sending", "Ledger", "SMTP", "Campaigns", "MailFormat",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "TOMLKit", package: "TOMLKit"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        // Floor 3.
        .target(
            name: "Sending",
            dependencies: [
                "Ledger", "SMTP", "Campaigns", "MailFormat",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        // Floor 2.
        .target(
            name: "Ledger",
            dependencies: ["Campaigns", "MailFormat", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        // Floor 1.
        .target(
            name: "SMTP",
            dependencies: [
                "MailFormat",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Campaigns",
            dependencies: [
                "MailFormat",
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        // Floor 0.
        .target(name: "MailFormat", swiftSettings: strict),
        // Tests.
        .target(
            name: "MailshotTestSupport",
            dependencies: ["Ledger", "SMTP", "Campaigns", "MailFormat"],
            path: "Tests/MailshotTestSupport",
            swiftSettings: strict
        ),
        .testTarget(name: "MailFormatTests", dependencies: ["MailFormat"], swiftSettings: strict),
        .testTarget(name: "CampaignsTests", dependencies: ["Campaigns", "MailFormat"], swiftSettings: strict),
        .testTarget(
            name: "SMTPTests",
            dependencies: [
                "SMTP", "MailFormat",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LedgerTests",
            dependencies: ["Ledger", "Campaigns", "MailFormat", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SendingTests",
            dependencies: ["Sending", "Ledger", "SMTP", "Campaigns", "MailFormat", "MailshotTestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Sending", "Ledger", "SMTP", "Campaigns", "MailFormat", "MailshotTestSupport", "mailshot"],
            swiftSettings: strict
        ),
    ]
)
