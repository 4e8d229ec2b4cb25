/// The name of a list: the scope of suppressions that hold for one list only.
enum ListName {
    /// Whether an octet may be in one: a label of a domain name, and `_`.
    static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
