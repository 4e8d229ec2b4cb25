import Ledger

/// `[guard]`, in `mailshot.toml` or in a campaign file: when a campaign stops by itself.
///
/// ```toml
/// [guard]
/// refused = "30%"       # recipients who are refused or bounce
/// blocked = "10%"       # messages refused for their content, by policy, for our standing
/// complaints = "0.3%"   # recipients who call it spam; "off" leaves one of them out
/// min_sample = 50       # fewer answers say nothing
/// ```
struct GuardTable: Decodable {
    var refused: Share?
    var blocked: Share?
    var complaints: Share?
    var minSample: Int?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case refused, blocked, complaints
        case minSample = "min_sample"
    }

    /// `"5%"`, `0.05`, or `"off"`.
    struct Share: Decodable {
        /// 0…1; nil for off.
        var value: Double?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let text = try? container.decode(String.self)
            if text == "off" { return }
            let number: Double? =
                if let text {
                    text.hasSuffix("%") ? Double(text.dropLast().filter { $0 != " " }).map { $0 / 100 } : nil
                } else {
                    (try? container.decode(Double.self)) ?? (try? container.decode(Int.self)).map(Double.init)
                }
            guard let number, number > 0, number <= 1 else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "write a share of the messages above 0 and up to 100 %, such as \"5%\", or \"off\"")
            }
            value = number
        }
    }

    /// The policy it describes, with another for what it leaves open.
    ///
    /// - Throws: the key and what is wrong with it, by `fail`.
    func policy(over base: GuardPolicy, fail: (_ key: String, _ message: String) -> Failure) throws -> GuardPolicy {
        var policy = base
        for (measure, share) in [(.refused, refused), (.blocked, blocked), (.complaints, complaints)] as [(GuardPolicy.Measure, Share?)] {
            if let share { policy.shares[measure] = share.value }
        }
        if let minSample {
            guard minSample >= 1 else { throw fail("min_sample", "'min_sample' must be 1 or more") }
            policy.minSample = minSample
        }
        return policy
    }
}
