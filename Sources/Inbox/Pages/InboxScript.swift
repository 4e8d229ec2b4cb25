/// The page's only script: asks every second whether something came or went, and then takes the new list over. Without it the page works by
/// reloading.
enum InboxScript {
    static let text = """
        setInterval(async()=>{try{
        const found=document.querySelector('#found');
        if(await(await fetch('/newest')).text()===found.dataset.state)return;
        const page=new DOMParser().parseFromString(await(await fetch(location.href)).text(),'text/html');
        const at=document.activeElement?.getAttribute('href');
        document.querySelector('h1').textContent=page.querySelector('h1').textContent;
        found.replaceWith(document.adoptNode(page.querySelector('#found')));
        if(at)[...document.querySelectorAll('#found a')].find(a=>a.getAttribute('href')===at)?.focus();
        document.querySelector('[role=status]').textContent='New messages came in.';
        }catch{}},1000);
        """

    /// `sha256-…` of the text, as a Content-Security-Policy names it.
    static let hash = "sha256-" + ScriptDigest.base64(of: text)
}
