import ArgumentParser
import Credentials
import Foundation
import Testing

@testable import Operations
@testable import adsvault

/// Hierarchies as they are shown.
struct TreeTests {
    private let now = Timestamp(milliseconds: 1_795_255_200_000)

    private func customer(
        _ number: Int,
        _ name: String?,
        below parents: [Int] = [],
        isManager: Bool = false,
        _ status: Customer.Status = .enabled
    ) throws -> Customer {
        let top = parents.isEmpty ? number : 1
        var customer = Customer(id: try id(number), loginCustomerID: try id(top))
        customer.name = name
        customer.isManager = isManager
        customer.status = status
        customer.parents = try parents.map(id)
        return customer
    }

    private func id(_ number: Int) throws -> CustomerID { try CustomerID(String(1_000_000_000 + number)) }

    private func hierarchy() throws -> Hierarchy {
        let customers = [
            try customer(1, "Agency", isManager: true),
            try customer(2, "東京支店", below: [1], isManager: true),
            try customer(3, "Shop </script><b>\"x\"", below: [1, 2]),
            try customer(4, nil, below: [2], .canceled),
        ]
        let reach = Reach(readAt: now + .seconds(-7200), customers: customers)
        let alone = Reach(readAt: now, customers: [try customer(3, nil)])
        return Hierarchy([(try Name("ann"), reach), (try Name("bob"), alone)])
    }

    @Test func `lines are drawn, and numbers stand in one column whatever the width of a name`() throws {
        let expected = """
            Agency                        100-000-0001  manager  by ann
            ├── 東京支店                  100-000-0002  manager
            │   ├── Shop </script><b>"x"  100-000-0003  by ann via 100-000-0001, bob
            │   └── (no name)             100-000-0004  cancelled
            └── Shop </script><b>"x"      100-000-0003  by ann via 100-000-0001, bob

            """
        let text = TreeText(hierarchy: try hierarchy(), colours: false).text
        #expect(text == expected)
    }

    @Test func `a name as long as Google allows stands out of the column, and pushes no other number away`() throws {
        let long = String(repeating: "Very long ", count: 25)
        let reach = Reach(readAt: now, customers: [try customer(1, "Short"), try customer(2, long)])
        let text = TreeText(hierarchy: Hierarchy([(try Name("ann"), reach)]), colours: false).text
        #expect(text.contains("Short  100-000-0001  by ann\n"))
        #expect(text.contains("\(long)  100-000-0002  by ann\n"))
    }

    /// Two customers of Ann's, who is dead, and one of them Bob's too, who lives; a network each.
    private func half() throws -> Hierarchy {
        let (one, two) = (try customer(1, "Lost"), try customer(2, "Kept"))
        let (ann, bob) = (try Name("ann"), try Name("bob"))
        return Hierarchy(
            [
                (ann, Reach(readAt: now, customers: [one, two], networks: ["77": "Sport"])),
                (bob, Reach(readAt: now, customers: [two], networks: ["88": "<News>"])),
            ],
            states: [ann: .suspect, bob: .active]
        )
    }

    @Test func `in lines a dead credential stands with its state, and after those that live`() throws {
        let text = HierarchyAnswer(hierarchy: try half(), credentialCount: 2).text(now: now, colours: false)
        #expect(text.contains("Lost  100-000-0001  by ann (suspect)\nKept  100-000-0002  by bob, ann (suspect)\n"))
        #expect(text.contains("Ad Manager network 77  Sport  by ann (suspect)\n"))
    }

    @Test func `of a network the first two that live are named, and how many more there are`() throws {
        let names = try ["ann", "bob", "carl"].map { try Name($0) }
        let reaches = names.map { ($0, Reach(readAt: now, customers: [], networks: ["77": "Sport"])) }
        let hierarchy = Hierarchy(reaches, states: [names[0]: .suspect, names[1]: .active, names[2]: .active])
        let text = HierarchyAnswer(hierarchy: hierarchy, credentialCount: 3).text(now: now, colours: false)
        #expect(text.contains("Ad Manager network 77  Sport  by bob, carl, and 1 more\n"))
    }

