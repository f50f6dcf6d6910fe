import Credentials
import Testing

@testable import Operations
@testable import adsvault

struct ReportTests {
    @Test(arguments: [
        ("abc", 3), ("", 0), ("日本", 4), ("ｱｲ", 2), ("한국", 4), ("e\u{301}", 1), ("é", 1), ("🦜", 2), ("👩‍💻", 2), ("❤️", 2),
        ("🇩🇪", 2), ("क्षि", 3), ("\u{1112}\u{1161}\u{11AB}", 2),
    ])
    func `a text takes as many columns as a terminal gives it`(text: String, columns: Int) {
        #expect(text.columns == columns)
    }

    @Test func `columns line up whatever the script, and no line ends in spaces`() {
        let table = Table(
            headings: ["NAME", "STATE"],
            rows: [["日本", "active"], ["e\u{301}a", "revoked"], ["x", ""]]
        )
        #expect(table.text(colours: false) == "NAME  STATE\n日本  active\ne\u{301}a    revoked\nx\n")
    }

    @Test(arguments: [
        ("\u{1b}[2J", #"\u{1b}[2J"#), ("a\nb", #"a\u{a}b"#), ("\u{9b}31m", #"\u{9b}31m"#), ("\u{7f}", #"\u{7f}"#),
        ("\u{202E}evil", #"\u{202e}evil"#), ("\u{2028}", #"\u{2028}"#), ("می\u{200C}خواهم", "می\u{200C}خواهم"),
        ("plain – ümläut", "plain – ümläut"),
    ])
    func `what a terminal would obey is made visible`(text: String, shown: String) {
        #expect(text.printable == shown)
        #expect(Table(rows: [[Table.Cell(text)]]).text(colours: false) == shown + "\n")
    }

    @Test(arguments: [
        (nil, "a12345678901  日本日本日本  in 5 months\n"), (40, "a12345678901  日本日本日本  in 5 months\n"),
        (39, "a12345678901  日本日本日本  in 5 months\n"), (38, "a12345678901  日本日本日…  in 5 months\n"),
        (37, "a12345678901  日本日本…   in 5 months\n"), (33, "a12345678901  日本…   in 5 months\n"),
        (32, "a12345678901  in 5 months\n"), (25, "a12345678901  in 5 months\n"), (24, "a12345678901\n"),
        (11, "a1234…78901\n"), (2, "…1\n"),
    ])
    func `cells are cut or left out until lines fit, names last, and no time is cut`(limit: Int?, line: String) {
        let table = Table(
            headings: ["NAME", "OWNER", "NEXT"],
            cuttable: ["OWNER"],
            rows: [["a12345678901", "日本日本日本", "in 5 months"]]
        )
        #expect(table.text(colours: false, limit: limit).hasSuffix("\n" + line))
    }

    @Test(arguments: [
        ("日本日本", 8, "日本日本"), ("日本日本", 7, "日…日本"), ("日本日本", 6, "日…本"), ("account-001", 8, "acc…-001"),
        ("ab", 1, "…"),
    ])
    func `a text cut inside keeps both its ends`(text: String, limit: Int, cut: String) {
        #expect(text.cutInside(to: limit) == cut)
    }

    @Test func `what is absent stands as a dash`() {
        #expect(Table(rows: [[Table.Cell(nil as String?), "b"]]).text(colours: false) == "–  b\n")
    }

    @Test(arguments: [
        (0, "now"), (-59, "now"), (-60, "1 minute ago"), (-3599, "59 minutes ago"), (-3600, "1 hour ago"),
        (-259_200, "3 days ago"), (-13 * 86_400, "13 days ago"), (-14 * 86_400, "2 weeks ago"),
        (-59 * 86_400, "8 weeks ago"), (-60 * 86_400, "2 months ago"), (-400 * 86_400, "1 year ago"),
        (7200, "in 2 hours"), (86_400, "in 1 day"),
    ])
    func `a time is said as people say it`(seconds: Int, said: String) {
        let now = Timestamp(milliseconds: 1_795_255_200_000)
        #expect((now + .seconds(seconds)).relative(to: now) == said)
    }

    @Test func `keys keep their order, what is absent is null, and a slash stays a slash`() {
        let json: JSON = [
            "name": .text("b"), "a": .null, "n": .number(3), "list": .array([.bool(true), .number(nil as Int?)]),
            "url": .text("https://x/y"), "text": .text("\"\\\n\u{1}\u{9b}é🦜\u{202e}"), "empty": [:],
        ]
        let expected =
            #"{"name":"b","a":null,"n":3,"list":[true,null],"url":"https://x/y","#
            + #""text":"\"\\\n\u0001\u009bé🦜\u202e","empty":{}}"#
        #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
    }

    @Test func `a customer is ten digits in JSON`() throws {
        let json = JSON.customer(try CustomerID("123-456-7890"))
        #expect(String(decoding: json.bytes, as: UTF8.self) == #""1234567890""#)
    }
}
