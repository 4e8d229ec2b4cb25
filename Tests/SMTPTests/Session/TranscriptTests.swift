import Testing

@testable import SMTP

@Suite struct TranscriptTests {
    @Test(arguments: Transcript.all, Chunking.allCases)
    func `the bare machine follows the transcript`(transcript: Transcript, chunking: Chunking) {
        transcript.runBare(chunking)
    }

    @Test(arguments: Transcript.all, Chunking.allCases)
    func `a channel in memory follows the transcript`(transcript: Transcript, chunking: Chunking) throws {
        try transcript.runEmbedded(chunking)
    }

    @Test(.timeLimit(.minutes(1)), arguments: Transcript.all, Chunking.allCases)
    func `a real socket follows the transcript`(transcript: Transcript, chunking: Chunking) async throws {
        try await transcript.runSocket(chunking)
    }

    @Test(arguments: Transcript.stray)
    func `bytes that come in one segment behind what was owed end the session`(transcript: Transcript) throws {
        transcript.runBare(.whole)
        try transcript.runEmbedded(.whole)
    }
}
