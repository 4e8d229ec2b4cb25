/// What is wrong with the address or the mailbox behind it.
///
/// Sources: the refusals in the sources of Postfix (`local_recipient_maps`, `virtual`), Exim (`routers`), sendmail (`parseaddr.c`), qmail and
/// vpopmail, Courier (`maildrop`), Dovecot (`lda`), OpenSMTPD (`esc.c`); the error lists that Google, Microsoft 365 (`RESOLVER.*`), Yahoo, Apple,
/// Domino, QQ, NetEase, Orange, GMX, KDDI and NTT Docomo publish for senders; the words of all of them in other languages. Read 2026-11.
enum RecipientRules {
    /// The mailbox has no room.
    static let full = [
        Rule(
            "recipient.full", .mailboxFull,
            [
                "mailbox … over quota", "over quota", "overquota", "quota exceeded", "exceeded … quota", "exceeds … quota",
                "exceeding … quota", "exceed … quota", "quota full", "quota … exceeded", "out of storage", "inbox full",
                "over its quota", "over disk quota", "mailbox size limit", "mailbox limit", "storage limit", "full mailbox",
                "out of quota", "disk quota", "mailfolder is full", "maildir delivery failed", "mail box full",
                "insufficient mailbox", "no space left in mailbox", "mbox exceeded", "boite du destinataire pleine",
                "buzón … lleno", "quotaexceeded", "account is full", "too many messages in", "not enough storage space",
                "storage quota", "mailbox … exceeded", "user is over", "mbox full", "mailbox has reached", "mailbox_full",
                "mail quota", "mail folder is full", "maximum mailbox", "account … over", "limit for this mailbox", "メールボックスが一杯",
                "postfach … voll", "mailboxfull", "mail file is full", "wouldn't fit in", "mailbox … full", "inbox … full",
                "account … is full", "exceeded storage allocation", "not have enough space", "not enough space in",
                "disk space limit", "space … used up", "reached … quota", "quota violation", "exceeding receiving limits",
                "over the allowed", "would exceed … storage", "would exceed … quota", "over storage", "out of space … mailbox",
                "boite … pleine", "boîte … pleine", "casella … piena", "caixa … cheia", "postfach … überfüllt", "postbus vol",
                "переполнен", "受信ボックス … 一杯", "メールボックス … 容量", "容量 … 超", "邮箱已满", "空间不足", "mailboxquota", "mailquota",
                "usage limit", "mailbox … at capacity", "mailbox full", "mailbox is full", "inbox is full", "mailbox exceeded",
                "mailbox has exceeded",
            ])
    ]
    /// The mailbox exists and is closed.
    static let suspended = [
        Rule(
            "recipient.suspended", .suspended,
            [
                "account … disabled", "account … suspended", "user … suspended", "mailbox … disabled", "mailbox … inactive",
                "account … inactive", "is inactive", "inactive user", "inactive account", "account … deactivated",
                "has been disabled", "has been suspended", "is disabled", "disabled recipient", "discontinued",
                "mailbox disabled", "mailbox … frozen", "account … locked", "temporary locked", "temporarily locked",
                "recipient suspend", "suspended", "account expired", "mailbox … expired", "mailbox … suspended",
                "domain … suspended", "boite … archivee", "not active", "account closed", "user … disabled", "account … closed",
                "invalid/inactive", "restricted from receiving", "account … blocked", "vdelivermail: account is locked",
                "dormant", "no longer active", "user account has expired", "mailbox … deactivated", "inactivated",
                "mailbox unavailable or access denied", "deactivated", "account … cancelled", "account … terminated",
                "account … hold", "terminated account", "mailbox … closed", "address … disabled", "address … deactivated",
                "disabled user", "disabled mailbox", "extended inactivity", "not been used", "konto … gesperrt",
                "postfach … gesperrt", "compte … suspendu", "cuenta … suspendida", "conta … suspensa", "заблокирован", "账号已停用",
                "disabled account", "mailbox … archived",
            ])
    ]
    /// She, or the site on her behalf, takes no mail of this sender or kind: her own lists, a phone's filter, a group's settings.
    ///
    /// Source: what AOL, Facebook, the Japanese carriers and Microsoft 365 document for mailboxes with own filters.
    static let filtered = [
        Rule(
            "recipient.filtered", .filtered,
            [
                "recipient preferences", "user rules", "blocked by recipient", "blocked by the recipient", "refuse to receive",
                "refuses to receive", "refuses to accept", "not accepting any mail", "not accepting mail", "only accepting mail",
                "only accepts mail from", "restricted sms", "user reject", "user has rejected", "message filtered",
                "recipient's filter", "recipient's block", "notauthorized", "rejected by user", "account is protected by",
                "recipient has blocked", "recipient … refused the message", "受信拒否", "拒绝接收",
            ])
    ]
    /// She went elsewhere.
    static let moved = [
        Rule(
            "recipient.moved", .moved,
            [
                "has been replaced by", "has moved", "user has moved", "mailbox has moved", "address … has changed",
                "mailbox owner has changed", "no longer at this address", "new address is", "has changed to",
                "moved permanently", "address change", "changed … email address", "is now using", "please use the new address",
                "neue e-mail-adresse", "nueva dirección", "nouvelle adresse", "user not local; please try",
                "forwarding address is",
            ])
    ]
    /// There is no such mailbox.
    static let unknown = [
        Rule(
            "recipient.no_mailbox", .unknownUser,
            ["invalid mailbox", "invalid recipient", "mailbox not found", "no such mailbox", "user not found", "mailbox does not exist"]),
        Rule(
            "recipient.unknown", .unknownUser,
            [
                "user unknown", "unknown user", "unknown … user", "no such user", "no such recipient", "no such mailbox",
                "no such address", "no such account", "no such person", "no such … here", "unknown recipient",
                "recipient unknown", "unknown mailbox", "mailbox unknown", "unknown address", "address unknown",
                "user not found", "user … not found", "recipient not found", "recipient … not found", "mailbox not found",
                "mailbox … not found", "address not found", "account not found", "address … not found", "user doesn't exist",
                "user does not exist", "user … does not exist", "user … doesn't have", "recipient … does not exist",
                "recipient does not exist", "recipient … doesn't exist", "address does not exist", "address doesn't exist",
                "address … does not exist", "account … does not exist", "account does not exist", "mailbox does not exist",
                "mailbox … does not exist", "mailbox doesn't exist", "mailbox … doesn't exist",
                "account that you tried to reach does not exist", "does not exist here", "user not exist", "not exist",
                "dosn't exist", "invalid recipient", "invalid mailbox", "invalid recipient", "invalid user", "invalid address",
                "invalid user address", "bad destination mailbox", "mailbox unavailable", "mailbox not available",
                "recipient … invalid", "recipient invalid", "recipientnotfound", "resolver.adr.", "not listed in … directory",
                "not listed in public", "not a known user", "not a valid mailbox", "not a valid user", "not a valid recipient",
                "not a valid address", "undeliverable address", "addressee unknown", "unknown or illegal alias",
                "unknown local part", "unknown local-part", "unrouteable address", "unroutable address", "no mailbox here",
                "no mailbox … by that name", "no mailbox found", "no mail box", "not our customer", "not one of our users",
                "not registered", "doesn't have a … account", "isn't a … account", "not found in directory",
                "not known at this site", "not known here", "user not known", "is not a member",
                "recipient address is not known", "no account by that name", "no account … here", "user … not … known",
                "recipient no longer", "no longer valid", "user not local", "not local user", "no valid recipient",
                "no matching … recipient", "no recipient found", "recipient address … unknown", "destinataire invalide",
                "inconnu", "destinatario … no existe", "usuario … no existe", "unknown customer", "nosuchuser",
                "couldn't be found", "could not be found", "wasn't found at", "wasn't found", "can't be found", "bad address",
                "bad recipient", "mail receiver not found", "delivery to the following recipients failed", "not a registered",
                "isn't in our", "wrong address", "nonexistent", "non-existent", "nonexisting", "not configured to receive",
                "mailbox … unavailable", "user unkown", "recipient … unknown", "ldap … not found", "known to be invalid",
                "no vpopmail", "does not have … mailbox", "unknown account", "unbekannt", "user … unknown", "existiert nicht",
                "delivery not authorized to", "listed in domino", "not recognized", "not recognised", "no local mailbox",
                "bad-user", "recipient is not exist", "unable to find user", "unable to find recipient", "cannot find … user",
                "no existe", "no such local user", "no user by that name", "no users here", "宛先不明", "宛先 … 見つかりません",
                "ユーザー … 存在しません", "ユーザー … 見つかりません", "存在しません", "destinatário … inexist", "destinatário … não",
                "destinatário … inválid", "usuário … inexist", "usuário … não", "destinatario … descon",
                "destinatario … inesistente", "utente sconosciuto", "ontvanger … onbekend", "onbekende gebruiker",
                "empfänger … unbekannt", "empfänger … nicht gefunden", "benutzer … unbekannt", "пользователь … не",
                "ящик … не существует", "用户不存在", "收件人不存在", "用戶不存在", "no one at this address", "no account here",
                "no longer accepts mail", "longer on server", "longer exists", "no longer available", "badrcptto",
                "address … rejected: user", "unknown virtual", "unknown email address", "unknown e-mail address",
                "missing home directory", "not a local address", "addresses were unknown", "recipients … undeliverable",
                "no longer employed", "no longer with", "no longer works", "left the company", "not a recognised",
                "invalid final delivery", "recipient is not local", "address is invalid", "illegal user", "undefined mailbox",
                "mailbox missing", "not our mailbox", "in the address book", "isn't a valid", "is not an active address",
                "archived recipient", "no mail-enabled",
            ]),
    ]
    /// Refused without a word why.
    static let rejected = [
        Rule("recipient.rejected", .unknownUser, ["recipient rejected", "recipient address rejected", "this recipient"])
    ]
}
