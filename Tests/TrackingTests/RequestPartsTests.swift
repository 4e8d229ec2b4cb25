import NIOCore
import Testing

@testable import Tracking

@Suite struct RequestPartsTests {
    @Test(arguments: [
        ("", []), ("de", ["de"]), ("en;q=0.5, de-AT , fr;q=0.9", ["de-at", "fr", "en"]), ("*;q=0.1,es", ["es"]), ("de;q=0,en", ["en"]),
        ("de;q=x", ["de"]), (",,;q=1,\u{1}", []), ("a;q=0.2,b;q=0.2", ["a", "b"]),
    ])
    func `Accept-Language, the most wanted first`(field: String, tags: [String]) {
        #expect(AcceptedLanguages(field).tags == tags)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:8080", "192.0.2.1"), (" [2001:db8::1]:443 ", "2001:db8:0:0:0:0:0:1"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("192.0.2", nil), ("unknown", nil), ("", nil), ("_hidden", nil),
        (String(repeating: "1", count: 4000), nil),
    ])
    func `addresses of clients`(text: String, address: String?) {
        #expect(ClientAddress(text)?.description == address)
    }

    @Test func `ranges hold what is in them`() throws {
        let ranges = try AddressRanges(lines: "# ours\n10.0.0.0/8\n192.0.2.7\r\n\n2001:db8::/33 # v6\n10.1.0.0/16\n0.0.0.0/32\n")
        for inside in ["10.0.0.0", "10.255.255.255", "192.0.2.7", "2001:db8:7fff::1", "::ffff:10.1.2.3", "0.0.0.0"] {
            #expect(ClientAddress(inside).map(ranges.contains) == true, "\(inside)")
        }
        for outside in ["9.255.255.255", "11.0.0.0", "192.0.2.6", "192.0.2.8", "2001:db8:8000::", "::1", "0.0.0.1"] {
            #expect(ClientAddress(outside).map(ranges.contains) == false, "\(outside)")
        }
        #expect(try AddressRanges(["0.0.0.0/0"])?.contains(#require(ClientAddress("255.255.255.255"))) == true)
        #expect(try AddressRanges(["0.0.0.0/0"])?.contains(#require(ClientAddress("2001:db8::1"))) == false)
        #expect(try AddressRanges(["::/0"])?.contains(#require(ClientAddress("2001:db8::1"))) == true)
        #expect(throws: AddressRangeProblem(line: 2, text: "10.0.0.0/33")) { try AddressRanges(lines: "::1\n10.0.0.0/33") }
        #expect(AddressRanges(["nonsense"]) == nil && AddressRanges([String]())?.isEmpty == true)
    }

    @Test(arguments: [
        ("a=1&B=2", "", ["a": "1", "b": "2"]), ("a=%41+b%2", "", ["a": "A b%2"]), ("a=1&a=2", "", ["a": "1"]),
        ("=x&&y", "", ["": "x", "y": ""]),
        ("a=1\r\nSet-Cookie: x", "", ["a": "1"]), ("a=1", "multipart/form-data", ["a": "1"]),
        (
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--x\r\nContent-Disposition: form-data; name=b\r\n\r\n\r\n--x--",
            "multipart/form-data; boundary=x", ["a": "one", "b": ""]
        ),
        ("no part at all", "multipart/form-data; boundary=x", [:]),
    ])
    func `fields of forms`(body: String, type: String, fields: [String: String]) {
        #expect(FormBody(Array(body.utf8), type: type).all == fields)
    }

    @Test func `no octets break the reading of a form`() {
        for length in 0..<300 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            _ = FormBody(bytes, type: "")
            _ = FormBody(bytes, type: "multipart/form-data; boundary=\"%\\\"")
        }
        #expect(FormBody([], type: "multipart/form-data; boundary=").all.isEmpty)
    }
}
