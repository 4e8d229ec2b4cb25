/// Plain text for readers without HTML.
enum TextFromHTML {
    static func template(of html: HTMLTemplate) throws(CampaignError) -> TextTemplate {
        TextTemplate(FlatTemplate(bytes: Array("text".utf8), tags: []))
    }
}
