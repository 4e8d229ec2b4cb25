import Foundation

/// A file that `init` writes: the starter project and the shipped templates, carried inside the executable.
struct StarterFile: Sendable {
    /// Path relative to the new project.
    var path: String
    /// Its whole text.
    var content: String

    /// The starter project and the template it uses.
    static var all: [StarterFile] { project + newsletter + announcement + receipt }
}
