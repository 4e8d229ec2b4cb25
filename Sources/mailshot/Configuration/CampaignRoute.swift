import Campaigns
import SMTP

/// Which relays a campaign may use, and its own pace over all of them: `relays = ["ses"]`, `rate = "5/s"`.
struct CampaignRoute: Sendable {
    /// Names of relays; empty for any.
    let relays: [String]
    /// The pace; nil for any.
    let rate: SendRate?
    /// `campaigns/autumn.toml:7`: where the pace is set.
    let ratePlace: String

    init(_ file: TOMLFile<CampaignFile>, in project: Project) throws {
        relays = file.contents.relays ?? []
        for name in relays where !project.relayNames.contains(name) {
            let hint = Spelling.nearest(to: name, in: project.relayNames).map { "did you mean \($0)?" }
            throw file.failure(
                at: "relays", "no relay is named \"\(name)\"; \(hint ?? "there are: \(project.relayNames.joined(separator: ", "))")")
        }
        rate = try file.contents.rate.map { try RelayPolicyReading.rate($0, burst: nil) { file.failure(at: "rate", "rate \($0)") } }
        ratePlace = file.place(of: "rate")
    }

    /// The relays a campaign from an address's domain may use.
    ///
    /// - Throws: where there is none: which key keeps them out.
    func eligible(_ all: [Relay], from domain: String) throws -> [Relay] {
        let eligible = RelayChoice.eligible(all, pinned: relays, from: domain)
        guard eligible.isEmpty else { return eligible }
        let names = (relays.isEmpty ? all.map(\.name) : relays).joined(separator: ", ")
        throw Failure(
            .configuration,
            "no relay takes mail from \(domain): from_domains of \(names) names other domains; add it there, or set another from")
    }
}