    @Test func `in JSON each way has its state, and what nobody living reaches is not reached`() throws {
        let answer = HierarchyAnswer(hierarchy: try half(), credentialCount: 2)
        let json = String(decoding: answer.json.bytes, as: UTF8.self)
        let ann = #"[{"credential":"ann","loginCustomerID":"1000000001","state":"suspect"}],"reached":false}"#
        #expect(json.contains(#""reachedBy":\#(ann)"#))
        let bob = #"{"credential":"bob","loginCustomerID":"1000000002","state":"active"}],"reached":true}"#
        #expect(json.contains(bob))
        let sport = #"[{"credential":"ann","state":"suspect"}],"reached":false}"#
        #expect(json.contains(#"{"code":"77","name":"Sport","reachedBy":\#(sport)"#))
        #expect(json.contains(#""readAt":"\#(now)""#))
    }

    @Test func `in a graph what nobody living reaches is red, networks are nodes, and its age stands below`() throws {
        let dot = TreeDot(hierarchy: try half()).text
        #expect(
            dot.contains(
                #"[label="Lost\n100-000-0001\nby ann (suspect)", shape=ellipse, style=solid, color=red, fontcolor=red];"#
            )
        )
        #expect(dot.contains(#"[label="Kept\n100-000-0002\nby bob, ann (suspect)", shape=ellipse, style=solid];"#))
        #expect(dot.contains(#""network 88" [label="<News>\nAd Manager network 88\nby bob", shape=component"#))
        #expect(dot.contains(#"label="read at \#(now)";"#))
    }

    @Test func `in the page a dead way and a network stand like any other, their names escaped`() throws {
        let page = TreePage(hierarchy: try half()).html
        #expect(page.contains(#""ways":["ann (suspect)"],"reached":false}"#))
        #expect(page.contains(#""ways":["bob","ann (suspect)"],"reached":true}"#))
        #expect(page.contains(#"{"code":"88","name":"\u003cNews\u003e","ways":["bob"],"reached":true}"#))
    }

    @Test func `JSON tells what could not be read, of whom, and the next command`() throws {
        let refused = Finding(code: .permissionDenied, severity: .warning, message: "no", next: "adsvault tree ann")
        let answer = HierarchyAnswer(
            hierarchy: try hierarchy(),
            credentialCount: 2,
            failures: [(credential: try Name("ann"), finding: refused)]
        )
        let json = String(decoding: answer.json.bytes, as: UTF8.self)
        #expect(
            json.hasSuffix(
                #""findings":[{"credential":"ann","code":"permission_denied","severity":"warning","#
                    + #""message":"no","next":"adsvault tree ann"}]}"#
            )
        )
    }

    @Test(arguments: [
        (0, nil), (1, "a: no; next: do"), (3, "3 credentials were never read: a, b, c; adsvault check says why"),
        (4, "4 credentials were never read: a, b, c and 1 more; adsvault check says why"),
    ])
    func `whom nobody ever read is said in one line, however many they are`(count: Int, line: String?) throws {
        let finding = Finding(code: .notRead, severity: .warning, message: "no", next: "do")
        let failures = try ["a", "b", "c", "d"].prefix(count).map { (credential: try Name($0), finding: finding) }
        let noClient = Finding(code: .noClient, severity: .error, message: "", next: "")
        let other = (credential: try Name("z"), finding: noClient)
        let answer = HierarchyAnswer(hierarchy: try hierarchy(), credentialCount: 9, failures: failures + [other])
        #expect(answer.unread == line)
    }

    @Test func `a manager below two others is drawn whole once, and named the second time`() throws {
        let customers = [
            try customer(1, "A", isManager: true), try customer(2, "B", below: [1], isManager: true),
            try customer(3, "C", below: [1, 2], isManager: true), try customer(4, "D", below: [3]),
        ]
        let tree = Hierarchy([(try Name("ann"), Reach(readAt: now, customers: customers))])
        let lines = TreeText(hierarchy: tree, colours: false).text.split(separator: "\n")
        #expect(lines.count { $0.contains(" D ") } == 1)
        #expect(lines.count { $0.contains("(drawn above)") } == 1)
    }

    @Test func `what a terminal would obey is made visible`() throws {
        let customers = [try customer(1, "a\u{1b}[31m\nb")]
        let tree = Hierarchy([(try Name("ann"), Reach(readAt: now, customers: customers))])
        #expect(TreeText(hierarchy: tree, colours: false).text.hasPrefix("a\\u{1b}[31m\\u{a}b  100-000-0001"))
    }

    @Test func `JSON has every customer, its parents and the ways to it`() throws {
        let test = TestContext()
        let answer = HierarchyAnswer(hierarchy: try hierarchy(), credentialCount: 2)
        try test.context.report(.hierarchy(answer), try VaultOptions.parse(["--json"]))
        let text = test.answer.text
        #expect(
            text.contains(
                #"{"id":"1000000004","name":null,"manager":false,"status":"CANCELED","currency":null,"timeZone":null,"#
                    + #""parents":["1000000002"],"level":2,"reachedBy":[{"credential":"ann","loginCustomerID":"1000000001","#
                    + #""state":"active"}],"reached":true}"#
            )
        )
        let end = #""roots":["1000000001"],"networks":[],"readAt":"\#(now + .seconds(-7200))","findings":[]}"#
        #expect(text.hasSuffix(end + "\n"))
    }

    @Test func `networks of Ad Manager are told once each, and how many calls it took`() throws {
        let news = Reach(readAt: now + .seconds(-7200), operations: 3, networks: ["1234": "News", "77": "Sport"])
        let more = Reach(readAt: now, operations: 4, networks: ["77": "Sport"])
        let answer = HierarchyAnswer(
            hierarchy: Hierarchy([(try Name("ann"), news), (try Name("bob"), more)]),
            credentialCount: 2
        )
        let text = answer.text(now: now, colours: false)
        #expect(text.contains("Ad Manager network 77  Sport  by ann, bob\nAd Manager network 1234  News  by ann\n"))
        #expect(text.hasSuffix("0 customers, read 2 hours ago by 7 calls\n"))
        let json = String(decoding: answer.json.bytes, as: UTF8.self)
        let ways = #"[{"credential":"ann","state":"active"},{"credential":"bob","state":"active"}]"#
        #expect(json.contains(#"{"code":"77","name":"Sport","reachedBy":\#(ways),"reached":true}"#))
    }

    @Test func `a warning ends a run well, and a credential that failed counts once`() throws {
        let refused = Finding(code: .permissionDenied, severity: .warning, message: "", next: nil)
        let dead = Finding(code: .dead, severity: .error, message: "", next: "")
        let (ann, bob) = (try Name("ann"), try Name("bob"))
        func status(_ failures: [(credential: Name, finding: Finding)], of count: Int) throws -> ExitStatus {
            HierarchyAnswer(hierarchy: try hierarchy(), credentialCount: count, failures: failures).status
        }
        #expect(try status([(ann, refused)], of: 2) == .done)
        #expect(try status([(ann, dead), (ann, dead)], of: 1) == .dead)
        let unreachable = Finding(code: .unreachable, severity: .error, message: "", next: "")
        #expect(try status([(ann, unreachable), (bob, refused)], of: 2) == .someFailed)
    }

    @Test func `in a graph for Graphviz no name ends its quotes`() throws {
        let dot = TreeDot(hierarchy: try hierarchy()).text
        let label = #""Shop </script><b>\"x\"\n100-000-0003\nby ann via 100-000-0001, bob""#
        #expect(dot.contains("[label=\(label), shape=ellipse, style=solid];"))
        #expect(dot.contains(#""1000000002" -> "1000000004";"#))
    }

    @Test func `the page says when it was read, which stays true however old it grows`() throws {
        let page = TreePage(hierarchy: try hierarchy()).html
        #expect(page.contains("<p id=\"age\">read at \(now + .seconds(-7200))</p>"))
    }

    @Test func `in the page no name becomes an element, and nothing lies elsewhere`() throws {
        let page = TreePage(hierarchy: try hierarchy()).html
        #expect(!page.contains("<b>\\\"x"))
        #expect(page.contains(#"Shop \u003c/script\u003e\u003cb\u003e\"x\""#))
        #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("src="))
    }
}

