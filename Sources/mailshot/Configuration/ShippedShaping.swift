// Made by Scripts/embed-starter from shaping.toml; edit that file and run: make embed

/// What is known of mailbox providers, as shipped.
enum ShippedShaping {
    /// The text of `shaping.toml`.
    static let text = #"""
        # What mailbox providers are known to bear, and what their replies mean for the next message.
        #
        # This file is carried in the executable. A file of the same name beside mailshot.toml adds to it: a [[provider]] of the same name
        # replaces the keys it sets, `remove = true` takes a provider out, and `defaults = false` at the top takes all of this out. A
        # [[throttle]] in mailshot.toml wins over both. `mailshot relays explain ADDRESS` says what holds for a recipient, and from where.
        #
        # rate                      all mail to the provider's domains, over all relays
        # max_connections           messages to them that may be on their way at once, over all relays
        # messages_per_connection   only for a relay whose host is one of the provider's own exchanges
        # published                 the figures that the source states; every other figure is a careful choice of ours, because the provider
        #                           states none: low enough to be polite from an address without a history, high enough for a newsletter
        # domains, mx               the provider's own domains, and the ends of its exchanges' names (used with mx_rollup = true)
        # rule                      reply: text to look for (a * stands for anything); action: "slow", "pause relay" or "pause domain";
        #                           for: how long, where the reply itself names no time; after: how often in how much time before it counts

        [[provider]]
        name = "google"
        domains = ["gmail.com", "googlemail.com"]
        mx = [".google.com", ".googlemail.com"]
        rate = "50/s"
        max_connections = 20
        messages_per_connection = 100
        source = "https://support.google.com/a/answer/81126"
        checked = "2026-11-25"

        [[provider.rule]]
        reply = ["4.7.28", "unusual rate of unsolicited mail"]
        action = "pause domain"
        for = "15m"
        after = "2/hour"
        source = "https://support.google.com/a/answer/3726730"

        [[provider.rule]]
        reply = "450 4.2.1 *peak smtp relay limit"
        action = "pause relay"
        for = "10m"
        source = "https://support.google.com/a/answer/3726730"

        [[provider]]
        name = "microsoft"
        domains = [
            "outlook.com", "hotmail.com", "live.com", "msn.com", "windowslive.com", "passport.com",
            "hotmail.co.uk", "hotmail.fr", "hotmail.de", "hotmail.it", "hotmail.es", "hotmail.nl", "hotmail.be", "hotmail.com.br", "hotmail.ca",
            "live.co.uk", "live.fr", "live.de", "live.it", "live.nl", "live.be", "live.ca", "live.com.au", "live.com.mx", "live.se", "live.dk",
            "outlook.de", "outlook.fr", "outlook.it", "outlook.es", "outlook.co.uk", "outlook.com.br", "outlook.jp", "outlook.at", "outlook.be",
        ]
        mx = [".olc.protection.outlook.com"]
        rate = "20/s"
        max_connections = 20
        messages_per_connection = 50
        # Its policy names 500 simultaneous connections as the most without an arrangement; nobody without a history gets that far.
        source = "https://sendersupport.olc.protection.outlook.com/pm/policies"
        checked = "2026-11-25"

        [[provider.rule]]
        reply = ["4.7.650", "4.7.651", "temporarily rate limited due to ip reputation", "rp-001", "rp-002", "rp-003"]
        action = "pause domain"
        for = "30m"
        after = "2/hour"
        source = "https://sendersupport.olc.protection.outlook.com/pm/troubleshooting"

        [[provider]]
        name = "microsoft365"
        mx = [".mail.protection.outlook.com", ".mx.microsoft"]
        rate = "50/s"
        max_connections = 20
        messages_per_connection = 50
        source = "https://techcommunity.microsoft.com/t5/exchange/office365-throttling-inbound-messages-s77719/td-p/2352675"
        checked = "2026-11-25"

        [[provider.rule]]
        reply = ["4.7.500 *server busy", "4.7.501 *server busy"]
        action = "pause domain"
        for = "10m"
        after = "2/hour"
        source = "https://techcommunity.microsoft.com/t5/exchange/office365-throttling-inbound-messages-s77719/td-p/2352675"

        [[provider]]
        name = "yahoo"
        domains = [
            "yahoo.com", "ymail.com", "rocketmail.com", "aol.com", "aim.com", "netscape.net", "verizon.net",
            "yahoo.co.uk", "yahoo.fr", "yahoo.de", "yahoo.it", "yahoo.es", "yahoo.ca", "yahoo.com.br", "yahoo.com.mx", "yahoo.com.ar", "yahoo.co.in",
            "yahoo.in", "yahoo.com.au", "aol.de", "aol.co.uk", "aol.fr", "yahoo.ie", "yahoo.gr", "yahoo.pl", "yahoo.ro", "yahoo.se", "yahoo.no",
        ]
        mx = [".yahoodns.net"]
        rate = "20/s"
        max_connections = 10
        messages_per_connection = 20
        published = ["messages_per_connection"]
        source = "https://help.yahoo.com/kb/SLN3433.html"
        checked = "2026-11-25"

