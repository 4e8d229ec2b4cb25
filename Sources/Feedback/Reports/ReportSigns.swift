import MailFormat

/// By what a mail shows that it is a report, an automatic answer or a request to leave the list.
enum ReportSigns {
    /// From a mail system, or without a reverse path.
    static func isFromMailSystem(_ header: ReadHeader) -> Bool {
        let from = FoldedText(header.text("from"))
        for name in [
            "mailer-daemon", "postmaster", "post_master", "mail-daemon", "maildaemon", "mail delivery", "mdaemon", "mail system",
            "mailerdaemon", "mailadmin", "mail administrator", "mail-delivery", "bounce", "returned",
        ]
        where from.contains(name) {
            return true
        }
        return header.value("return-path").map { $0.filter { $0 > 0x20 } == Array("<>".utf8) } == true
            || header.value("x-failed-recipients") != nil
    }

    /// A subject under which mail systems return mail.
    static func hasReportSubject(_ header: ReadHeader) -> Bool {
        let subject = FoldedText(header.text("subject"))
        return [
            "undeliver", "delivery status", "returned mail", "delivery fail", "failure notice", "mail delivery", "not be delivered",
            "mail failure", "failure delivery", "delivery notification", "delivery error", "delivery problem", "returned to sender",
            "return receipt", "non remis", "unzustellbar", "rejected", "failed mail", "message delivery", "nondeliverable",
            "non-deliverable", "delayed",
            "mail system error", "unknown user", "user unknown", "bounced", "delivery report", "delivery unsuccessful", "not deliver",
            "warning:", "returning message", "message status", "unable to deliver", "mail could not", "failed delivery", "notificación",
            "mail warning", "mail_delivery", "email delivery", "devuelto", "nichtzustellbar", "エラー", "不達", "problem delivering",
            "mail error",
            "failed to deliver", "server error", "addressee", "nondelivery", "non delivery", "non-delivery", "unzustellbare",
            "delivery has", "nicht zustellbar", "zustellung fehlgeschlagen", "zustellungsfehler", "échec de la remise", "échec de remise",
            "non distribu", "onbestelbaar", "niet bezorgd", "mancato recapito", "mancata consegna", "no entregad", "não entregue",
            "falha na entrega", "error de entrega", "недоставлен", "не доставлен", "退信", "投递失败", "無法傳遞", "配信不能", "送信失敗", "전송 실패",
            "kunne ikke leveres", "kunde inte levereras", "niedoręczon", "mail returned", "failed mail",
        ].contains { subject.contains($0) }
    }

    /// Words that only reports open with.
    static func hasReportWords(_ text: FoldedText) -> Bool {
        strong.contains { text.contains([$0]) }
    }

    private static let strong = [
        "could not be delivered", "couldn't be delivered", "was not delivered", "wasn't delivered", "not be delivered to", "undeliverable",
        "unable to deliver", "not able to deliver", "this is the mail system at host", "created automatically by mail delivery software",
        "delivery to the following recipient", "delivery has failed", "delivery failed", "permanent fatal errors", "delivery incomplete",
        "problem delivering your", "error delivering", "kon niet", "kan niet worden bezorgd", "rejected your message", "did not reach",
        "message was undeliverable", "returned to you", "delivery failure", "unrecoverable error", "failed to deliver",
        "mail delivery error", "could not deliver", "error occurred while trying to deliver", "transcript of session",
        "message you sent to", "couldn't deliver", "cannot be delivered", "can't be delivered", "undelivered", "cannot deliver",
        "message was rejected", "does not exist here", "permanent error", "not delivered", "failed recipient", "error message below", "配信",
        "送信できません", "não foi", "no se pudo", "has not yet been", "nicht zugestellt werden", "nicht ausgeliefert werden", "n'a pas pu être",
        "n'a pu être remis", "non è stato possibile", "impossibile recapitare", "não pôde ser entregue", "no se ha podido entregar",
        "не может быть доставлен", "не удалось доставить", "не было доставлено", "无法投递", "無法投遞", "could not be sent", "bounced back",
        "has been delayed", "did not accept", "message not sent", "unable to send",
    ].map { Array($0.utf8) }

    /// Words that say the mail still waits.
    static func saysDelayed(_ header: ReadHeader, _ text: FoldedText) -> Bool {
        let subject = FoldedText(header.text("subject"))
        if ["delay", "warning: message", "warning: could not send", "delivery incomplete", "still being"].contains(where: {
            subject.contains($0)
        }) {
            return true
        }
        return [
            "warning message only", "do not need to resend", "has not yet been delivered", "delivery incomplete", "will retry for",
            "will continue to try", "will keep trying", "will be retried", "no action is required on your part",
            "delivery attempts will continue", "still trying", "this is a warning", "has been delayed", "will try again",
            "is only a warning",
        ].contains { text.contains($0) }
    }