/// The page in a real browser, where there is one.
@Suite(
    .enabled("chromium is not installed") { FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium") },
    .timeLimit(.minutes(2))
)
struct TreePageTests {
    @Test func `a browser without a network draws the rows in sight of ten thousand customers, and finds one`()
        async throws
    {
        let parts = try await Self.said(
            by: """
                const drawn = document.querySelectorAll("#space .row").length;
                search.value = "needle"; find(); lay();
                const length = rows.length;
                const found = [...document.querySelectorAll("#space .row .name b")].map((name) => name.textContent).join("|");
                search.value = "sport"; find(); lay();
                const network = document.querySelector("#space .row").textContent;
                const dead = document.querySelectorAll("#space .row .dead").length;
                const said = [drawn, length, found, network, dead, document.querySelectorAll("i").length];
                """
        )
        #expect(parts.count == 6, "\(parts)")
        #expect((20...80).contains(Int(parts.first ?? "") ?? 0))
        #expect(
            parts.dropFirst() == [
                "3", "Customer 0|Customer 77|&lt;i&gt;Needle&lt;/i&gt;",
                "&lt;i&gt;Sport&lt;/i&gt;77Ad Managerann (suspect)", "1", "0",
            ]
        )
    }

    @Test(arguments: [
        ("a click", ##"document.querySelectorAll("#space .row")[1].click();"##),
        ("Enter in the search", #"search.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));"#),
        ("Enter in the tree", #"tree.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));"#),
        ("the end of the search", #"search.value = ""; look();"#),
    ])
    func `a manager that was found is shown in the tree by a click, by Enter and at the search's end`(
        way: String,
        script: String
    ) async throws {
        let parts = try await Self.said(
            by: """
                search.value = "zentrale"; look();
                const opener = document.querySelectorAll("#space .toggle")[1].textContent;
                const whileSearching = expand.disabled && collapse.disabled;
                \(script)
                const marked = document.querySelector("#space .row.current");
                const [line, sight] = [marked, tree].map((element) => element.getBoundingClientRect());
                const inSight = line.top >= sight.top && line.bottom <= sight.bottom && tree.scrollTop > 0;
                const said = [opener, whileSearching, expand.disabled || collapse.disabled, search.value,
                  marked.querySelector("b").textContent, inSight, rows[current + 1].level - rows[current].level];
                """
        )
        #expect(parts == ["▸", "true", "false", "", "Zentrale", "true", "1"])
    }

    /// What a script finds in the page of ten thousand customers, a hundred of them managers: the values in its `said`.
    private static func said(by script: String) async throws -> [String] {
        let now = Timestamp(milliseconds: 1_795_255_200_000)
        let top = try CustomerID("1000000000")
        let customers = try (0..<10_000).map { number in
            var customer = Customer(id: try CustomerID(String(1_000_000_000 + number)), loginCustomerID: top)
            customer.name = [42: "Zentrale", 7777: "<i>Needle</i>"][number] ?? "Customer \(number)"
            customer.isManager = number < 100
            customer.status = .enabled
            if number > 0 {
                customer.parents = [try CustomerID(String(1_000_000_000 + (number < 100 ? 0 : number % 100)))]
            }
            return customer
        }
        let reach = Reach(readAt: now, customers: customers, networks: ["77": "<i>Sport</i>"])
        let tree = Hierarchy([(try Name("ann"), reach)], states: [try Name("ann"): .suspect])
        let home = try Home()
        defer { home.remove() }
        let test = "<script>\(script)\ndocument.title = said.join(' / ');</script>"
        let page = TreePage(hierarchy: tree).html.replacing("</body>", with: test + "</body>")
        let file = home.path("tree.html")
        try Data(page.utf8).write(to: URL(fileURLWithPath: file))
        let dom = try await dom(of: file, home: home)
        let title = dom.firstMatch(of: /<title>(.*)<\/title>/).map { String($0.1) } ?? ""
        return title.components(separatedBy: " / ")
    }

    private static func dom(of file: String, home: Home) async throws -> String {
        let chromium = Process()
        let output = Pipe()
        chromium.executableURL = URL(fileURLWithPath: "/usr/bin/chromium")
        chromium.arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + home.path("profile"), "--dump-dom",
            "file://" + file,
        ]
        chromium.standardOutput = output
        chromium.standardError = FileHandle.nullDevice
        try chromium.run()
        let dom = try output.fileHandleForReading.readToEnd() ?? Data()
        chromium.waitUntilExit()
        return String(decoding: dom, as: UTF8.self)
    }
}
