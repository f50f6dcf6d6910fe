import Credentials
import Deploy
import GoogleSandbox
import Sealing
import Testing
import Vault

@testable import Operations

/// Credentials out of plaintext files.
struct ImportTests {
    @Test func `a file gives a credential, its client, developer token and customers, in one commit`() async throws {
        try await withScene { scene in
            let commits = try scene.vault.read { $0.seq }
            let outcome = try scene.session.importFile(
                yaml(
                    "client",
                    "token",
                    "developer_token: \"dev\"",
                    "login_customer_id: \"1234567890\"",
                    "linked_customer_id: \"2345678901\""
                ),
                at: "/home/ann/google-ads.yaml"
            )
            #expect(try scene.vault.read { $0.seq } == commits + 1)
            let item = try #require(outcome.items.first)
            #expect(item.result == .imported)
            #expect(item.name == (try Name("google-ads")))
            #expect(item.client == (try Name("123456789012")))
            #expect(item.isNewClient)
            #expect(outcome.remains == [])
            #expect(outcome.notes == [])

            let credential = try scene.show("google-ads")
            #expect(credential.account == nil)
            #expect(credential.grant == nil)
            #expect(credential.scopes == [])
            #expect(credential.requiredScopes == [])
            #expect(credential.state == .active)
            #expect(credential.loginCustomerID == (try CustomerID("1234567890")))
            #expect(credential.linkedCustomerID == (try CustomerID("2345678901")))
            #expect(credential.fingerprint == scene.vault.fingerprint(of: secret(token)))
            #expect(try scene.token("google-ads") == token)
            #expect(try scene.token("123456789012", .client) == "GOCSPX-secret-of-client")
            #expect(try scene.token("123456789012", .developerToken) == "dev")
            let client = try #require(try scene.session.clients().first { $0.name == item.client })
            #expect(client.id == id("client"))
            #expect(client.project == "123456789012")
            #expect(client.hasDeveloperToken)
            #expect(try scene.audit().suffix(2) == ["client add 123456789012", "import google-ads"])
            #expect(
                try scene.session.audit().last?.detail
                    == "google-ads-yaml of /home/ann/google-ads.yaml, client 123456789012"
            )
        }
    }

    @Test func `owner and labels are set, and a name that is asked for is taken`() async throws {
        try await withScene { scene in
            var request = ImportRequest()
            request.name = try Name("reports")
            request.owner = "Anna Ek"
            request.tags = ["team": "search"]
            _ = try scene.session.importFile(yaml("client", "token"), at: "google-ads.yaml", request)
            let credential = try scene.show("reports")
            #expect(credential.owner == "Anna Ek")
            #expect(credential.tags == ["team": "search"])
        }
    }

    @Test func `what is there already is told and not stored twice, whatever its name`() async throws {
        try await withScene { scene in
            _ = try scene.session.importFile(yaml("client", "token"), at: "a.yaml")
            let entries = try scene.audit()
            let again = try scene.session.importFile(yaml("client", "token"), at: "b.yaml")
            #expect(again.items.map(\.result) == [.alreadyThere])
            #expect(again.items.map(\.name) == [try Name("a")])
            #expect(again.remains == [])
            #expect(try scene.session.list().map(\.name) == [try Name("a")])
            #expect(try scene.audit() == entries)
        }
    }

    @Test func `what is asked for of a token that is there is told as left out, with the command for it`() async throws
    {
        try await withScene { scene in
            var request = ImportRequest()
            request.owner = "Anna Ek"
            request.tags = ["team": "search"]
            let first = try scene.session.importFile(yaml("client", "token"), at: "a.yaml", request)
            // What is so already is nothing to tell.
            let same = try scene.session.importFile(yaml("client", "token"), at: "a.yaml", request)
            #expect(first.notes + same.notes == [])

            request.tags = ["team": "shopping"]
            let other = try scene.session.importFile(yaml("client", "token"), at: "a.yaml", request)
            #expect(
                other.notes == [
                    "line 1: a is there already, and keeps its tags; to change that: adsvault set a --tag KEY=VALUE"
                ]
            )
            request.name = try Name("reports")
            request.owner = "Eve"
            let all = try scene.session.importFile(yaml("client", "token"), at: "a.yaml", request)
            #expect(
                all.notes == [
                    "line 1: a is there already, and keeps its name; to change it: adsvault rename a reports",
                    "line 1: a is there already, and keeps its owner and tags; to change that: "
                        + "adsvault set a --owner PERSON --tag KEY=VALUE",
                ]
            )
            #expect(all.remains == [])
            #expect(try scene.show("a").owner == "Anna Ek")
        }
    }

    @Test func `what a file says otherwise than the vault, or nobody reads, remains`() async throws {
        try await withScene { scene in
            let text = text("client", "token")
            _ = try scene.session.importFile(read(text + "login_customer_id: '1234567890'\n"), at: "a.yaml")
            let same = try scene.session.importFile(read(text + "login_customer_id: '1234567890'\n"), at: "b.yaml")
            #expect(same.remains == [])
            let fewer = try scene.session.importFile(read(text), at: "b.yaml")
            #expect(fewer.remains == [])
            let other = try scene.session.importFile(
                read(text + "login_customer_id: '2345678901'\nlinked_customer_id: '3456789012'\nother: 1\n"),
                at: "c.yaml"
            )
            #expect(other.items.map(\.result) == [.alreadyThere])
            #expect(
                other.remains == ["other in line 6", "the login customer of line 1", "the linked customer of line 1"]
            )
            #expect(other.notes.count == 2)
            #expect(try scene.show("a").loginCustomerID == (try CustomerID("1234567890")))
        }
    }

    @Test func `another network of a token that is there remains`() async throws {
        try await withScene { scene in
            let block = ["314", "315"].map { network in
                "ad_manager:\n  network_code: \(network)\n  client_id: i\n  client_secret: s\n  refresh_token: t\n"
            }
            let outcome = try scene.session.importFile(read(block.joined(separator: "---\n")), at: "a.yaml")
            #expect(outcome.items.map(\.result) == [.imported, .alreadyThere])
            #expect(outcome.remains == ["the network code of line 8"])
        }
    }

    @Test func `the client of a dead token remains where nothing has it`() async throws {
        try await withScene { scene in
            _ = try scene.session.importFile(yaml("client", "token"), at: "a.yaml")
            try scene.change("a") { $0.state = .revoked }
            #expect(try scene.session.importFile(yaml("client", "token"), at: "b.yaml").remains == [])
            let other = try scene.session.importFile(yaml("other", "token", "developer_token: dev"), at: "c.yaml")
            #expect(other.items.map(\.result) == [.revoked])
            #expect(other.remains.count == 2)
        }
    }

    @Test func `of many settings that nobody reads the first ones are told`() async throws {
        try await withScene { scene in
            let many = (1...20).map { "key\($0): x\n" }.joined()
            let outcome = try scene.session.importFile(read(text("client", "token") + many), at: "a.yaml")
            #expect(outcome.remains.count == 13)
            #expect(outcome.remains.last == "8 more settings")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `thousands of credentials in a file are named in no time that grows with its cube`() async throws {
        try await withScene { scene in
            let file = try read((1...3000).map { text("client\($0)", "token\($0)") }.joined(separator: "---\n"))
            var rehearsal = try scene.session.rehearseImports()
            let clock = ContinuousClock()
            var outcome = ImportOutcome()
            let time = try clock.measure { outcome = try rehearsal.importFile(file, at: "google-ads.yaml") }
            #expect(outcome.items.last?.name == (try Name("google-ads-3000")))
            #expect(outcome.items.last?.client == (try Name("123456789012-3000")))
            // That would be minutes, where it is well below a second.
            #expect(time < .seconds(10))
        }
    }

    @Test func `a token that waits to replace another is there already`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try scene.vault.write { transaction in
                var successor = try transaction.known(Credential.self, try Name("ann"))
                successor.fingerprint = transaction.fingerprint(of: secret(token))
                try transaction.putSuccessor(successor, secret: secret(token))
                transaction.note(AuditNote("seed", "ann"))
            }
            let outcome = try scene.session.importFile(yaml("client", "token"), at: "a.yaml")
            #expect(outcome.items.map(\.result) == [.alreadyThere])
            #expect(outcome.items.map(\.name) == [try Name("ann")])
        }
    }

    @Test func `a token that is proven dead stays dead`() async throws {
        try await withScene { scene in
            _ = try scene.session.importFile(yaml("client", "token"), at: "a.yaml")
            try scene.change("a") { $0.state = .revoked }
            let outcome = try scene.session.importFile(yaml("other", "token"), at: "b.yaml")
            #expect(outcome.items.map(\.result) == [.revoked])
            #expect(outcome.items.map(\.client) == [nil])
            #expect(try scene.show("a").state == .revoked)
        }
    }

    @Test func `names of files come with a number on a clash, and spare tombstones`() async throws {
        try await withScene { scene in
            for number in 1...3 {
                _ = try scene.session.importFile(yaml("client", "token\(number)"), at: "/\(number)/google-ads.yaml")
            }
            #expect(try scene.session.list().map(\.name.description) == ["google-ads", "google-ads-2", "google-ads-3"])
            try scene.change("google-ads") { $0.state = .revoked }
            _ = try scene.session.importFile(yaml("client", "token4"), at: "google-ads.yaml")
            #expect(try scene.show("google-ads").state == .revoked)
            #expect(try scene.token("google-ads-4") == self.token("token4"))
        }
    }

    @Test func `the account's e-mail names a credential before the file does, and is not taken for proof`() async throws
    {
        try await withScene { scene in
            let file = try read(
                """
                {"type": "authorized_user", "client_id": "\(id("client"))", "client_secret": "GOCSPX-s", "refresh_token": \
                "\(token)", "account": "ann@example.com"}
                """
            )
            _ = try scene.session.importFile(file, at: "application_default_credentials.json")
            #expect(try scene.show("ann@example.com").account == nil)
        }
    }

    @Test func `a name that a living credential has is refused, a tombstone's is not`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            var request = ImportRequest()
            request.name = try Name("ann")
            #expect(throws: OperationError.taken(.credential, try Name("ann"))) {
                _ = try scene.session.importFile(yaml("client", "token"), at: "a.yaml", request)
            }
            try scene.change("ann") { $0.state = .revoked }
            _ = try scene.session.importFile(yaml("client", "token"), at: "a.yaml", request)
            #expect(try scene.token("ann") == token)
        }
    }

    @Test func `several credentials of a file come in together, those of one client with one client`() async throws {
        try await withScene { scene in
            let file = try read(
                text("client", "token1") + "---\n" + text("client", "token2") + "---\n" + text("other", "token3")
            )
            let outcome = try scene.session.importFile(file, at: "google-ads.yaml")
            #expect(outcome.items.compactMap(\.name?.description) == ["google-ads", "google-ads-2", "google-ads-3"])
            #expect(
                outcome.items.compactMap(\.client?.description) == ["123456789012", "123456789012", "123456789012-2"]
            )
            #expect(try scene.session.clients().map(\.id).contains(id("other")))

            var request = ImportRequest()
            request.name = try Name("one")
            #expect(throws: ImportRefusal.severalCredentials(count: 3)) {
                _ = try scene.session.importFile(file, at: "google-ads.yaml", request)
            }
        }
    }

    @Test func `the client of the file's id is taken, and its secret in the vault stays`() async throws {
        try await withScene { scene in
            let file = try read(
                "client_id: \(scene.client.id)\nclient_secret: GOCSPX-another\nrefresh_token: \(token)\ndeveloper_token: first\n"
            )
            let outcome = try scene.session.importFile(file, at: "a.yaml")
            #expect(outcome.items.map(\.client) == [try Name("desktop")])
            #expect(outcome.items.map(\.isNewClient) == [false])
            #expect(outcome.remains == ["another secret of the client desktop"])
            #expect(outcome.notes.first?.contains("another secret") == true)
            #expect(try scene.token("desktop", .client) == scene.client.secret)
            // A developer token comes along where there was none, and is left alone where there was one.
            #expect(try scene.token("desktop", .developerToken) == "first")
            let second = try scene.session.importFile(
                try read(
                    "client_id: \(scene.client.id)\nclient_secret: \(scene.client.secret)\nrefresh_token: \(token)x\ndeveloper_token: second\n"
                ),
                at: "b.yaml"
            )
            #expect(second.remains == ["another developer token"])
            #expect(try scene.token("desktop", .developerToken) == "first")
        }
    }

    @Test func `a client that was removed comes back under the name that its credentials know`() async throws {
        try await withScene { scene in
            let seeded = try await scene.seed("ann")
            try scene.session.removeClient(try Name("desktop"), evenIfUsed: true)
            let file = try read(
                "client_id: \(scene.client.id)\nclient_secret: \(scene.client.secret)\nrefresh_token: \(seeded)\n"
            )
            let outcome = try scene.session.importFile(file, at: "a.yaml")
            #expect(outcome.items.map(\.result) == [.alreadyThere])
            #expect(outcome.items.map(\.client) == [try Name("desktop")])
            #expect(outcome.items.map(\.isNewClient) == [true])
            let result = try await scene.session.check(Filter(), ads: false)
            #expect(result.map(\.ok) == [true])
        }
    }

    @Test func `a check shows whose an import is`() async throws {
        try await withScene { scene in
            let seeded = try await scene.seed("ann")
            _ = try scene.session.forget(try Name("ann"))
            let file = try read(
                "client_id: \(scene.client.id)\nclient_secret: \(scene.client.secret)\nrefresh_token: \(seeded)\n"
            )
            _ = try scene.session.importFile(file, at: "a.yaml")
            #expect(try scene.show("a").account == nil)
            _ = try await scene.session.check(Filter(), ads: false)
            #expect(try scene.show("a").account?.email == Scene.ann)
        }
    }

    @Test func `a key file that is named stays to be imported`() async throws {
        try await withScene { scene in
            let outcome = try scene.session.importFile(read("json_key_file_path: /etc/key.json\n"), at: "a.yaml")
            #expect(outcome.items.map(\.result) == [.keyFile(path: "/etc/key.json")])
            #expect(outcome.remains.count == 1)
            #expect(try scene.session.list().isEmpty)
        }
    }

    @Test func `a rehearsal tells the same of several files, and writes nothing`() async throws {
        try await withScene { scene in
            let before = try scene.folder.bytes()
            var rehearsal = try scene.session.rehearseImports()
            let files = try ["token1", "token1", "token2"].map { try yaml("client", $0) }
            let told = try files.map { try rehearsal.importFile($0, at: "google-ads.yaml").items[0] }
            #expect(try scene.folder.bytes() == before)
            let done = try files.map { try scene.session.importFile($0, at: "google-ads.yaml").items[0] }
            #expect(told.map(\.name) == done.map(\.name))
            #expect(told.map(\.result) == [.imported, .alreadyThere, .imported])
            #expect(done.map(\.result) == told.map(\.result))
            #expect(done.map(\.client) == told.map(\.client))
        }
    }

    @Test func `a rehearsal that is refused forgets the file`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            var rehearsal = try scene.session.rehearseImports()
            var request = ImportRequest()
            request.name = try Name("ann")
            let file = try yaml("client", "token")
            #expect(throws: OperationError.taken(.credential, try Name("ann"))) {
                _ = try rehearsal.importFile(file, at: "a.yaml", request)
            }
            let outcome = try rehearsal.importFile(yaml("client", "token"), at: "a.yaml")
            #expect(outcome.items.map(\.result) == [.imported])
        }
    }

    @Test func `where the vault cannot be written nothing comes in`() async throws {
        try await withScene { scene in
            let file = try yaml("client", "token")
            scene.store.fail()
            #expect(throws: VaultError.storage("vault.db: the disk is full")) {
                _ = try scene.session.importFile(file, at: "a.yaml")
            }
            #expect(try scene.session.list().isEmpty)
            #expect(try scene.session.clients().map(\.name) == [try Name("desktop")])
        }
    }

    @Test func `labels that fill a record are refused before anything is stored`() async throws {
        try await withScene { scene in
            var request = ImportRequest()
            request.tags = ["long": String(repeating: "x", count: 13_000)]
            let file = try yaml("client", "token")
            #expect(throws: VaultError.tooLarge(try Name("a"))) {
                _ = try scene.session.importFile(file, at: "a.yaml", request)
            }
            #expect(try scene.session.clients().map(\.name) == [try Name("desktop")])
        }
    }

    private var token: String { token("token") }

    private func token(_ name: String) -> String { "1//0\(name)-of-a-person" }

    private func id(_ client: String) -> String { "123456789012-\(client).apps.googleusercontent.com" }

    private func text(_ client: String, _ token: String, _ more: String...) -> String {
        ([
            "client_id: \(id(client))", "client_secret: GOCSPX-secret-of-\(client)",
            "refresh_token: \(self.token(token))",
        ] + more)
        .map { $0 + "\n" }.joined()
    }

    private func yaml(_ client: String, _ token: String, _ more: String...) throws -> ImportedFile {
        try read(text(client, token) + more.map { $0 + "\n" }.joined())
    }

    private func read(_ text: String) throws -> ImportedFile {
        try ImportedFile(contents: Array(text.utf8).rawBytes, name: "file")
    }
}

extension Scene {
    /// Changes a credential as no command does.
    fileprivate func change(_ name: String, _ change: (inout Credential) -> Void) throws {
        try vault.write { transaction in
            var credential = try transaction.known(Credential.self, try Name(name))
            change(&credential)
            if credential.state == .revoked {
                try transaction.put(credential)
            } else {
                try transaction.update(credential)
            }
            transaction.note(AuditNote("seed", name))
        }
    }
}
