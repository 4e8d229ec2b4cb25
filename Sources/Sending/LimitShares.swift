import Ledger
import SMTP

// The pool and the ledger know nothing of each other: what one asks for and the other gives is put into words here.

extension LimitClaim {
    init(_ request: ShareRequest) {
        switch request {
        case .slots(let name, let rate, let count): self = .slots(name: name, interval: rate.interval, burst: rate.burst, count: count)
        case .units(let name, _, let span, let horizon, let limits, let count):
            self = .units(name: name, span: span, horizon: horizon, limits: limits, count: count)
        }
    }
}

extension ShareGrant {
    init(_ share: LimitShare) {
        switch share {
        case .slots(let name, let stretch): self = .slots(name: name, stretch)
        case .units(let name, let span, let count, let oldest): self = .units(name: name, span: span, count: count, oldest: oldest)
        }
    }
}

extension LimitShare {
    init(_ grant: ShareGrant) {
        switch grant {
        case .slots(let name, let stretch): self = .slots(name: name, stretch)
        case .units(let name, let span, let count, let oldest): self = .units(name: name, span: span, count: count, oldest: oldest)
        }
    }
}

extension Rest {
    init(_ order: RestOrder) {
        self.init(name: order.name, until: order.until, reason: order.reason)
    }
}
