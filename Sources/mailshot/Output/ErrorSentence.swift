import Campaigns
import DKIM
import Feedback
import Foundation
import Ledger
import SMTP
import Sending
import Tracking

/// The exit status of each room's errors; their sentences are their own.
enum ErrorSentence {
    /// The failure a thrown error amounts to; nil for what belongs to the argument parser.
    static func failure(for error: any Error) -> Failure? {
        switch error {
        case let failure as Failure: failure
        case let error as LedgerError: Failure(status(of: error), error.description)
        case let error as CampaignError: Failure(status(of: error), error.description)
        case let error as SourceError: Failure(status(of: error), error.description)
        case let error as SendError: Failure(status(of: error), error.description)
        case let error as KeyProblem: Failure(status(of: error), error.description)
        case let error as SigningProblem: Failure(.configuration, error.description)
        case let error as ServeError: Failure(status(of: error), error.description)
        case let error as SandboxError: Failure(.cannotCreate, "\(error)")
        case let error as ComposeProblem: Failure(.badData, error.diagnostic(file: nil).description)
        case let error as CocoaError: fileFailure(error)
        default: nil
        }
    }

    /// What Foundation says of a file.
    private static func fileFailure(_ error: CocoaError) -> Failure {
        let place = (error.userInfo[NSFilePathErrorKey] as? String).map { $0 + ": " } ?? ""
        let underlying = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { " (\(($0 as NSError).localizedDescription))" } ?? ""
        let denied: Set<CocoaError.Code> = [.fileReadNoPermission, .fileWriteNoPermission, .fileWriteVolumeReadOnly]
        return Failure(denied.contains(error.code) ? .noPermission : .inputOutput, place + error.localizedDescription + underlying)
    }

    private static func status(of error: ServeError) -> ExitStatus {
        if case .listen = error { .unavailable } else { .configuration }
    }

    private static func status(of error: KeyProblem) -> ExitStatus {
        switch error {
        case .exposed: .noPermission
        case .unreadable: .noInput
        case .alreadyExists: .cannotCreate
        default: .configuration
        }
    }

    private static func status(of error: LedgerError) -> ExitStatus {
        switch error {
        case .notFound, .noCampaign, .noMessage, .noSuppression: .noInput
        case .newer, .notALedger: .configuration
        case .corrupt: .badData
        case .readOnly: .noPermission
        case .diskFull, .io: .inputOutput
        case .busy, .heldBy, .campaignState, .unacknowledged: .temporary
        case .invalid: .badData
        case .statement: .bug
        }
    }

    private static func status(of error: CampaignError) -> ExitStatus {
        switch error {
        case .missing: .noInput
        case .unreadable: .noInput
        case .unsafe: .noPermission
        case .unwritable: .cannotCreate
        case .invalid: .badData
        }
    }

    private static func status(of error: SourceError) -> ExitStatus {
        switch error {
        case .missing, .unreadable: .noInput
        case .unknownKind: .badData
        case .locked: .temporary
        case .server: .unavailable
        case .noCurl: .configuration
        }
    }

    private static func status(of error: SendError) -> ExitStatus {
        switch error {
        case .relaysUnavailable: .unavailable
        }
    }
}
