extension SandboxScript {
    /// Every script there is, with an example of each form: what `mailshot sandbox --help` prints and the tests play.
    public static let manual: [(localPart: String, meaning: String)] = [
        ("refuse-550-5.1.1", "5yz to RCPT, with this enhanced code"),
        ("refuse-554", "5yz to RCPT, with the usual enhanced code"),
        ("refuse", "550 5.1.1 to RCPT"),
        ("defer-451-4.7.1", "4yz to RCPT, with this enhanced code"),
        ("defer-451", "4yz to RCPT, with the usual enhanced code"),
        ("defer", "451 4.3.0 to RCPT"),
        ("greylist", "451 to RCPT the first time the address is seen, then taken"),
        ("greylist-ada", "the same; any name may follow"),
        ("close-421", "421 to RCPT, and the connection closed"),
        ("garbage", "a malformed reply to RCPT"),
        ("data-451", "any reply to DATA but 354"),
        ("data-554-5.7.1", "the same, with this enhanced code"),
        ("data-250", "250 instead of 354"),
        ("drop-before-dot", "the connection closed right behind 354"),
        ("dot-451", "4yz to the final dot; nothing taken"),
        ("dot-554-5.7.1", "5yz to the final dot; nothing taken"),
        ("dot-421", "421 to the final dot, and the connection closed; nothing taken"),
        ("drop-after-dot", "the message taken, the connection closed without a reply"),
        ("drop-once", "the same the first time the address is seen, then taken and answered"),
        ("lose-after-dot", "the message thrown away, the connection closed without a reply"),
        ("garbage-after-dot", "the message taken, a malformed reply"),
        ("slow-2s", "the message taken, the reply to the dot 2 s late; at most 60 s"),
        ("slow-250ms", "the same in milliseconds"),
    ]
}
