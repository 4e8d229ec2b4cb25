/// Slips of the finger in the domains of the large mail providers.
///
/// A domain is called a slip where one letter too many, too few, wrong or swapped with its neighbour (Damerau, CACM 7(3), 1964) makes it a
/// provider's, where its ending was mistyped (`gmail.con`), or where the dot is missing (`gmailcom`), and never where it is itself a mail domain that is
/// known here.
enum DomainTypos {
    /// The domain that was probably meant; nil where the domain is known, or near none.
    static func suggestion(for domain: String) -> String? {
        guard !known.contains(domain), domain.utf8.count <= 40 else { return nil }
        let name = Array(domain.utf8)
        for provider in providers {
            let wanted = Array(provider.utf8)
            if isOneSlip(name, from: wanted) { return provider }
            if name.elementsEqual(wanted.filter { $0 != UInt8(ascii: ".") }) { return provider }
            if let ending = mistypedEnding(domain, of: provider), endings.contains(ending) { return provider }
        }
        return nil
    }

    /// What stands behind the provider's name where the name itself is right.
    private static func mistypedEnding(_ domain: String, of provider: String) -> String? {
        guard let dot = provider.firstIndex(of: "."), provider[dot...] == ".com" else { return nil }
        let name = provider[..<dot]
        guard domain.hasPrefix(name), domain.dropFirst(name.count).first == "." else { return nil }
        return String(domain.dropFirst(name.count + 1))
    }

    /// Whether one insertion, deletion, replacement or swap of neighbours makes one name the other.
    static func isOneSlip(_ name: [UInt8], from wanted: [UInt8]) -> Bool {
        guard name != wanted, abs(name.count - wanted.count) <= 1 else { return false }
        let common = zip(name, wanted).prefix { $0 == $1 }.count
        let (rest, wantedRest) = (name[common...], wanted[common...])
        if rest.count == wantedRest.count {
            if rest.dropFirst().elementsEqual(wantedRest.dropFirst()) { return true }
            guard rest.count >= 2 else { return false }
            let (a, b) = (Array(rest), Array(wantedRest))
            return a[0] == b[1] && a[1] == b[0] && a[2...].elementsEqual(b[2...])
        }
        return rest.count > wantedRest.count ? rest.dropFirst().elementsEqual(wantedRest) : rest.elementsEqual(wantedRest.dropFirst())
    }

    /// Large providers whose names are long enough that a slip is one; the most used first.
    static let providers = [
        "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "googlemail.com", "hotmail.co.uk", "yahoo.co.uk",
        "hotmail.fr",
        "yahoo.fr", "orange.fr", "wanadoo.fr", "t-online.de", "freenet.de", "comcast.net", "verizon.net", "sbcglobal.net", "bellsouth.net",
        "rocketmail.com", "ymail.com", "msn.com", "live.com", "aol.com", "protonmail.com", "yandex.ru", "libero.it",
    ]

    /// Endings that are slips of `com`, and no ending that mail comes from.
    private static let endings: Set<String> = [
        "con", "cim", "vom", "xom", "cpm", "coml", "comm", "ocm", "cm", "om", "co", "comn", "cmo", "clm", "ccom", "com.com", "c", "copm",
        "coom", "comc",
    ]

    /// Mail domains that look like slips and are none.
    static let known: Set<String> = Set(providers).union([
        "mail.com", "email.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "me.com", "mac.com", "aim.com", "aol.de", "aol.fr", "aol.it",
        "live.co", "live.cn", "live.de", "live.fr", "live.nl", "live.ca", "live.se", "live.dk", "live.no", "live.it", "live.ie", "love.com",
        "line.com", "like.com", "lime.com", "liver.com", "olive.com", "alive.com", "msn.cn", "man.com", "men.com", "mn.com", "sn.com",
        "aol.co.uk", "al.com", "ol.com",
        "ao.com", "ail.com", "yahoo.ca", "yahoo.cn", "yahoo.co", "yahoo.cz", "yahoo.de", "yahoo.dk", "yahoo.es", "yahoo.fi", "yahoo.gr",
        "yahoo.ie", "yahoo.in", "yahoo.it", "yahoo.nl", "yahoo.no", "yahoo.pl", "yahoo.pt", "yahoo.ro", "yahoo.se", "yahoo.co.in",
        "yahoo.co.jp", "yahoo.co.id", "yahoo.com.br", "hotmail.be", "hotmail.ca", "hotmail.ch", "hotmail.co", "hotmail.de", "hotmail.dk",
        "hotmail.es", "hotmail.fi", "hotmail.gr", "hotmail.it", "hotmail.nl", "hotmail.no", "hotmail.se", "outlook.at", "outlook.be",
        "outlook.cl", "outlook.co", "outlook.cz", "outlook.de", "outlook.dk", "outlook.es", "outlook.fr", "outlook.ie", "outlook.in",
        "outlook.it",
        "outlook.jp", "outlook.kr", "outlook.pt", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua", "yandex.com.tr", "libero.com",
        "proton.me", "pm.me",
        "protonmail.ch", "jmail.com", "qmail.com", "kmail.com", "umail.com", "hmail.com", "rmail.com", "bmail.com", "zmail.com",
        "emails.com",
        "fmail.com", "smail.com", "wmail.com", "tmail.com", "omail.com", "vmail.com", "xmail.com", "mymail.com", "g-mail.com", "pmail.com",
        "dmail.com", "imail.com", "amail.com",
        "lmail.com", "cmail.com", "nmail.com", "mmail.com",
    ])
}
