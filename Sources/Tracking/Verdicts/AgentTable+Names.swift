/// The names, lower case, one a line: facts from what operators publish of their programs and mailbox providers of their proxies.
extension AgentTable {
    /// Fetchers of mailbox providers. Gmail fetches when a message is shown (developers.google.com/workspace/gmail, "Image URL proxy"), Yahoo
    /// also ahead (help.yahoo.com, SLN28749); Apple's proxy has a browser's name and none of its own.
    static let imageProxies = lines(
        """
        googleimageproxy
        yahoomailproxy
        yahoo mail proxy
        yahoocachesystem
        mail.ru imageproxy
        yandeximageproxy
        duckduckgo-image-proxy
        imageproxy
        image-proxy
        """)

    /// Words by which software says what it is.
    static let words = lines(
        """
        bot
        crawl
        spider
        scrap
        scan
        fetch
        monitor
        preview
        checker
        indexer
        archiv
        harvest
        validator
        verif
        http://
        https://
        www.
        """)

    /// Devices of people whose names hold such a word.
    static let innocent = lines(
        """
        cubot
        """)

    /// Software that is a browser by name and has none of these words.
    static let programs = lines(
        """
        headless
        phantomjs
        slimerjs
        puppeteer
        playwright
        selenium
        prerender
        lighthouse
        pagespeed
        pingdom
        ptst/
        gtmetrix
        site24x7
        statuscake
        uptime
        datadog
        catchpoint
        facebookexternalhit
        facebookcatalog
        meta-external
        whatsapp/
        embedly
        iframely
        google favicon
        google-read-aloud
        google-safety
        googleother
        google-inspectiontool
        google-extended
        google web preview
        google page speed
        mediapartners-google
        apis-google
        storebot
        chatgpt
        claude
        anthropic
        perplexity
        cohere-ai
        diffbot
        bytespider
        slurp
        ia_archiver
        heritrix
        nutch
        httrack
        wget
        curl
        libwww-perl
        python
        java/
        okhttp
        go-http
        node-fetch
        axios
        guzzle
        barracuda
        proofpoint
        mimecast
        messagelabs
        symantec
        cloudmark
        forcepoint
        zscaler
        virustotal
        phishtank
        netcraft
        censys
        expanse
        nessus
        qualys
        nmap
        nikto
        feedly
        feedburner
        newsblur
        inoreader
        tiny tiny rss
        linkcheck
        link check
        xenu
        screaming frog
        siteimprove
        ahrefs
        semrush
        wappalyzer
        builtwith
        dataprovider
        ltx71
        grapeshot
        proximic
        """)

    /// What browsers and mail programs that show pictures or open links say of themselves.
    static let readers = lines(
        """
        mozilla/
        opera/
        applewebkit
        thunderbird
        outlook
        microsoft office
        apple mail
        mail/
        email
        airmail
        mailspring
        mailbird
        kmail
        claws
        sylpheed
        evolution
        postbox
        em client
        the bat!
        eudora
        lotus-notes
        spikenow
        dalvik
        cfnetwork
        ucweb
        nokia
        blackberry
        samsung
        lynx/
        elinks
        w3m/
        dillo
        """)

    private static func lines(_ text: String) -> [[UInt8]] { text.split(separator: "\n").map { Array($0.utf8) } }
}
