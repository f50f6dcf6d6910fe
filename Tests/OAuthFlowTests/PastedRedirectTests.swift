import Testing

@testable import OAuthFlow

struct PastedRedirectTests {
    private static let address = "http://127.0.0.1:4711/way"
    private static let answer = "state=\(RedirectTests.state.text)&code=4%2F0A"

    @Test(arguments: [
        "\(address)?\(answer)", "  \"\(address)?\(answer)\"\n", "<\(address)?\(answer)>", "\(address)?\(answer)#",
        "?\(answer)", answer,
        "127.0.0.1:4711/way?\(answer)",
    ])
    func `the address or its query is the answer`(pasted: String) throws {
        #expect(try read(pasted) == .granted("4/0A", nil))
    }

    @Test func `a refusal can be pasted too`() throws {
        #expect(try read("\(Self.address)?error=access_denied&state=\(RedirectTests.state.text)") == .denied)
    }

    @Test(arguments: [
        ("", PastedRedirectError.empty),
        (" \n", .empty),
        ("4/0AbCdEf", .withoutState),
        ("4%2F0AbCdEf", .withoutState),
        ("code=4%2F0AbCdEf", .withoutState),
        ("\(address)?code=4%2F0A", .withoutState),
        ("https://accounts.google.com/o/oauth2/v2/auth?client_id=1&state=\(RedirectTests.state.text)", .googlePage),
        ("https://accounts.google.com/signin/oauth/error?authError=abc", .googlePage),
        ("https://accounts.google.com.evil.example/?\(answer)", .otherAddress),
        ("http://127.0.0.1:4711/other?\(answer)", .otherAddress),
        ("http://127.0.0.1:4712/way?\(answer)", .otherAddress),
        ("http://localhost:4711/way?\(answer)", .otherAddress),
        (address, .otherAddress),
        ("\(address)?state=another&code=a", .otherLogin),
        ("\(address)?\(answer)&code=b", .unreadable),
        ("\(address)?\(answer)%", .unreadable),
        ("\(address)?state=\(RedirectTests.state.text)", .unreadable),
    ])
    func `anything else says what it is`(pasted: String, expected: PastedRedirectError) {
        #expect(throws: expected) { try read(pasted) }
    }

    private func read(_ text: String) throws -> Outcome {
        Outcome(try PastedRedirect.read(text, redirectURI: Self.address, state: RedirectTests.state))
    }
}
