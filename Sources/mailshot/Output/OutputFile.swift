import Campaigns
import Foundation

/// A file that a command writes, or standard output, in large pieces.
final class OutputFile {
    private let handle: FileHandle?
    private let path: String
    private var buffer: [UInt8] = []

    /// Makes the file; `-` is standard output.
    ///
    /// - Parameter isPrivate: nobody but its owner may read it (0600): for what people are in.
    init(path: String, isPrivate: Bool = false) throws {
        self.path = path
        handle = path == "-" ? nil : try NewFile.make(path, isPrivate: isPrivate)
    }

    /// Lets somebody append to what is to be written.
    func write(_ append: (inout [UInt8]) -> Void) throws {
        append(&buffer)
        if buffer.count >= 1 << 18 { try flush() }
    }

    func write(_ text: String) throws { try write { $0.append(contentsOf: text.utf8) } }

    func close() throws {
        try flush()
        try handle?.close()
    }

    private func flush() throws {
        if let handle {
            do { try handle.write(contentsOf: buffer) } catch { throw Failure(.inputOutput, "\(path): cannot be written (\(error))") }
        } else {
            StandardOutput.write(String(decoding: buffer, as: UTF8.self))
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// A CSV file that is being written.
final class CSVFile {
    private let file: OutputFile
    private let writer: CSVWriter

    /// Makes the file; `-` is standard output.
    ///
    /// - Parameter guardsFormulas: for a file that a person opens in a spreadsheet; never for a list that is read again.
    init(path: String, isPrivate: Bool = false, guardsFormulas: Bool = false) throws {
        file = try OutputFile(path: path, isPrivate: isPrivate)
        writer = CSVWriter(guardsFormulas: guardsFormulas)
    }

    func write(_ fields: [String]) throws { try file.write { writer.append(fields, to: &$0) } }

    func close() throws { try file.close() }
}
