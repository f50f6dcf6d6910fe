import Credentials
import Testing

struct NameTests {
    @Test(arguments: [
        "acme", "A", "0", ".", "_", "@", "+", "a-b", "ada@example.com", "a.b_c+d-e", "Müller", "日本語", "Ωμέγα", "९",
        "हिन्दी", String(repeating: "a", count: 128), String(repeating: "é", count: 128),
    ])
    func `letters and digits of any script and a few signs are a name`(text: String) throws {
        #expect(try Name(text).description == text)
    }

    @Test(arguments: [
        ("", Name.Invalid.empty),
        ("-", .leadingHyphen),
        ("-a", .leadingHyphen),
        (String(repeating: "a", count: 129), .tooLong(129)),
        ("a b", .character(" ")),
        ("a/b", .character("/")),
        ("a\nb", .character("\n")),
        ("a\u{0}", .character("\u{0}")),
        ("a\u{200d}b", .character("\u{200d}")),
        ("a\u{202e}b", .character("\u{202e}")),
        ("a😀", .character("😀")),
        ("½", .character("½")),
        ("a\u{20dd}", .character("\u{20dd}")),
        ("\u{301}a", .character("\u{301}")),
        ("a:b", .character(":")),
    ])
    func `anything else is refused with its reason`(text: String, reason: Name.Invalid) {
        #expect(throws: reason) { try Name(text) }
    }

    @Test func `both spellings of an accent are one name`() throws {
        let decomposed = try Name("Mu\u{308}ller")
        #expect(decomposed == (try Name("M\u{fc}ller")))
        #expect(Array(decomposed.description.utf8) == Array("M\u{fc}ller".utf8))
    }

    @Test func `a name of 129 characters that NFC makes 128 is one`() throws {
        let text = String(repeating: "a", count: 127) + "e\u{301}"
        #expect(try Name(text).description.unicodeScalars.count == 128)
    }

    @Test func `names are ordered by their letters' numbers`() throws {
        let names = try ["b", "a", "B", "é", "aa"].map { try Name($0) }
        #expect(names.sorted().map(\.description) == ["B", "a", "aa", "b", "é"])
    }

    @Test(arguments: [
        ("client secret (1).json", "client-secret--1-.json"), ("--a", "a"), (" a", "a"), ("\u{301}a", "a"),
        (String(repeating: "x", count: 200), String(repeating: "x", count: 128)),
    ])
    func `a text of another kind has a nearest name`(text: String, name: String) {
        #expect(Name(nearestTo: text)?.description == name)
    }

    @Test(arguments: ["", "-", " / ", "\u{301}"])
    func `a text without a usable letter has none`(text: String) {
        #expect(Name(nearestTo: text) == nil)
    }
}
