import ArgumentParser
import Credentials
import Testing

@testable import adsvault

struct ArgumentTypesTests {
    @Test(arguments: [
        ("90s", Duration.seconds(90)), ("15m", .seconds(900)), ("12h", .seconds(43_200)), ("7d", .seconds(604_800)),
        ("0s", .zero), ("999999999d", .seconds(86_399_999_913_600)),
    ])
    func `a duration is a number with its unit`(text: String, expected: Duration) throws {
        #expect(try Duration.argument(text) == expected)
    }

    @Test(arguments: ["", "s", "15", "15 m", "-1s", "+1s", "1.5h", "1w", "1000000000s", "١s", "1S"])
    func `anything else is no duration`(text: String) {
        #expect(throws: ValidationError.self) { try Duration.argument(text) }
    }

    @Test func `a tag is cut at the first equals sign`() throws {
        #expect(try Tag.argument("team=a=b") == Tag(key: "team", value: "a=b"))
        #expect(try Tag.argument("team=") == Tag(key: "team", value: ""))
    }

    @Test(arguments: ["", "team", "=a"])
    func `a tag without a key or an equals sign is refused`(text: String) {
        #expect(throws: ValidationError.self) { try Tag.argument(text) }
    }

    @Test(arguments: ["\u{1b}[31m", "a\nb", "\u{202e}", "\u{0}"])
    func `what a terminal would obey is neither label nor owner`(text: String) {
        #expect { try Tag.argument("team=\(text)") } throws: {
            ($0 as? ValidationError)?.message == "a tag has no control characters"
        }
        #expect { try Owner.argument(text) } throws: {
            ($0 as? ValidationError)?.message == "an owner has no control characters"
        }
    }

    @Test(arguments: [
        ("", "a name has at least one character"),
        ("-a", "a name does not start with '-'"),
        ("a b", "a name holds letters, digits and . _ @ + - but no ' '"),
        (String(repeating: "a", count: 129), "a name has at most 128 characters, not 129"),
    ])
    func `a name that is none says why`(text: String, reason: String) {
        #expect { try Name.argument(text) } throws: { ($0 as? ValidationError)?.message == reason }
    }

    @Test(arguments: ["123", "123-4567-890", "12345678901"])
    func `a customer that is none says how one looks`(text: String) {
        #expect { try CustomerID.argument(text) } throws: {
            ($0 as? ValidationError)?.message == "a customer has ten digits, such as 123-456-7890"
        }
    }

    @Test func `a slip of a scope is refused, and what Google has besides is taken`() throws {
        #expect {
            try Scope.argument("adword")
        } throws: {
            ($0 as? ValidationError)?.message.hasSuffix("did you mean adwords?") == true
        }
        for name in ["cloud-platform", "datamanager", "userinfo.profile", "tagmanager.readonly"] {
            #expect(try Scope.argument(name).shortForm == name)
        }
        #expect(try Scope.argument("https://example.com/adword").description == "https://example.com/adword")
    }

    @Test func `a scope of two words is refused`() {
        #expect(throws: ValidationError.self) { try Scope.argument("adwords email") }
    }
}
