import Synchronization
import Testing

@testable import SMTP

@Suite struct TokenSourceTests {
    private final class Desk: Sendable {
        let renewals = Mutex<[@Sendable (Result<Secret, any Error>) -> Void]>([])
        let answers = Mutex<[String]>([])

        func note(_ result: Result<Secret, any Error>) {
            let text = (try? result.get()).map { String(decoding: $0.reveal(), as: UTF8.self) } ?? "none"
            answers.withLock { $0.append(text) }
        }
    }
    private struct NoToken: Error {}

    @Test func `who asks at one time shares one renewal, and who comes late gets its result`() {
        let desk = Desk()
        let source = TokenSource(Secret("old")) { done in desk.renewals.withLock { $0.append(done) } }
        for _ in 0..<3 { source.next(after: Secret("old"), desk.note) }
        #expect(desk.renewals.withLock(\.count) == 1)
        #expect(desk.answers.withLock(\.self) == [])
        desk.renewals.withLock(\.self).first?(.success(Secret("new")))
        #expect(desk.answers.withLock(\.self) == ["new", "new", "new"])
        source.next(after: Secret("old"), desk.note)
        #expect(desk.renewals.withLock(\.count) == 1)
        #expect(desk.answers.withLock(\.count) == 4)
        source.next(after: Secret("new"), desk.note)
        #expect(desk.renewals.withLock(\.count) == 2)
    }

    @Test func `a renewal that fails leaves the token, and may be tried again`() {
        let desk = Desk()
        let source = TokenSource(Secret("old")) { $0(.failure(NoToken())) }
        source.next(after: Secret("old"), desk.note)
        source.next(after: Secret("old"), desk.note)
        #expect(desk.answers.withLock(\.self) == ["none", "none"])
        #expect(source.token == Secret("old"))
    }
}
