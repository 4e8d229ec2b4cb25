/// Octets as text in which every control shows, so that a failing comparison can be read: CR ␍, LF ␊, tab ␉, NUL ␀.
func visible(_ bytes: some Sequence<UInt8>) -> String {
    var out = String.UnicodeScalarView()
    for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
        let picture = scalar.value < 0x20 ? Unicode.Scalar(0x2400 + scalar.value) : scalar.value == 0x7F ? "\u{2421}" : scalar
        out.append(picture ?? scalar)
    }
    return String(out)
}

/// The same for a string.
func visible(_ text: String) -> String { visible(text.utf8) }