        [[provider.rule]]
        reply = ["[ts01]", "[ts02]", "[ts04]", "[tss04]", "temporarily deferred due to unexpected volume"]
        action = "pause domain"
        for = "2h"
        source = "https://senders.yahooinc.com/smtp-error-codes/"

        [[provider.rule]]
        # "Permanently deferred": not to be sent again before the sender has changed something.
        reply = ["[ts03]", "[tss03]"]
        action = "pause domain"
        for = "24h"
        source = "https://help.yahoo.com/kb/SLN3436.html"

        [[provider]]
        name = "apple"
        domains = ["icloud.com", "me.com", "mac.com"]
        mx = [".mail.icloud.com"]
        rate = "20/s"
        max_connections = 10
        messages_per_connection = 50
        source = "https://support.apple.com/en-us/102322"
        checked = "2026-11-25"

        [[provider.rule]]
        reply = "421 4.7.1"
        action = "pause domain"
        for = "30m"
        after = "2/hour"

        [[provider]]
        name = "gmx"
        domains = [
            "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "gmx.co.uk", "gmx.fr", "gmx.es", "gmx.eu", "gmx.org", "gmx.info", "gmx.li",
            "web.de", "email.de", "mail.com",
        ]
        mx = [".gmx.net", ".web.de", ".mail.com"]
        rate = "10/s"
        max_connections = 5
        messages_per_connection = 50
        source = "https://postmaster.gmx.net/en/error-messages"
        checked = "2026-11-25"

        [[provider.rule]]
        # "Please try again in a few hours and reduce the sending rate": no number, so three hours.
        reply = ["421 *rate limit reached", "too many messages have been received in a short period"]
        action = "pause domain"
        for = "3h"
        source = "https://postmaster.gmx.net/en/error-messages"

        [[provider]]
        name = "t-online"
        domains = ["t-online.de", "magenta.de"]
        mx = [".t-online.de"]
        rate = "5/s"
        max_connections = 5
        messages_per_connection = 50
        source = "https://postmaster.t-online.de/index.en.html"
        checked = "2026-11-25"

        [[provider]]
        name = "orange"
        domains = ["orange.fr", "wanadoo.fr"]
        mx = [".orange.fr"]
        rate = "10/s"
        max_connections = 3
        messages_per_connection = 100
        published = ["max_connections"]
        source = "https://www.postmastery.com/orange-postmaster-smtp-error-codes-ofr/"
        checked = "2026-11-25"

        [[provider.rule]]
        reply = ["ofr004_104", "too many connections, slow down"]
        action = "pause domain"
        for = "5m"
        after = "2/hour"
        source = "https://www.postmastery.com/orange-postmaster-smtp-error-codes-ofr/"

        [[provider.rule]]
        reply = ["ofr004_105", "ofr_999", "ofr999"]
        action = "pause domain"
        for = "1h"
        source = "https://www.postmastery.com/orange-postmaster-smtp-error-codes-ofr/"

        [[provider]]
        name = "comcast"
        domains = ["comcast.net"]
        mx = [".comcast.net"]
        rate = "10/s"
        max_connections = 25
        messages_per_connection = 100
        # It also states 1000 messages an hour for a netblock of IPv6.
        published = ["max_connections"]
        source = "https://postmaster.comcast.net/avoidblocksv6.html"
        checked = "2026-11-25"

        [[provider.rule]]
        reply = ["rl0000", "421 4.1.0 *throttled"]
        action = "pause domain"
        for = "1h"
        after = "2/hour"
        source = "https://postmaster.comcast.net/"

        [[provider]]
        name = "mail.ru"
        domains = ["mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru"]
        mx = [".mail.ru"]
        rate = "5/s"
        max_connections = 5
        messages_per_connection = 50
        source = "https://help.mail.ru/enmail-help/rules/general"
        checked = "2026-11-25"

        # Replies of relays, whoever the recipient is.

        [[rule]]
        # The message was dropped: it is ours to send again.
        reply = "454 *throttling failure: maximum sending rate"
        action = "slow"
        for = "1m"
        source = "https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html"

        [[rule]]
        reply = "454 *throttling failure: daily message quota"
        action = "pause relay"
        for = "1h"
        source = "https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html"

        [[rule]]
        # A relay that closes the channel and says when to come back (RFC 5321 section 3.8).
        reply = ["421 *again in", "421 *retry in", "421 *again after", "421 *retry after"]
        action = "pause relay"
        for = "1m"

        """#
}
