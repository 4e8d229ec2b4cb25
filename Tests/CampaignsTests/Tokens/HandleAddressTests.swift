import MailFormat
import Testing

@testable import Campaigns

struct HandleAddressTests {
    private let handle = HandleKeyring(secret: Array(1...32)).handle(message: 42, campaign: 7)

    @Test func `a return path carries the handle there and back`() throws {
        let returnPath = try HandleAddress(try EmailAddress("bounces@bounces.example.com"))
        let address = try returnPath.address(for: handle)
        #expect(address.description == "bounces+\(handle)@bounces.example.com")
        #expect(returnPath.handle(in: address) == handle.text)
        #expect(returnPath.handle(in: try EmailAddress("BOUNCES+\(handle.text.uppercased())@Bounces.Example.com")) == handle.text)
    }

    @Test(arguments: [
        "bounces@bounces.example.com", "bounces+abc@bounces.example.com", "other+aaaaaaaaaaaaaaaaaaaaaaaaaa@bounces.example.com",
        "bounces+aaaaaaaaaaaaaaaaaaaaaaaaaa@example.com", "bounces+aaaaaaaaaaaaaaaaaaaaaaaaa1@bounces.example.com",
    ])
    func `other addresses carry none`(text: String) throws {
        #expect(try HandleAddress(try EmailAddress("bounces@bounces.example.com")).handle(in: try EmailAddress(text)) == nil)
    }

    @Test func `a local part without room for a handle is refused`() throws {
        let long = try EmailAddress(String(repeating: "b", count: 38) + "@example.com")
        #expect(throws: AddressProblem.self) { try HandleAddress(long) }
        _ = try HandleAddress(try EmailAddress(String(repeating: "b", count: 37) + "@example.com"))
    }

    @Test func `a message id carries the handle there and back`() {
        let id = HandleAddress.messageID(handle, domain: "example.com")
        #expect(id == "<\(handle)@example.com>")
        #expect(HandleAddress.handle(inMessageID: id) == handle.text)
        #expect(HandleAddress.handle(inMessageID: " <\(handle.text.uppercased())@EXAMPLE.com>") == handle.text)
        #expect(HandleAddress.handle(inMessageID: "<CAF=1234@mail.example.com>") == nil)
    }
}