    /// A mail of a system that holds ours until a person proves that she sent it, or until a moderator has looked at it.
    ///
    /// Only an answer counts: a newsletter may ask to confirm, too.
    static func isChallenge(_ header: ReadHeader) -> Bool {
        let subject = FoldedText(header.text("subject"))
        guard
            header.value("in-reply-to") != nil || header.value("references") != nil || header.value("auto-submitted") != nil
                || header.value("return-path").map({ $0.filter { $0 > 0x20 } == Array("<>".utf8) }) == true
        else { return false }
        return [
            "confirm your message", "confirm your mail", "confirm your email to", "confirm your e-mail to", "verify your message",
            "verify your email to", "verification required", "sender verification", "anti-spam verification", "spam arrest",
            "needs your confirmation", "waiting for verification", "awaiting verification", "awaits moderator", "awaiting moderator",
            "moderator approval", "held for approval", "bestätigen sie ihre nachricht", "confirmez votre message", "are you human",
        ].contains { subject.contains($0) }
    }

    /// An automatic answer of a person's mailbox.
    static func isAutomaticAnswer(_ header: ReadHeader) -> Bool {
        for name in [
            "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-vacation", "x-autogenerated", "x-mail-autoreply",
            "x-autoreply-from",
        ]
        where header.value(name) != nil { return true }
        if header.text("auto-submitted").lowercased().hasPrefix("auto-replied") { return true }
        if ["auto_reply", "autoreply", "auto-reply"].contains(header.text("precedence").lowercased()) { return true }
        let subject = FoldedText(header.text("subject"))
        return [
            "out of office", "out of the office", "auto reply", "auto-reply", "autoreply", "automatic reply", "automatische antwort",
            "abwesenheit", "autosvar", "réponse automatique", "respuesta automática", "vacation", "auto response", "autoresponse", "auto:",
            "on holiday", "away from my mail", "automatic response", "out-of-office", "自動応答", "自動返信", "risposta automatica",
            "resposta automática", "automatisch antwoord", "ooo:", "abwesend", "im urlaub", "absence du bureau", "absent du bureau",
            "fuera de la oficina", "fuori ufficio", "fuori sede", "ausente", "afwezig", "away from the office", "on leave", "on vacation",
            "parental leave", "maternity leave", "втоответ", "自动回复", "自動回覆", "automatiskt svar", "automatisk svar", "automaattinen vastaus",
            "automatyczna odpowied", "otomatik yanıt", "no longer with the company", "has left the company",
        ].contains { subject.contains($0) }
    }

    /// A mail that asks to be taken off, as `List-Unsubscribe: <mailto:…>` makes one.
    static func isUnsubscribe(_ header: ReadHeader) -> Bool {
        var subject = FoldedText(header.text("subject")).bytes[...]
        for prefix in ["re: ", "fwd: ", "aw: "] where subject.starts(with: Array(prefix.utf8)) {
            subject = subject.dropFirst(prefix.utf8.count)
        }
        while let last = subject.last, last <= 0x20 || last == UInt8(ascii: ".") || last == UInt8(ascii: "!") { subject.removeLast() }
        let words = [
            "unsubscribe", "remove", "remove me", "unsubscribe me", "please unsubscribe", "please unsubscribe me", "please remove me",
            "abmelden",
            "abmeldung", "abbestellen", "austragen", "désabonnement", "désinscription", "desuscribir", "darse de baja", "baja",
            "cancellami",
            "disiscrizione", "afmelden", "uitschrijven", "opt-out", "opt out", "optout", "list-unsubscribe", "配信停止", "退会", "退订",
        ]
        // `unsubscribe-HANDLE`, as the List-Unsubscribe of our own messages has it.
        if subject.starts(with: Array("unsubscribe-".utf8)), subject.count < 80, !subject.contains(0x20) { return true }
        // `unsubscribe TOKEN`, as a mailto link may say; not a sentence of a person.
        let first = subject.prefix { $0 != 0x20 }
        return words.contains { Array($0.utf8) == Array(subject) }
            || (Array(first) == Array("unsubscribe".utf8) && subject.count <= 64 && subject.filter { $0 == 0x20 }.count == 1)
    }
}
