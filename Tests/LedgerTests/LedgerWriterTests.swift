import Campaigns
import GRDB
import MailFormat
import Synchronization
import Testing

@testable import Ledger

@Suite struct LedgerWriterTests {
    let scratch: ScratchLedger
    let campaign: CampaignRecord
    let run: CampaignRun
    let relay: Int64

    init() throws {
        scratch = try ScratchLedger()
        campaign = try scratch.campaign(recipients: 2000)
        run = try scratch.ledger.startRun(campaign: campaign.id)
        relay = try scratch.ledger.relay(named: "ses")
    }

    /// Counts commits of the writer.
    final class Commits: TransactionObserver, Sendable {
        let number = Mutex(0)
        func observes(eventsOfKind: DatabaseEventKind) -> Bool { false }
        func databaseDidChange(with event: DatabaseEvent) {}
        func databaseDidCommit(_ db: Database) { number.withLock { $0 += 1 } }
        func databaseDidRollback(_ db: Database) {}
    }

    @Test func `operations that wait together are committed together`() async throws {
        let messages = try run.lease(limit: 4)
        let at = scratch.clock.time
        let groups = Mutex<[Int]>([])
        let box = Mutex<LedgerWriter?>(nil)
        let relay = relay
        let writer = LedgerWriter(run: run) { results in
            let isFirst = groups.withLock { groups in
                groups.append(results.count)
                return groups.count == 1
            }
            guard isFirst, let writer = box.withLock(\.self) else { return }
            // The writer is at work: each of these waits.
            for message in messages.dropFirst() { writer.submit(LedgerOperation(mark: Mark(key: message.key, relay: relay, at: at))) }
        }
        box.withLock { $0 = writer }
        writer.submit(LedgerOperation(mark: Mark(key: messages[0].key, relay: relay, at: at)))
        await writer.drain()
        #expect(groups.withLock(\.self) == [1, 3])
    }

    @Test func `many sessions at once, and every operation gets its own answer`() async throws {
        let messages = try run.lease(limit: 2000)
        let commits = Commits()
        scratch.ledger.pool.add(transactionObserver: commits, extent: .databaseLifetime)
        let groups = Mutex<[[OperationResult]]>([])
        let writer = LedgerWriter(run: run) { group in groups.withLock { $0.append(group) } }
        let at = scratch.clock.time
        await withTaskGroup { group in
            for session in 0..<20 {
                group.addTask {
                    for message in messages[session * 100..<(session + 1) * 100] {
                        writer.submit(LedgerOperation(mark: Mark(key: message.key, relay: relay, at: at)))
                        writer.submit(LedgerOperation(outcomes: [Settlement(key: message.key, .accepted, relay: relay, at: at)]))
                    }
                }
            }
        }
        await writer.drain()
        let all = groups.withLock(\.self)
        #expect(all.count == commits.number.withLock(\.self), "one commit a group")
        #expect(all.joined().count { $0.verdict == .go } == 2000)
        #expect(all.joined().allSatisfy { $0.misfits.isEmpty })
        #expect(Set(all.joined().compactMap(\.operation.mark?.key)) == Set(messages.map(\.key)))
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "2000 accepted")
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)
    }

    @Test func `what a callback submits goes into the next group`() async throws {
        let messages = try run.lease(limit: 3)
        let at = scratch.clock.time
        let seen = Mutex<[Int64]>([])
        let box = Mutex<LedgerWriter?>(nil)
        let relay = relay
        let writer = LedgerWriter(run: run) { results in
            for case let key? in results.map(\.operation.mark?.key) {
                seen.withLock { $0.append(key) }
                guard let next = messages.first(where: { $0.key > key }) else { continue }
                box.withLock(\.self)?.submit(
                    LedgerOperation(
                        outcomes: [Settlement(key: key, .accepted, relay: relay, at: at)], mark: Mark(key: next.key, relay: relay, at: at)))
            }
        }
        box.withLock { $0 = writer }
        writer.submit(LedgerOperation(mark: Mark(key: messages[0].key, relay: relay, at: at)))
        await writer.drain()
        #expect(seen.withLock(\.self) == messages.map(\.key))
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "1997 queued, 1 transmitting, 2 accepted")
    }

    @Test func `an answer is given after the commit is durable for others`() async throws {
        let key = try #require(try run.lease(limit: 1).first?.key)
        let other = try scratch.reopened()
        let state = Mutex<MessageState?>(nil)
        let writer = LedgerWriter(run: run) { _ in
            let seen = try? other.message(key).state
            state.withLock { $0 = seen }
        }
        writer.submit(LedgerOperation(mark: Mark(key: key, relay: relay, at: scratch.clock.time)))
        await writer.drain()
        #expect(state.withLock(\.self) == .transmitting)
    }

    @Test func `an error of the ledger ends writing: all that waits and all that follows fails`() async throws {
        let messages = try run.lease(limit: 3)
        let results = Mutex<[OperationResult]>([])
        let writer = LedgerWriter(run: run) { group in results.withLock { $0 += group } }
        // A relay that does not exist breaks a reference: the transaction of the group fails whole.
        writer.submit(LedgerOperation(mark: Mark(key: messages[0].key, relay: 999, at: scratch.clock.time)))
        await writer.drain()
        writer.submit(LedgerOperation(mark: Mark(key: messages[1].key, relay: relay, at: scratch.clock.time)))
        await writer.drain()
        let verdicts = results.withLock { $0.map(\.verdict) }
        #expect(verdicts.count == 2)
        for verdict in verdicts {
            guard case .failed(.statement) = verdict else {
                Issue.record("\(verdict)")
                continue
            }
        }
        #expect(writer.failure != nil)
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "1997 queued, 3 leased")
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)
    }

    @Test func `who submits while nothing is being written commits it, on its own thread`() throws {
        let message = try run.lease(limit: 1)[0]
        let verdicts = Mutex<[OperationResult.Verdict]>([])
        let writer = LedgerWriter(run: run) { group in verdicts.withLock { $0 += group.map(\.verdict) } }
        writer.submit(LedgerOperation(mark: Mark(key: message.key, relay: relay, at: scratch.clock.time)))
        #expect(verdicts.withLock(\.self) == [.go], "durable when submit returns")
        #expect(try scratch.ledger.counts(campaign: campaign.id)[.transmitting] == 1)
    }

    @Test func `draining an idle writer returns at once`() async {
        await LedgerWriter(run: run) { _ in }.drain()
    }
}
