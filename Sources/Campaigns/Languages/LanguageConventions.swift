/// How a language writes dates and numbers.
///
/// Patterns are those of Unicode's CLDR (version 42 and later agree on all of these): `d` and `dd` the day, `M`, `MM` and `MMMM` the month,
/// `y` the year, text between apostrophes as it is. Digits are always `0…9`.
struct LanguageConventions: Hashable, Sendable {
    /// `November 24, 2026`
    var longDate: String
    /// `11/24/2026`
    var shortDate: String
    /// In the form they have in a date, January first.
    var months: [String]
    /// Sunday first.
    var weekdays: [String]
    /// Before the decimals.
    var decimalSign = ","
    /// Between groups of three digits.
    var groupSign = "."
    /// How many digits stand before the last three at the least, for a group sign to be written.
    var digitsBeforeGroup = 1

    /// The conventions of a language or of one it falls back to; nil where none are known.
    static func of(_ tag: LanguageTag) -> LanguageConventions? {
        tag.lookup.lazy.compactMap { known[$0.text] }.first
    }

    /// What a text without a language uses: American English.
    static let english = LanguageConventions(
        longDate: "MMMM d, y", shortDate: "M/d/y",
        months: words(
            "January February March April May June July August September October"
                + " November December"), weekdays: words("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"), decimalSign: ".",
        groupSign: ",")

    /// Tags with conventions, sorted.
    static var knownTags: [String] { known.keys.sorted() }

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    private static let noBreakSpace = "\u{A0}"

    private static let known: [String: LanguageConventions] = {
        var british = english
        (british.longDate, british.shortDate) = ("d MMMM y", "dd/MM/y")
        let german = LanguageConventions(
            longDate: "d. MMMM y", shortDate: "d.M.y",
            months: words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
            weekdays: words("Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag"))
        var austrian = german
        austrian.months[0] = "Jänner"
        var swiss = german
        (swiss.decimalSign, swiss.groupSign) = (".", "’")
        return [
            "en": english, "en-GB": british, "en-IE": british, "en-AU": british, "en-NZ": british,
            "de": german, "de-AT": austrian, "de-CH": swiss, "de-LI": swiss,
            "fr": LanguageConventions(
                longDate: "d MMMM y", shortDate: "dd/MM/y",
                months: words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
                weekdays: words("dimanche lundi mardi mercredi jeudi vendredi samedi"), groupSign: "\u{202F}"),
            "es": LanguageConventions(
                longDate: "d 'de' MMMM 'de' y", shortDate: "d/M/y",
                months: words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
                weekdays: words("domingo lunes martes miércoles jueves viernes sábado"), digitsBeforeGroup: 2),
            "it": LanguageConventions(
                longDate: "d MMMM y", shortDate: "dd/MM/y",
                months: words("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
                weekdays: words("domenica lunedì martedì mercoledì giovedì venerdì sabato")),
            "pt": LanguageConventions(
                longDate: "d 'de' MMMM 'de' y", shortDate: "dd/MM/y",
                months: words("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
                weekdays: words("domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado")),
            "nl": LanguageConventions(
                longDate: "d MMMM y", shortDate: "d-M-y",
                months: words("januari februari maart april mei juni juli augustus september oktober november december"),
                weekdays: words("zondag maandag dinsdag woensdag donderdag vrijdag zaterdag")),
            "sv": LanguageConventions(
                longDate: "d MMMM y", shortDate: "y-MM-dd",
                months: words("januari februari mars april maj juni juli augusti september oktober november december"),
                weekdays: words("söndag måndag tisdag onsdag torsdag fredag lördag"), groupSign: noBreakSpace),
            "da": LanguageConventions(
                longDate: "d. MMMM y", shortDate: "d.M.y",
                months: words("januar februar marts april maj juni juli august september oktober november december"),
                weekdays: words("søndag mandag tirsdag onsdag torsdag fredag lørdag")),
            "nb": norwegian, "no": norwegian,
            "fi": LanguageConventions(
                longDate: "d. MMMM y", shortDate: "d.M.y",
                months: words(
                    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
                        + " marraskuuta joulukuuta"),
                weekdays: words("sunnuntai maanantai tiistai keskiviikko torstai perjantai lauantai"), groupSign: noBreakSpace),
            "pl": LanguageConventions(
                longDate: "d MMMM y", shortDate: "d.MM.y",
                months: words("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
                weekdays: words("niedziela poniedziałek wtorek środa czwartek piątek sobota"), groupSign: noBreakSpace,
                digitsBeforeGroup: 2),
            "cs": LanguageConventions(
                longDate: "d. MMMM y", shortDate: "d. M. y",
                months: words("ledna února března dubna května června července srpna září října listopadu prosince"),
                weekdays: words("neděle pondělí úterý středa čtvrtek pátek sobota"), groupSign: noBreakSpace),
            "tr": LanguageConventions(
                longDate: "d MMMM y", shortDate: "dd.MM.y",
                months: words("Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
                weekdays: words("Pazar Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi")),
        ]
    }()

    private static let norwegian = LanguageConventions(
        longDate: "d. MMMM y", shortDate: "d.M.y",
        months: words("januar februar mars april mai juni juli august september oktober november desember"),
        weekdays: words("søndag mandag tirsdag onsdag torsdag fredag lørdag"), groupSign: noBreakSpace)
}
