/// What is wrong with the address or the mailbox behind it.
enum RecipientRules {
    /// The mailbox has no room.
    static let full = [
        Rule(
            "recipient.full", .mailboxFull,
            [
                "mailbox full", "mailbox is full", "mailbox … is full", "mailbox … over quota", "over quota", "overquota", "quota exceeded",
                "exceeded … quota",
                "exceeds … quota", "exceeding … quota", "exceed … quota", "quota full", "quota … exceeded", "out of storage",
                "mailbox exceeded",
                "inbox is full", "inbox full",
                "over its quota", "over disk quota", "mailbox size limit", "mailbox limit", "storage limit", "full mailbox", "out of quota",
                "disk quota", "mailfolder is full", "maildir delivery failed", "mail box full", "mailbox has exceeded",
                "insufficient mailbox",
                "no space left in mailbox", "mbox exceeded", "boite du destinataire pleine", "buzón … lleno", "quotaexceeded", "is stuffed",
                "account is full", "too many messages in", "not enough storage space", "storage quota", "mailbox … exceeded",
                "user is over", "mbox full",
                "mailbox has reached", "mailbox_full", "mail quota", "mail folder is full", "pleine", "maximum mailbox", "account … over",
                "dd sorry, your message … quota",
                "limit for this mailbox", "deliver.mailbox is full", "メールボックスが一杯", "受信ボックス", "容量", "postfach … voll", "mailboxfull",
                "email account is full",
                "mail file is full", "wouldn't fit in",
            ])
    ]
    /// The mailbox exists and is closed.
    static let suspended = [
        Rule(
            "recipient.suspended", .suspended,
            [
                "account … disabled", "account … suspended", "user … suspended", "mailbox … disabled", "mailbox … inactive",
                "account … inactive",
                "is inactive", "inactive user", "inactive account", "account … deactivated", "has been disabled", "has been suspended",
                "is disabled", "disabled recipient", "discontinued",
                "mailbox disabled", "mailbox … frozen", "account … locked", "temporary locked", "temporarily locked", "recipient suspend",
                "suspended",
                "account expired", "mailbox … expired", "mailbox … suspended", "domain … suspended", "boite … archivee", "not active",
                "account closed", "user … disabled", "account … closed", "is a deactivated",
                "invalid/inactive", "restricted from receiving", "user is inactive", "account … blocked", "vdelivermail: account is locked",
                "dormant",
                "no longer active", "user account has expired", "bounced … inactive", "mailbox … deactivated", "inactivated",
            ])
    ]
    /// She went elsewhere.
    static let moved = [
        Rule(
            "recipient.moved", .moved,
            [
                "has been replaced by", "has moved", "user has moved", "mailbox has moved", "address … has changed",
                "mailbox owner has changed",
                "no longer at this address", "new address is", "has changed to",
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
                "user unknown", "unknown user", "unknown … user", "no such user", "no such recipient", "no such mailbox", "no such address",
                "no such account", "no such person",
                "no such … here", "unknown recipient", "recipient unknown", "unknown mailbox", "mailbox unknown", "unknown address",
                "address unknown", "user not found",
                "user … not found", "recipient not found", "recipient … not found", "mailbox not found", "mailbox … not found",
                "address not found", "account not found", "address … not found",
                "user doesn't exist", "user does not exist", "user … does not exist", "user … doesn't have", "recipient … does not exist",
                "recipient does not exist",
                "recipient … doesn't exist", "address does not exist", "address doesn't exist", "address … does not exist",
                "account … does not exist", "account does not exist",
                "mailbox does not exist", "mailbox … does not exist", "mailbox doesn't exist", "mailbox … doesn't exist",
                "account that you tried to reach does not exist",
                "does not exist here", "user not exist", "not exist", "dosn't exist", "invalid recipient", "invalid mailbox",
                "invalid recipient",
                "invalid user", "invalid address", "invalid user address",
                "bad destination mailbox", "mailbox unavailable", "mailbox not available", "recipient … invalid", "recipient invalid",
                "recipientnotfound", "resolver.adr.",
                "not listed in … directory", "not listed in public", "not a known user", "not a valid mailbox", "not a valid user",
                "not a valid recipient", "not a valid address",
                "undeliverable address", "addressee unknown", "unknown or illegal alias", "unknown local part", "unknown local-part",
                "unrouteable address", "unroutable address", "no mailbox here", "no mailbox … by that name",
                "no mailbox found", "no mail box", "not our customer", "not one of our users", "not registered", "doesn't have a … account",
                "isn't a … account", "not found in directory",
                "not known at this site", "not known here", "user not known", "is not a member", "recipient address is not known",
                "no account by that name", "no account … here",
                "user … not … known", "recipient no longer", "no longer valid", "user not local", "not local user", "no valid recipient",
                "no matching … recipient", "no recipient found",
                "recipient address … unknown", "destinataire invalide", "inconnu",
                "destinatario … no existe", "usuario … no existe",
                "unknown customer", "nosuchuser", "couldn't be found", "could not be found", "wasn't found at", "wasn't found",
                "can't be found", "bad address", "bad recipient", "mail receiver not found", "delivery to the following recipients failed",
                "not a registered", "no user", "isn't in our", "wrong address", "not in my domain", "nonexistent", "non-existent",
                "nonexisting", "not configured to receive", "mailbox … unavailable",
                "user unkown", "#rcp", "rcp-p1", "rcp-p2", "answer=6596", "recipient … unknown", "ldap … not found", "known to be invalid",
                "ユーザー", "宛先", "空いていない", "no vpopmail", "does not have … mailbox", "unknown account", "destinatário", "unbekannt",
                "user … unknown", "existiert nicht",
                "delivery not authorized to", "aliaslist", "listed in domino", "not recognized", "not recognised",
                "no local mailbox", "bad-user", "recipient is not exist", "unable to find user", "unable to find recipient",
                "cannot find … user", "no existe",
            ]),
    ]
    /// Refused without a word why.
    static let rejected = [
        Rule("recipient.rejected", .unknownUser, ["recipient rejected", "recipient address rejected", "this recipient"])
    ]
}
