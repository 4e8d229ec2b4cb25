/// Why body parts cannot become a message; `description` is a phrase for a diagnostic.
public enum MIMEProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// A boundary that is empty, longer than 70 octets, ends in a blank or holds a character that none may have (RFC 2046 §5.1.1).
    case boundary(String)
    /// A boundary that occurs in one of the parts it separates.
    case boundaryOccurs(String)
    /// Not `type/subtype`.
    case mediaType(String)
    /// Not `left@right` in printable ASCII without blanks and angle brackets.
    case contentID(String)
    /// A multipart without parts.
    case noParts
    /// A file name or another parameter that cannot stand in a header.
    case header(HeaderProblem)

    /// A phrase that completes "…: ".
    public var description: String {
        switch self {
        case .boundary(let boundary): "\(boundary.debugDescription) is no boundary"
        case .boundaryOccurs(let boundary): "the boundary \(boundary.debugDescription) occurs in a part"
        case .mediaType(let type): "\(type.debugDescription) is no media type"
        case .contentID(let identifier): "\(identifier.debugDescription) is no content identifier"
        case .noParts: "a multipart without parts"
        case .header(let problem): problem.description
        }
    }
}
