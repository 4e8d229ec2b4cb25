import NIOSSL

/// Certificates of a relay on this machine, made for these tests; they are worth nothing to anybody.
///
/// All of one key and one authority, valid from 2020 to 2120 where nothing else is said.
enum TestCertificates {
    static func der(_ pem: String) throws -> [UInt8] {
        try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).first?.toDERBytes() ?? []
    }

    /// The authority.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBdDCCARqgAwIBAgIBATAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdtYWlsc2hv
        dCB0ZXN0IGF1dGhvcml0eTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAw
        MFowIjEgMB4GA1UEAwwXbWFpbHNob3QgdGVzdCBhdXRob3JpdHkwWTATBgcqhkjO
        PQIBBggqhkjOPQMBBwNCAAQOmPMGWfY8XpBpvM+NKxh3SyT1VqHtC7AXHr3PRs0l
        ATfFhwvAmxgd0DwZ+1sqjoWFyUlFya3bajQHKuopVDPioz8wPTAPBgNVHRMBAf8E
        BTADAQH/MAsGA1UdDwQEAwICBDAdBgNVHQ4EFgQUPEFDkF9e1Iq/qXxiN+PF2G1E
        Mo0wCgYIKoZIzj0EAwIDSAAwRQIgL8RSI1ig16c9vtW2epnCugVS3vmwPxPVmvQg
        MvHyCyACIQDnosCLNMTlASuVyv0801Za0Wr8lZox3qCiev/7is0D1w==
        -----END CERTIFICATE-----
        """
    /// For `localhost` and 127.0.0.1.
    static let good = """
        -----BEGIN CERTIFICATE-----
        MIIBkDCCATagAwIBAgIBAjAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdtYWlsc2hv
        dCB0ZXN0IGF1dGhvcml0eTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAw
        MFowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
        QgAEC9N0nZRJLhv66W7A0iGS2U1Bn63Oe/Tuj+LKegwebGKkFxPKvF36XTd7t+RU
        dqo/4AXPagjjmPRy7yQZopFpt6NpMGcwCQYDVR0TBAIwADAaBgNVHREEEzARggls
        b2NhbGhvc3SHBH8AAAEwHQYDVR0OBBYEFMaOHAtJJsal9Jq5XrujEJPhWV2TMB8G
        A1UdIwQYMBaAFDxBQ5BfXtSKv6l8YjfjxdhtRDKNMAoGCCqGSM49BAMCA0gAMEUC
        IQCqGKhQpoIh5qcYKyIEwpAegBPb9+XwsmXx0Db53/WDpgIgPvqqHWKhtXUY47eT
        qeJQXd964DWwqoyC9A8v7aRj2qw=
        -----END CERTIFICATE-----
        """
    /// For another host.
    static let otherHost = """
        -----BEGIN CERTIFICATE-----
        MIIBkjCCATigAwIBAgIBAzAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdtYWlsc2hv
        dCB0ZXN0IGF1dGhvcml0eTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAw
        MFowGDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49
        AwEHA0IABAvTdJ2USS4b+uluwNIhktlNQZ+tznv07o/iynoMHmxipBcTyrxd+l03
        e7fkVHaqP+AFz2oI45j0cu8kGaKRabejZzBlMAkGA1UdEwQCMAAwGAYDVR0RBBEw
        D4INb3RoZXIuZXhhbXBsZTAdBgNVHQ4EFgQUxo4cC0kmxqX0mrleu6MQk+FZXZMw
        HwYDVR0jBBgwFoAUPEFDkF9e1Iq/qXxiN+PF2G1EMo0wCgYIKoZIzj0EAwIDSAAw
        RQIhAL7/1ldXKpH7YugVWsQ1XUF/8vsWMONyG9aGXecuNSjlAiAONXV6QKgz4MnM
        uInurja1QfKgQBUJqtccIDFqHtqfgQ==
        -----END CERTIFICATE-----
        """
    /// Of the right name, until 2021.
    static let expired = """
        -----BEGIN CERTIFICATE-----
        MIIBjjCCATSgAwIBAgIBBDAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdtYWlsc2hv
        dCB0ZXN0IGF1dGhvcml0eTAeFw0yMDAxMDEwMDAwMDBaFw0yMTAxMDEwMDAwMDBa
        MBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
        BAvTdJ2USS4b+uluwNIhktlNQZ+tznv07o/iynoMHmxipBcTyrxd+l03e7fkVHaq
        P+AFz2oI45j0cu8kGaKRabejaTBnMAkGA1UdEwQCMAAwGgYDVR0RBBMwEYIJbG9j
        YWxob3N0hwR/AAABMB0GA1UdDgQWBBTGjhwLSSbGpfSauV67oxCT4VldkzAfBgNV
        HSMEGDAWgBQ8QUOQX17Uir+pfGI348XYbUQyjTAKBggqhkjOPQQDAgNIADBFAiEA
        k5HCmqMjiBTmeSIg1NJ947e/FwJiBPJdXncRBTFYT9wCIB6CLAbIlm/GV4GE9+5h
        5zIwnDnV88XBmRCaEK5eLmwN
        -----END CERTIFICATE-----
        """
    /// Of the right name, vouched for by itself.
    static let selfSigned = """
        -----BEGIN CERTIFICATE-----
        MIIBaTCCAQ+gAwIBAgIUMn+nryBbEy3NTPelncmzZSLz8pIwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAx
        MDAwMDAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAQL03SdlEkuG/rpbsDSIZLZTUGfrc579O6P4sp6DB5sYqQXE8q8Xfpd
        N3u35FR2qj/gBc9qCOOY9HLvJBmikWm3oz0wOzAaBgNVHREEEzARgglsb2NhbGhv
        c3SHBH8AAAEwHQYDVR0OBBYEFMaOHAtJJsal9Jq5XrujEJPhWV2TMAoGCCqGSM49
        BAMCA0gAMEUCIQC+HRW0OQgRa5LwcfC/j+LsB4IS8IQNjtbWfe++T9EFiQIgLz++
        WyKwHAlPpju2gJcGNiuIO234XpoIRXXW03HiLhs=
        -----END CERTIFICATE-----
        """
    /// Of the right name, from 2099.
    static let notYet = """
        -----BEGIN CERTIFICATE-----
        MIIBbDCCARGgAwIBAgIUXCwSoeg6wAwGy0ZLnbtw2+N29d8wCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCIYDzIwOTkwMTAxMDAwMDAwWhgPMjEyMDAx
        MDEwMDAwMDBaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqG
        SM49AwEHA0IABAvTdJ2USS4b+uluwNIhktlNQZ+tznv07o/iynoMHmxipBcTyrxd
        +l03e7fkVHaqP+AFz2oI45j0cu8kGaKRabejPTA7MBoGA1UdEQQTMBGCCWxvY2Fs
        aG9zdIcEfwAAATAdBgNVHQ4EFgQUxo4cC0kmxqX0mrleu6MQk+FZXZMwCgYIKoZI
        zj0EAwIDSQAwRgIhAODMCk9BomeQAb/epC96SnEH+nrPzTB+ymnwbtfOXftYAiEA
        rSHlUTrqCYrfLNf5sL7wXeDj9rNqIoDHnP6j/9GjI4E=
        -----END CERTIFICATE-----
        """
    /// The key of all of them but the authority.
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxH+Aezlbyan/Kwek
        D0b+A6nbnBBTllLR+c9KJX3iLOmhRANCAAQL03SdlEkuG/rpbsDSIZLZTUGfrc57
        9O6P4sp6DB5sYqQXE8q8XfpdN3u35FR2qj/gBc9qCOOY9HLvJBmikWm3
        -----END PRIVATE KEY-----
        """
}
