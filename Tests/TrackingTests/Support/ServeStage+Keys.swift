import Foundation

extension ServeStage {
    /// A rotation: another key signs from now on, the old one still checks.
    func addKey() throws {
        let path = folder + "/handle.key"
        var text = try String(contentsOfFile: path, encoding: .utf8)
        text += "1:" + String(repeating: "5a", count: 32) + "\n"
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }
}
