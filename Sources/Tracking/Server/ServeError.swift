/// Why the server cannot start.
public enum ServeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A line of a file of ranges is none.
    case ranges(file: String, AddressRangeProblem)
    /// A certificate or its key cannot be used.
    case certificate(files: [String], reason: String)
    /// The place to listen cannot be had.
    case listen(String, reason: String)

    /// One sentence for a person.
    public var description: String {
        switch self {
        case .ranges(let file, let problem):
            "\(file):\(problem.line): \"\(problem.text)\" is no address and no range such as 192.0.2.0/24"
        case .certificate(let files, let reason):
            "\(files.joined(separator: " and ")) cannot be used as certificate and key (\(reason)); both must be PEM, and belong together"
        case .listen(let place, let reason):
            "\(place): cannot listen there (\(reason)); choose another place with --listen, or end the program that has it"
        }
    }
}
