/// The page's only script: asks every second whether something new came, and puts the new lines in. Without it the page works by reloading.
enum InboxScript {
    static let text = """
        let seen=document.body.querySelector('ol').dataset.newest;
        setInterval(async()=>{try{
        const newest=await(await fetch('/newest')).text();
        if(newest===seen)return;seen=newest;
        const list=document.querySelector('ol'),at=document.activeElement?.getAttribute('href');
        list.innerHTML=await(await fetch('/lines'+location.search)).text();
        if(at)[...list.querySelectorAll('a')].find(a=>a.getAttribute('href')===at)?.focus();
        document.querySelector('[role=status]').textContent='New messages came in.';
        }catch{}},1000);
        """

    /// `sha256-…` of the text, as a Content-Security-Policy names it.
    static let hash = "sha256-" + ScriptDigest.base64(of: text)
}
