import MailFormat

/// An invitation that goes along as `text/calendar`: `calendar.ics` in the template's folder, with tags of the template in it.
///
/// It is the last of the alternatives, which is where mail programs look for it, and its `METHOD` stands in the Content-Type as well.
/// Values are escaped as iCalendar text, and lines longer than 75 octets are folded.
///
/// SeeAlso: RFC 5545 §3.1, §3.3.11; RFC 6047 §2.4
enum CalendarText {
    /// `METHOD` of a calendar; nil where it names none.
    static func method(of source: [UInt8]) -> String? { property("METHOD", of: source) }

    /// What a calendar lacks to be one, as names of properties.
    static func missing(in source: [UInt8]) -> [String] {
        let needed = ["BEGIN:VCALENDAR", "VERSION", "PRODID", "METHOD", "UID", "DTSTAMP", "END:VCALENDAR"]
        let lines = lines(of: source)
        return needed.filter { name in
            !lines.contains { line in line.hasPrefix(name) && (name.contains(":") || [":", ";"].contains(line.dropFirst(name.count).first))
            }
        }
    }

    /// The calendar with CRLF line ends and no line above 75 octets, broken between characters.
    static func folded(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: 0x0A) ?? text.count
            var line = text[start..<end]
            if line.last == 0x0D { line.removeLast() }
            var room = 75
            while line.count > room {
                var cut = line.startIndex + room
                while cut > line.startIndex + 1, line[cut] & 0xC0 == 0x80 { cut -= 1 }
                out += line[..<cut]
                out += [0x0D, 0x0A, 0x20]
                line = line[cut...]
                // The blank in front counts.
                room = 74
            }
            out += line
            out += [0x0D, 0x0A]
            start = end + 1
        }
        return out
    }

    private static func lines(of source: [UInt8]) -> [Substring] {
        String(decoding: source, as: UTF8.self).split(whereSeparator: \.isNewline)
    }

    private static func property(_ name: String, of source: [UInt8]) -> String? {
        guard let line = lines(of: source).first(where: { $0.uppercased().hasPrefix(name + ":") }) else { return nil }
        let value = line.dropFirst(name.count + 1)
        return value.utf8.allSatisfy { $0.isASCIILetter || $0 == UInt8(ascii: "-") } && !value.isEmpty ? value.uppercased() : nil
    }
}
