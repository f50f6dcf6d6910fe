import Credentials
import Testing

/// Who holds copies.
struct DeploymentTests {
    @Test func `a copy over an earlier one takes its place, on the same machine alone`() {
        var deployments = Deployments()
        let copies = [copy("/a"), copy("/b"), copy("/a", by: "ann@other"), copy("/a", by: "bob@host", secret: 1)]
        let isNew = copies.map { deployments.add($0) }
        #expect(isNew == [true, true, true, false])
        #expect(deployments.all.map(\.destination) == ["/b", "/a", "/a"])
        #expect(deployments.all.map(\.actor) == ["ann@host", "ann@other", "bob@host"])
        #expect(deployments.all.map(\.secretNumber) == [0, 0, 1])
    }

    @Test func `what was printed counts each time, since nobody knows where it went`() {
        var deployments = Deployments()
        let copies = [copy("-", for: "one"), copy("-", for: "one"), copy("-"), copy("-")]
        let isNew = copies.map { deployments.add($0) }
        #expect(isNew == [true, true, true, true])
        #expect(deployments.all == copies)
    }

    @Test func `what another credential's copy is written over is dropped, on the same machine alone`() {
        var deployments = Deployments([copy("/a"), copy("/a", by: "ann@other"), copy("/b"), copy("-")])
        #expect(deployments.drop(replacedBy: copy("/a", by: "bob@host")) == 1)
        #expect(deployments.drop(replacedBy: copy("-")) == 0)
        #expect(deployments.all == [copy("/a", by: "ann@other"), copy("/b"), copy("-")])
    }

    @Test func `all of it comes back out of its JSON`() throws {
        var deployments = Deployments()
        _ = deployments.add(copy("/über/\"a\"\n", for: "nightly\treports", secret: 3))
        _ = deployments.add(copy("-"))
        #expect(try Deployments(json: deployments.json) == deployments)
        #expect(try Deployments(json: Deployments().json) == Deployments())
    }

    @Test(arguments: ["", "{}", "[{}]", "[1]", "[{\"destination\":\"/a\"}]", " []x"])
    func `what is no list of copies is refused`(json: String) {
        #expect(throws: JSONReader.Malformed.self) { _ = try Deployments(json: Array(json.utf8)) }
    }

    @Test func `keys of later versions are passed by`() throws {
        let json = #"[{"later":{},"destination":"/a","format":"env","actor":"a@b","at":0}]"#
        #expect(try Deployments(json: Array(json.utf8)).all.map(\.destination) == ["/a"])
    }

    @Test func `beyond a thousand the oldest go, and beyond a mebibyte a tenth of them`() {
        var deployments = Deployments()
        for number in 0...Deployments.limit { _ = deployments.add(copy("/\(number)")) }
        #expect(deployments.all.count == Deployments.limit)
        #expect(deployments.all.first?.destination == "/1")

        var long = Deployments()
        for number in 0..<400 { _ = long.add(copy("/\(number)" + String(repeating: "x", count: 4000))) }
        #expect(long.json.count <= Deployments.byteLimit)
        #expect(long.all.count > 200)
        #expect(long.all.last?.destination.hasPrefix("/399") == true)
    }

    private func copy(
        _ destination: String,
        by actor: String = "ann@host",
        for purpose: String? = nil,
        secret: Int = 0
    ) -> Deployment {
        Deployment(
            destination: destination,
            format: "env",
            purpose: purpose,
            actor: actor,
            at: Timestamp(milliseconds: 1_795_255_200_000),
            secretNumber: secret
        )
    }
}
