/// An element as selectors see it.
struct StyledElement {
    var name: String
    var id: String?
    var classes: Set<String> = []
    /// By name in lower case; nil for a value that a tag of the template is part of, which nobody knows yet.
    var attributes: [String: String?] = [:]

    init(_ tag: HTMLStartTag, in flat: FlatTemplate) {
        name = tag.name
        for attribute in tag.attributes where attributes[attribute.name] == nil {
            let value = attribute.value.map { flat.bytes[$0] } ?? []
            if attribute.name == "class" {
                classes = Set(
                    value.split(whereSeparator: \.isTemplateBlank).filter { !$0.contains(FlatTemplate.mark) }.map {
                        String(decoding: $0, as: UTF8.self)
                    })
            }
            let text = value.contains(FlatTemplate.mark) ? nil : String(decoding: HTMLEntities.decode(value), as: UTF8.self)
            attributes[attribute.name] = .some(text)
            if attribute.name == "id" { id = text }
        }
    }
}

/// The elements that are open at a place of a source, as a browser would have them: end tags that HTML lets one leave out are put in.
struct OpenElements {
    private(set) var path: [StyledElement] = []

    mutating func open(_ element: StyledElement) {
        switch element.name {
        case "li": close(["li"], inside: ["ul", "ol"])
        case "td", "th": close(["td", "th"], inside: ["tr", "table"])
        case "tr": close(["tr"], inside: ["tbody", "thead", "tfoot", "table"])
        case "tbody", "thead", "tfoot": close(["tbody", "thead", "tfoot"], inside: ["table"])
        case "option": close(["option"], inside: ["select"])
        case "dt", "dd": close(["dt", "dd"], inside: ["dl"])
        case let name where path.last?.name == "p" && TextElement.blankLines[name] != nil: path.removeLast()
        default: break
        }
        path.append(element)
    }

    /// An end tag; one that ends nothing in its cell is passed over.
    mutating func end(_ name: String) {
        let isTablePart = ["td", "th", "tr", "tbody", "thead", "tfoot"].contains(name)
        let walls: Set<String> = isTablePart ? ["table"] : name == "table" ? [] : ["td", "th", "table"]
        close([name], inside: walls.subtracting([name]))
    }

    private mutating func close(_ names: Set<String>, inside walls: Set<String>) {
        for index in path.indices.reversed() {
            if names.contains(path[index].name) {
                path.removeSubrange(index...)
                return
            }
            if walls.contains(path[index].name) { return }
        }
    }
}
