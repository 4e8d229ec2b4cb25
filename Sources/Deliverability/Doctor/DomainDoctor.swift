public import DKIM

/// Looks at what the DNS says of a sender's domains, the way receivers do.
///
/// Every check ends in findings, also where the DNS does not answer.
public struct DomainDoctor: Sendable {
    let lookup: DNSLookup

    /// - Parameter source: whom to ask.
    public init(asking source: any DNSAnswering) {
        lookup = DNSLookup(source: source)
    }

    /// Whether the addresses that send may do so in the name of the return path's domain.
    ///
    /// - Parameters:
    ///   - domain: of the return path.
    ///   - sender: the return path, `bounces@example.com`.
    ///   - addresses: those of relays that are the sender's own; none where a provider's relays send, whose addresses nobody knows.
    ///   - helo: the name the relay gives itself.
    public func spf(domain: String, sender: String, addresses: [NetworkAddress], helo: String) async -> [DoctorFinding] {
        let records: [String]
        do {
            records = try await lookup.texts(domain).filter(SPFRecord.isOne)
        } catch {
            return [unanswered("spf", domain, error)]
        }
        guard let record = records.first else {
            let hosts = addresses.map { ($0.isIPv4 ? "ip4:" : "ip6:") + $0.description }.joined(separator: " ")
            return [
                DoctorFinding(
                    "spf", domain, .error, "no SPF record: nobody can tell who may send for \(domain)", required: Receivers.spf,
                    paste: "\(domain). IN TXT \"v=spf1 \(hosts.isEmpty ? "include:YOUR-RELAYS-SPF-DOMAIN" : hosts) -all\"")
            ]
        }
        // An address that no record names tells whether the record can be followed at all.
        let probes = addresses.isEmpty ? [NetworkAddress("192.0.2.255")].compactMap(\.self) : addresses
        var found: [DoctorFinding] = []
        for address in probes {
            var check = SPFCheck(asking: lookup.source, address: address, sender: sender, helo: helo)
            let result = await check.result(for: domain)
            found.append(
                Self.finding(result, domain: domain, address: addresses.isEmpty ? nil : address, record: record, lookups: check.lookups))
        }
        return found
    }

    private static func finding(
        _ result: SPFResult, domain: String, address: NetworkAddress?, record: String, lookups: Int
    ) -> DoctorFinding {
        let subject = address.map { "\(domain) from \($0)" } ?? domain
        switch result {
        case .permerror(let what):
            return DoctorFinding("spf", subject, .error, "permerror: \(what)", required: Receivers.spf)
        case .temperror(let what):
            return DoctorFinding("spf", subject, .warning, "temperror: \(what); ask again later", required: Receivers.spf)
        case .pass where address == nil:
            return DoctorFinding(
                "spf", subject, .error,
                "pass for any address: the record ends in +all or as good as that, so that everybody may send as \(domain)",
                required: Receivers.spf)
        case .pass:
            return DoctorFinding("spf", subject, .ok, "pass (\(lookups) of \(SPFCheck.mostLookups) lookups)", required: Receivers.spf)
        case .none, .neutral, .fail, .softfail:
            guard let address else {
                return DoctorFinding(
                    "spf", subject, .ok,
                    "the record can be followed (\(lookups) of \(SPFCheck.mostLookups) lookups); say --address to try yours",
                    required: Receivers.spf)
            }
            let term = (address.isIPv4 ? "ip4:" : "ip6:") + address.description
            return DoctorFinding(
                "spf", subject, .error, "\(result.word): the record does not name this address", required: Receivers.spf,
                paste: "\(domain). IN TXT \"\(record.replacingLast(" ", with: " \(term) "))\"")
        }
    }

    /// Whether the record of a signing key is there and is that key's.
    public func dkim(domain: String, selector: String, key: PublicKey?) async -> DoctorFinding {
        let name = KeyRecord.name(domain: domain, selector: selector)
        let paste = key.map { "\(name). IN TXT \"\(KeyRecord(publicKey: $0).text)\"" }
        do {
            let texts = try await lookup.texts(name)
            guard let text = texts.first else {
                return DoctorFinding(
                    "dkim", name, .error, "no key record: signatures of \(selector) verify nowhere", required: Receivers.dkim, paste: paste)
            }
            guard texts.count == 1 else {
                return DoctorFinding(
                    "dkim", name, .error, "\(texts.count) records where one belongs: what a receiver takes is anybody's guess",
                    required: Receivers.dkim)
            }
            let record = try KeyRecord(parsing: text)
            guard let published = record.publicKey else {
                return DoctorFinding(
                    "dkim", name, .error, "the record revokes the key (p= is empty)", required: Receivers.dkim, paste: paste)
            }
            if let key, published != key {
                return DoctorFinding(
                    "dkim", name, .error, "the record is of another key than the one that signs", required: Receivers.dkim, paste: paste)
            }
            if record.isTesting {
                return DoctorFinding(
                    "dkim", name, .warning, "t=y: receivers treat signatures as if there were none", required: "RFC 6376 section 3.6.1",
                    paste: paste)
            }
            return DoctorFinding(
                "dkim", name, .ok, "the record is there\(key == nil ? "" : " and is of the key that signs")", required: Receivers.dkim)
        } catch let failure as DNSFailure {
            return unanswered("dkim", name, failure)
        } catch {
            return DoctorFinding("dkim", name, .error, "the record cannot be read: \(error)", required: Receivers.dkim, paste: paste)
        }
    }

