import Credentials
import Sealing
import Testing

@testable import OAuthFlow

struct RedirectTests {
    struct Case: CustomTestStringConvertible {
        let target: String
        let expected: Outcome
        var testDescription: String { target }

        init(_ target: String, _ expected: Outcome) {
            self.target = target
            self.expected = expected
        }
    }

    static let state = ConsentState(random: RandomSource { Array(repeating: 0, count: $0) })
    private static let good = "state=\(state.text)"
    private static let adwords = "https://www.googleapis.com/auth/adwords"

    static let cases = [
        // What Google sends.
        Case("/way?\(good)&code=4%2F0Ab-_c", .granted("4/0Ab-_c", nil)),
        Case("/way?code=a&\(good)&iss=x&authuser=0&authuser=1&hd=example.com&prompt=consent", .granted("a", nil)),
        Case("/way?\(good)&code=a&scope=openid%20\(adwords)+openid", .granted("a", [.openID, .adwords])),
        Case("/way?\(good)&code=a&scope=", .granted("a", [])),
        Case("/way?\(good)&error=access_denied", .denied),
        Case("/way?error=invalid_scope&error_description=not%0Athere&\(good)", .refused("invalid_scope", "not there")),
        Case("/way?\(good)&error=server_error", .refused("server_error", nil)),
        Case("/way?\(good)&error=no&error_description=about+GOCSPX-abc", .refused("no", "about [redacted]")),
        // Strangers.
        Case("/favicon.ico", .stranger(.otherPath)),
        Case("/", .stranger(.otherPath)),
        Case("", .stranger(.otherPath)),
        Case("/way/?\(good)&code=a", .stranger(.otherPath)),
        Case("/WAY?\(good)&code=a", .stranger(.otherPath)),
        Case("/%77ay?\(good)&code=a", .stranger(.otherPath)),
        Case("http://127.0.0.1/way?\(good)&code=a", .stranger(.otherPath)),
        Case("/way", .stranger(.forgedState)),
        Case("/way?code=a", .stranger(.forgedState)),
        Case("/way?code=a&state=", .stranger(.forgedState)),
        Case("/way?code=a&state=\(state.text.dropLast())", .stranger(.forgedState)),
        Case("/way?code=a&\(good)A", .stranger(.forgedState)),
        Case("/way?code=a&state=\(String(state.text.dropLast() + "B"))", .stranger(.forgedState)),
        Case("/way?error=access_denied", .stranger(.forgedState)),
        Case("/way?error=access_denied&state=other", .stranger(.forgedState)),
        // Given twice.
        Case("/way?\(good)&code=a&code=a", .stranger(.repeated("code"))),
        Case("/way?\(good)&code=a&c%6Fde=b", .stranger(.repeated("code"))),
        Case("/way?\(good)&\(good)&code=a", .stranger(.repeated("state"))),
        Case("/way?\(good)&error=x&error=access_denied", .stranger(.repeated("error"))),
        Case("/way?\(good)&code=a&scope=openid&scope=", .stranger(.repeated("scope"))),
        // Neither nor, or both.
        Case("/way?\(good)", .stranger(.incomplete)),
        Case("/way?\(good)&code=a&error=access_denied", .stranger(.incomplete)),
        Case("/way?\(good)&code=", .stranger(.unreadable)),
        Case("/way?\(good)&code=%4", .stranger(.unreadable)),
        Case("/way?\(good)&code=%zz", .stranger(.unreadable)),
    ]

    @Test(arguments: cases)
    func `a request is what its target says`(_ case: Case) {
        #expect(Outcome(Redirect.read(target: `case`.target, path: "/way", state: Self.state)) == `case`.expected)
    }

    @Test(arguments: [(4095, true), (4096, true), (4097, false)])
    func `a code has at most 4 KiB`(byteCount: Int, isTaken: Bool) {
        let code = String(repeating: "a", count: byteCount)
        let outcome = Outcome(Redirect.read(target: "/way?\(Self.good)&code=\(code)", path: "/way", state: Self.state))
        #expect(outcome == (isTaken ? .granted(code, nil) : .stranger(.unreadable)))
    }
}

/// A redirect in a form that can be compared.
enum Outcome: Equatable {
    case stranger(Redirect.Oddity)
    case denied
    case refused(String, String?)
    case granted(String, [Scope]?)

    init(_ redirect: consuming Redirect) {
        switch redirect {
        case .stranger(let oddity): self = .stranger(oddity)
        case .denied: self = .denied
        case .refused(let code, let description): self = .refused(code, description)
        case .granted(let code): self = .granted(text(of: code.secret), code.scopes)
        }
    }
}
