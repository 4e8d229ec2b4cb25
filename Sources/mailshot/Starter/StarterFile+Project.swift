// Made by Scripts/embed-starter from samples/starter/; edit the files there and run: make embed

extension StarterFile {
    static let project: [StarterFile] = [
        StarterFile(
            path: ".gitignore",
            content: #"""
                # The memory of what was sent, the sandbox's mail and the keys belong to this machine, not to git.
                ledger*
                outbox/
                keys/

                """#),
        StarterFile(
            path: "campaigns/welcome.toml",
            content: #"""
                # One campaign. {{…}} is filled in for every recipient from the columns of the list.
                subject = "Hello {{first_name}}, good to have you here"
                preheader = "Once a month: what we make, and one thing worth your weekend."   # the line inboxes show after the subject
                template = "newsletter"                       # the folder templates/newsletter
                recipients = "lists/sample.csv"
                kind = "marketing"                            # or "transactional": receipts and other mail that needs no way out

                # What stands for a column that is empty.
                [defaults]
                first_name = "there"

                """#),
        StarterFile(
            path: "lists/sample.csv",
            content: #"""
                email,first_name,last_name,company,city
                anna.lindqvist@example.org,Anna,Lindqvist,Lindqvist Design,Malmö
                ben.okafor@example.com,Ben,Okafor,,Lagos
                chloe@example.net,Chloé,Dubois,"Dubois, Martin & Fils",Lyon
                dmitri.p@example.org,Dmitri,Petrov,Petrov Boats,Riga
                erik+news@example.com,Erik,Ågren,,Göteborg
                fatima@example.net,Fatima,El Amrani,Atlas Ceramics,Fès
                gruesse@bücher.example,Jürgen,Müller,Bücher Müller,Köln
                hana.novakova@example.org,Hana,Nováková,,Brno
                info@example.com,,,Corner Café,Dublin
                ines.s@example.net,Inês,Sá,Sá & Sons,Porto
                o'brien@example.org,Siobhán,O’Brien,,Galway
                yuki@example.com,Yuki,Tanaka,Tanaka Tea,Kyōto

                """#),
        StarterFile(
            path: "mailshot.toml",
            content: #"""
                # The settings of this project. Campaigns are in campaigns/, their words in templates/, their people in lists/.
                # A key that mailshot does not know is an error, so a slip of the pen cannot go unnoticed.
                #
                #   mailshot check welcome      everything that can be known before sending
                #   mailshot preview welcome    what a recipient will see
                #   mailshot send welcome       send it; without a relay it goes to outbox/ and to nobody

                # Who writes.
                [sender]
                from = "Acme News <news@example.com>"
                reply_to = "hello@example.com"
                postal_address = "Acme Ltd, 1 Sample Street, London N1 0AA"   # marketing mail must carry one
                # return_path = "bounces@bounces.example.com"                 # where bounces go, as bounces+TOKEN@bounces.example.com
                # unsubscribe_mailbox = "leave@example.com"                   # a second way out, by mail

                # How the mail leaves. Without a [[relay]] the built-in sandbox takes it: a real SMTP server on this machine that stores
                # every message in outbox/ and sends nothing to anyone. Take away the # signs when you are ready for the world.
                # [[relay]]
                # name = "main"
                # host = "smtp.example.net"
                # port = 587
                # tls = "starttls"                            # "starttls" | "implicit" (port 465) | "opportunistic" | "none"
                # username = "acme"
                # password = { env = "SMTP_PASSWORD" }        # or { file = "…" } or { command = ["pass", "show", "smtp"] }
                # max_connections = 10
                # messages_per_connection = 100
                # pipelining = false                          # for a relay that breaks when commands are sent ahead, as Dovecot 2.3 does

                # Who vouches for it: one table a signature. This makes the key and prints the DNS record to publish:
                #   mailshot dkim generate --domain example.com --selector s1 --key keys/s1.pem
                # [[dkim]]
                # domain = "example.com"
                # selector = "s1"
                # key = { file = "keys/s1.pem" }

                # Where unsubscribe, "view in browser" and counted links lead: the public address of your web service.
                [tracking]
                base_url = "https://t.example.com"
                opens = false                                 # count who opened (adds a pixel)
                clicks = false                                # count who followed which link (rewrites links)

                # What follows from bounces. An address that does not exist is suppressed at once, what may pass counts; see README.md.
                # [bounces]
                # threshold = 5                               # soft bounces count 0.5, one a day at most; at 5 the address is suppressed
                # unsubscribe = "everywhere"                  # or "list": only the list a campaign names with list = "newsletter"

                # When a relay says "not now": the pauses before each new try, and when to give up.
                [retry]
                schedule = ["5m", "15m", "1h", "3h", "6h"]
                max_age = "48h"

                """#),
    ]
}
