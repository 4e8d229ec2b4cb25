public import MailFormat

extension RelayPool {
    /// What the pool needs of shared limits now; each is asked for once, until it is granted or ``failedToShare()``.
    public mutating func requests(at moment: Timestamp) -> [ShareRequest] {
        needsShares = false
        var requests: [ShareRequest] = []
        for index in lanes.indices {
            if let request = lanes[index].pace?.request(at: moment) { requests.append(request) }
            for quota in lanes[index].quotas.indices {
                if let request = lanes[index].quotas[quota].request(at: moment) { requests.append(request) }
            }
        }
        if let request = campaign?.request(at: moment) { requests.append(request) }
        for bucket in hungry {
            if let request = domains[bucket]?.pace?.request(at: moment) { requests.append(request) }
            for relay in domains[bucket]?.here.keys ?? [:].keys {
                if let request = domains[bucket]?.here[relay]?.pace?.request(at: moment) { requests.append(request) }
            }
        }
        hungry = []
        return requests
    }

    /// Takes what was given.
    public mutating func grant(_ grants: [ShareGrant]) {
        for grant in grants {
            switch grant {
            case .slots(let name, let stretch): self.grant(name, stretch)
            case .units(let name, let span, let count, let oldest):
                for lane in lanes.indices {
                    for quota in lanes[lane].quotas.indices where lanes[lane].quotas[quota].name == name {
                        lanes[lane].quotas[quota].grant(span, count: count, oldest: oldest)
                    }
                }
            }
        }
    }

    private mutating func grant(_ name: String, _ stretch: Range<Int64>) {
        if campaign?.name == name { campaign?.grant(stretch) }
        if name.hasPrefix("domain ") {
            domains[String(name.dropFirst(7))]?.pace?.grant(stretch)
            return
        }
        for index in lanes.indices {
            let own = "relay \(lanes[index].relay.name)"
            if name == own {
                lanes[index].pace?.grant(stretch)
            } else if name.hasPrefix(own + " ") {
                domains[String(name.dropFirst(own.count + 1))]?.here[index]?.pace?.grant(stretch)
            }
        }
    }

    /// Gives up all that is unused: the end of a run.
    public mutating func surrender() -> [ShareGrant] {
        var grants = campaign?.surrender() ?? []
        for index in lanes.indices {
            grants += lanes[index].pace?.surrender() ?? []
            for quota in lanes[index].quotas.indices { grants += lanes[index].quotas[quota].surrender() }
        }
        for bucket in domains.keys {
            grants += domains[bucket]?.pace?.surrender() ?? []
            for relay in lanes.indices { grants += domains[bucket]?.here[relay]?.pace?.surrender() ?? [] }
        }
        return grants
    }
}
