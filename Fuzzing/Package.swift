// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Every folder of Targets/ is a fuzz target: an executable of its own, which sees the rooms below. Nothing else has to be said about it.
let folder = Context.packageDirectory + "/Targets"
let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()

let rooms = ["MailFormat", "Campaigns", "DKIM", "SMTP", "Feedback"]

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .enableUpcomingFeature("MemberImportVisibility")]

let package = Package(
    name: "Fuzzing",
    dependencies: [.package(name: "mailshot", path: "..")],
    targets: [.target(name: "FuzzTarget", swiftSettings: strict)]
        + names.map { name in
            .executableTarget(
                name: "Fuzz" + name,
                dependencies: ["FuzzTarget"] + rooms.map { .product(name: $0, package: "mailshot") },
                path: "Targets/" + name, swiftSettings: strict)
        }
)
