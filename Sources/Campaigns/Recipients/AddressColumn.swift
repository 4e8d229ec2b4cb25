import MailFormat

/// Finds the column that holds the addresses: by its name, or by what is in it.
enum AddressColumn {
    /// A column, and whether only its content speaks for it.
    struct Finding: Hashable {
        var index: Int
        var isByContent: Bool
    }

    /// Names without anything but letters, in the order of trust. Names that may also be those of a postal address, of a person or of
    /// a flag come last, and count only if there are addresses in the column.
    private static let certain = [
        "email", "emailaddress", "emailaddr", "mail", "mailaddress", "useremail", "contactemail", "subscriberemail", "customeremail",
        "recipientemail", "primaryemail", "emailid", "emails",
        // Danish, Dutch, Finnish, French, German, Hungarian, Italian, Norwegian, Polish, Portuguese, Romanian, Spanish, Swedish, Turkish
        "emailadresse", "mailadresse", "emailadres", "mailadres", "sähköposti", "sähköpostiosoite", "adresseemail", "adressemail",
        "courriel", "adresseélectronique", "adressedecourriel", "adressemessagerie", "emailcím", "emailadreß", "indirizzoemail",
        "postaelettronica", "indirizzodipostaelettronica", "epost", "epostadresse", "epostadress", "adresemail", "pocztaelektroniczna",
        "endereçodeemail", "endereçoemail", "enderecodeemail", "enderecoemail", "correioeletrónico", "correioeletrônico", "adresăemail",
        "adresădeemail", "correo", "correoelectrónico", "correoelectronico", "direccióndecorreo", "direcciondecorreo",
        "direccióndecorreoelectrónico", "eposta", "epostaadresi",
        // Czech, Slovak, Slovene, Croatian, Greek, Russian, Ukrainian, Bulgarian, Arabic, Hebrew, Chinese, Japanese, Korean
        "emailováadresa", "emailovaadresa", "epošta", "epoštninaslov", "elektroničkapošta", "ηλεκτρονικόταχυδρομείο", "электроннаяпочта",
        "адресэлектроннойпочты", "элпочта", "почта", "имейл", "емейл", "електроннапошта", "пошта", "имейладрес", "البريدالإلكتروني",
        "البريدالالكتروني", "דואל", "邮箱", "电子邮箱", "电子邮件", "邮件地址", "電子郵件", "電子メール", "メールアドレス", "メール", "eメール", "이메일", "이메일주소",
    ]
    private static let possible = [
        "address", "adresse", "adres", "adresa", "dirección", "direccion", "indirizzo", "endereço", "to", "recipient", "mailto",
        "contact", "username", "user", "login",
    ]

    private static let ranks = Dictionary(certain.enumerated().map { ($1, $0) }, uniquingKeysWith: min)

    /// The column of that name or 1-based number; nil where there is none.
    static func named(_ name: String, in columns: [String]) -> Int? {
        let normalised = HeaderRow.normalised(name)
        if let index = columns.firstIndex(of: normalised) { return index }
        if let number = Int(name), columns.indices.contains(number - 1) { return number - 1 }
        return nil
    }

    /// The best column of a file with a header.
    ///
    /// A column with a certain name is taken whatever is in it, unless nothing in it is an address and another column with a certain name
    /// holds some: so `email` with yes and no gives way to `email_address`, but never to `manager_email`.
    /// - Parameter rows: the first rows behind the header.
    static func find(columns: [String], rows: [[String]]) -> Finding? {
        let names = columns.map(letters)
        let byName = names.indices.filter { ranks[names[$0]] != nil }.sorted {
            (ranks[names[$0]] ?? 0, $0) < (ranks[names[$1]] ?? 0, $1)
        }
        if let index = byName.first(where: { share(of: $0, in: rows) > 0 }) ?? byName.first {
            return Finding(index: index, isByContent: false)
        }
        let containing = names.indices.filter { names[$0].contains("email") || names[$0].contains("courriel") }
        let candidates = containing + names.indices.filter { possible.contains(names[$0]) }
        if let index = candidates.first(where: { share(of: $0, in: rows) >= 0.5 }) {
            return Finding(index: index, isByContent: !containing.contains(index))
        }
        return byContent(rows: rows).map { Finding(index: $0, isByContent: true) }
            ?? containing.first.map {
                Finding(index: $0, isByContent: false)
            }
    }

    /// The column in which most cells are addresses, and at least half of those that are not empty.
    static func byContent(rows: [[String]]) -> Int? {
        let width = rows.map(\.count).max() ?? 0
        let shares = (0..<width).map { share(of: $0, in: rows) }
        guard let best = shares.max(), best >= 0.5 else { return nil }
        return shares.firstIndex(of: best)
    }

    /// Which part of the cells of a column that are not empty holds an address; 0 where all are empty.
    private static func share(of column: Int, in rows: [[String]]) -> Double {
        let cells = rows.compactMap { $0.indices.contains(column) ? $0[column] : nil }.filter { !$0.isEmpty }
        guard !cells.isEmpty else { return 0 }
        return Double(cells.count { if case .success = AddressCell($0).address { true } else { false } }) / Double(cells.count)
    }

    /// A name without digits, blanks and signs: `E-Mail 1` is `email`.
    private static func letters(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.filter(\.properties.isAlphabetic)))
    }
}