    /// Where the bounces of a domain go.
    public func mailExchange(of domain: String) async -> DoctorFinding {
        do {
            let exchanges = try await lookup.records(domain, .mx).data.compactMap { data -> DNSName? in
                if case .mx(_, let exchange) = data { exchange } else { nil }
            }
            if exchanges.count == 1, exchanges[0].isRoot {
                return DoctorFinding(
                    "mx", domain, .error, "null MX: the return path takes no mail, so no bounce comes back", required: Receivers.returnPath)
            }
            if exchanges.isEmpty {
                guard try await lookup.addresses(domain).isEmpty else {
                    return DoctorFinding(
                        "mx", domain, .warning, "no MX record; mail goes to the host itself", required: Receivers.returnPath,
                        paste: "\(domain). IN MX 10 \(domain).")
                }
                return DoctorFinding(
                    "mx", domain, .error, "no MX and no address: bounces have nowhere to go", required: Receivers.returnPath,
                    paste: "\(domain). IN MX 10 mail.\(domain).")
            }
            for exchange in exchanges where !exchange.isRoot {
                if try await !lookup.addresses(exchange.description).isEmpty {
                    return DoctorFinding("mx", domain, .ok, "bounces go to \(exchange)", required: Receivers.returnPath)
                }
            }
            return DoctorFinding("mx", domain, .error, "no MX host of \(domain) has an address", required: Receivers.returnPath)
        } catch {
            return unanswered("mx", domain, error)
        }
    }

    /// Whether an address has a name that leads back to it.
    public func reverse(of address: NetworkAddress) async -> DoctorFinding {
        do {
            let names = try await lookup.names(of: address)
            guard let first = names.first else {
                return DoctorFinding(
                    "ptr", address.description, .error, "the address has no name", required: Receivers.reverse,
                    paste: "\(address.reverseName). IN PTR mail.example.com.")
            }
            for name in names.prefix(10) where try await lookup.addresses(name).contains(address) {
                return DoctorFinding("ptr", address.description, .ok, "is \(name), and \(name) is \(address)", required: Receivers.reverse)
            }
            return DoctorFinding(
                "ptr", address.description, .error, "is said to be \(first), but \(first) has other addresses", required: Receivers.reverse,
                paste: "\(first). IN \(address.isIPv4 ? "A" : "AAAA") \(address)")
        } catch {
            return unanswered("ptr", address.description, error)
        }
    }

    /// What the domain says of transport security, reports and its logo: noted, nobody asks for it.
    public func niceties(of domain: String) async -> [DoctorFinding] {
        var found: [DoctorFinding] = []
        for (check, name, version, what) in [
            ("mta-sts", "_mta-sts.\(domain)", "v=STSv1", "mail to \(domain) must be encrypted (RFC 8461)"),
            ("tls-rpt", "_smtp._tls.\(domain)", "v=TLSRPTv1", "failures of encryption are reported (RFC 8460)"),
            ("bimi", "default._bimi.\(domain)", "v=BIMI1", "a logo is named"),
        ] {
            do {
                let isThere = try await lookup.texts(name).contains { $0.hasPrefix(version) }
                found.append(DoctorFinding(check, domain, isThere ? .ok : .note, isThere ? what : "no record at \(name)"))
            } catch {
                found.append(unanswered(check, domain, error))
            }
        }
        return found
    }

    /// Whether a blocklist names an address: so that the cause is found and mended.
    ///
    /// - Parameter lists: zones of lists, as `zen.spamhaus.org`.
    public func blocklists(_ lists: [String], address: NetworkAddress) async -> [DoctorFinding] {
        var found: [DoctorFinding] = []
        let name = address.reverseName.replacingOccurrences(ofSuffix: ".in-addr.arpa").replacingOccurrences(ofSuffix: ".ip6.arpa")
        for list in lists {
            do {
                let answers = try await lookup.records("\(name).\(list)", .a).data.compactMap(NetworkAddress.init(record:))
                // 127.255.255.x: the list refuses the question (https://www.spamhaus.org/faqs/dnsbl-usage, read 2026-11-25).
                if answers.contains(where: { $0.octets.starts(with: [127, 255, 255]) }) {
                    found.append(DoctorFinding("dnsbl", address.description, .note, "\(list) does not answer questions from this resolver"))
                } else if let answer = answers.first {
                    let why = try await lookup.texts("\(name).\(list)").first
                    found.append(
                        DoctorFinding(
                            "dnsbl", address.description, .error,
                            "\(list) lists it (\(answer)\(why.map { ": \($0)" } ?? "")); mend the cause, then ask to be taken off"))
                } else {
                    found.append(DoctorFinding("dnsbl", address.description, .ok, "\(list) does not list it"))
                }
            } catch {
                found.append(unanswered("dnsbl", address.description, error))
            }
        }
        return found
    }

    /// The addresses of a host; none where the DNS does not answer.
    public func addresses(ofHost host: String) async -> [NetworkAddress] {
        if let address = NetworkAddress(host) { return [address] }
        return (try? await lookup.addresses(host)) ?? []
    }

    func unanswered(_ check: String, _ subject: String, _ failure: DNSFailure) -> DoctorFinding {
        DoctorFinding(check, subject, .warning, "not known: \(failure)")
    }
}

extension String {
    /// With the last occurrence of a text replaced; as it is where there is none.
    fileprivate func replacingLast(_ text: String, with other: String) -> String {
        guard let blank = lastIndex(of: Character(text)) else { return self + other }
        return self[..<blank] + other + self[index(after: blank)...]
    }

    /// Without a suffix.
    fileprivate func replacingOccurrences(ofSuffix suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
