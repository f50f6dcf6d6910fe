import Credentials
import Testing

struct NearestNameTests {
    @Test(arguments: [
        ("lst", "list"), ("lits", "list"), ("LIST", "list"), ("exprot", "export"), ("revoked", "revoke"),
        ("anna@exmaple.com", "anna@example.com"),
    ])
    func `a slip finds what was meant`(name: String, meant: String) {
        #expect(nearest(to: name, among: ["list", "export", "revoke", "anna@example.com"]) == meant)
    }

    @Test(arguments: ["", "x", "frobnicate", "ls"])
    func `what is far from everything finds nothing`(name: String) {
        #expect(nearest(to: name, among: ["list", "export", "revoke"]) == nil)
    }

    @Test(arguments: ["ben@example.com", "carl@example.com"])
    func `somebody of the same domain is somebody else`(name: String) {
        #expect(nearest(to: name, among: ["anna@example.com"]) == nil)
    }

    @Test func `of two that are as near, the first in order is taken`() {
        #expect(nearest(to: "bat", among: ["cat", "bar"]) == "bar")
    }

    @Test func `an empty candidate is no trouble`() {
        #expect(nearest(to: "abc", among: [""]) == nil)
    }
}
