import Foundation
import Testing

@testable import adsvault

/// The ways to unlock, as scripts see and change them.
struct SlotCommandTests {
    private func withVault(_ arguments: String..., body: (Home) async throws -> Void) async throws {
        let home = try Home()
        defer { home.remove() }
        let made = await home.run(["init", "--unlock", "passphrase", "--kdf", "interactive"] + arguments)
        #expect(made.status == .done)
        try await body(home)
    }

    @Test func `a passphrase out of a file is added, and opens the vault`() async throws {
        try await withVault { home in
            try home.write("another passphrase", to: "new")
            let added = await home.run(
                "slot",
                "add",
                "passphrase",
                "--label",
                "anna",
                "--new-passphrase-file",
                home.path("new")
            )
            #expect(added.answer.wholeMatch(of: /added the passphrase 'anna' \([0-9a-f]{8}\)\n/) != nil)
            let list = await home.run("slot", "--json", "--passphrase-file", home.path("new"))
            #expect(list.answer.contains(#""label":"anna""#))
        }
    }

    @Test func `a recovery code goes into the JSON, opens a copy elsewhere, and stands nowhere else`() async throws {
        try await withVault { home in
            let added = await home.run("slot", "add", "recovery", "--json")
            #expect(added.status == .done)
            let form =
                /{"id":"[0-9a-f]{32}","type":"recovery","createdAt":"[^"]+","label":"recovery","recoveryCode":"([0-9A-Z-]{64})"}\n/
            let code = String(try #require(added.answer.wholeMatch(of: form)).output.1)
            try home.write(code, to: "code")
            let path = home.path(".local/share/adsvault/vault.db")
            let elsewhere = try Home()
            defer { elsewhere.remove() }
            try FileManager.default.copyItem(atPath: path, toPath: elsewhere.path("copy.db"))
            try elsewhere.write(code, to: "code")
            let copy = ["--vault", elsewhere.path("copy.db"), "--passphrase-file", elsewhere.path("code")]
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: elsewhere.path("."))
            #expect(await elsewhere.run(["slot", "list", "--json"] + copy).answer.contains(#""type":"recovery""#))
            #expect(await !home.run("slot", "list", "--json").answer.contains(code))
            #expect(await !home.run("audit", "--json").answer.contains(code))
        }
    }

    @Test func `a recovery code goes to no pipe unasked, and then there is no slot`() async throws {
        try await withVault { home in
            let refused = await home.run("slot", "add", "recovery")
            #expect(refused.status == .wouldPrompt)
            #expect(refused.answer.isEmpty)
            #expect(refused.messages.contains("--json"))
            #expect(await home.run("slot", "list", "--json").answer.contains("recovery") == false)
        }
    }

    @Test(arguments: [
        (["slot", "add", "passphrase"], ExitStatus.wouldPrompt, "--new-passphrase-file"),
        (["slot", "add", "keyring"], .slotUnavailable, "keyring"),
        (["slot", "add", "recovery", "--json", "--label", "passphrase"], .exists, "take another name"),
        (["slot", "add", "recovery", "--json", "--label", "a b"], .usage, "letters"),
        (["slot", "add", "recovery", "--new-passphrase-file", "/dev/null"], .usage, "is for a passphrase"),
        (["slot", "add", "member"], .usage, "'passphrase', 'recovery' or 'keyring'"),
        (["slot", "remove", "passphrase"], .wouldPrompt, "--yes"),
        (["slot", "remove", "passphrase", "--yes"], .usage, "adsvault slot add"),
        (["slot", "remove", "pasphrase", "--yes"], .notFound, "did you mean 'passphrase'?"),
    ])
    func `what cannot be done says why and what to do`(arguments: [String], status: ExitStatus, hint: String)
        async throws
    {
        try await withVault { home in
            let before = await home.run("slot", "list", "--json").answer
            let run = await home.run(arguments)
            #expect(run.status == status)
            #expect(run.messages.contains(hint))
            #expect(await home.run("slot", "list", "--json").answer == before)
        }
    }

    @Test func `a removed slot is named, and the vault has a new key`() async throws {
        try await withVault("--recovery-code") { home in
            let removed = await home.run("slot", "remove", "recovery", "--yes", "--json")
            #expect(removed.status == .done)
            #expect(removed.answer.contains(#""type":"recovery""#))
            #expect(removed.answer.hasSuffix(#""epoch":2,"records":1,"droppedSlots":[]}"# + "\n"))
            #expect(await home.run("slot", "list", "--json").answer.contains("recovery") == false)
        }
    }

    @Test func `a slot whose secret is not at hand stops a removal, unless it may be left behind`() async throws {
        try await withVault("--recovery-code") { home in
            let keyring = MemoryKeyring()
            #expect(await home.run(["slot", "add", "keyring"], keyring: keyring).status == .done)
            #expect(await home.run(["slot", "remove", "keyring", "--yes"], keyring: keyring).status == .wouldPrompt)
            #expect(keyring.count == 1)
            let removed = await home.run(["slot", "remove", "keyring", "--yes", "--drop-slots"], keyring: keyring)
            #expect(removed.status == .done)
            #expect(removed.answer.contains("left behind: recovery"))
            #expect(keyring.count == 0)
        }
    }

    @Test func `a key that stays in another machine's keyring is warned of`() async throws {
        try await withVault { home in
            #expect(await home.run(["slot", "add", "keyring"], keyring: MemoryKeyring()).status == .done)
            let removed = await home.run(["slot", "remove", "keyring", "--yes"], keyring: MemoryKeyring())
            #expect(removed.status == .done)
            #expect(removed.messages.contains("warning: a keyring still holds its key"))
        }
    }

    @Test func `a drill tries what needs nobody, and names the rest`() async throws {
        try await withVault("--recovery-code") { home in
            let keyring = MemoryKeyring()
            #expect(await home.run(["slot", "add", "keyring"], keyring: keyring).status == .done)
            let drill = await home.run(["slot", "drill", "--json"], keyring: keyring)
            #expect(drill.status == .done)
            #expect(results(drill.answer) == ["keyring opens", "passphrase opens", "recovery notTried"])
            #expect(drill.answer.contains(#""reason":"nobody can be asked for it here""#))
        }
    }

    @Test func `a keyring that holds another key is 12, and one without a key was not tried`() async throws {
        try await withVault { home in
            let keyring = MemoryKeyring()
            #expect(await home.run(["slot", "add", "keyring"], keyring: keyring).status == .done)
            let elsewhere = await home.run(["slot", "drill", "--json"], keyring: MemoryKeyring())
            #expect(elsewhere.status == .done)
            #expect(results(elsewhere.answer) == ["keyring notTried", "passphrase opens"])
            keyring.spoil()
            let spoiled = await home.run(["slot", "drill", "--json"], keyring: keyring)
            #expect(spoiled.status == .slotUnavailable)
            #expect(results(spoiled.answer) == ["keyring wrong", "passphrase opens"])
        }
    }

    @Test func `doctor names the passphrase that is weaker than the policy, and what to run`() async throws {
        try await withVault { home in
            try home.write("another passphrase", to: "new")
            let file = ["--new-passphrase-file", home.path("new")]
            #expect(await home.run(["slot", "add", "passphrase", "--label", "anna"] + file).status == .done)
            #expect(await home.run("doctor").answer.contains("costs what the vault wants"))
            try home.write("a third passphrase", to: "third")
            let third = ["--new-passphrase-file", home.path("third")]
            let rotated = await home.run(["rotate", "passphrase", "--kdf", "moderate"] + third)
            #expect(rotated.status == .done)
            #expect(rotated.messages.contains("warning: the passphrase 'anna' ("))
            let doctor = await home.run("doctor", "--json", "--passphrase-file", home.path("new"))
            #expect(doctor.status == .done)
            #expect(
                doctor.answer.contains(
                    #"{"code":"slots","severity":"warning","message":"a guess at the passphrase 'anna' "#
                )
            )
            #expect(doctor.answer.contains("adsvault rotate passphrase"))
        }
    }

    @Test func `doctor does not call fine what it could not look at`() async throws {
        try await withVault { home in
            let doctor = await home.run(["doctor", "--json"], asks: true)
            #expect(doctor.answer.contains(#"{"code":"slots","severity":"unknown""#))
            #expect(doctor.answer.contains(#"{"code":"anchor","severity":"unknown","message":"not checked: "#))
            #expect(await home.run("doctor", "--json").answer.contains(#"{"code":"anchor","severity":"ok""#))
            try home.write("wrong", to: "wrong")
            #expect(await home.run("doctor", "--passphrase-file", home.path("wrong")).status == .wrongPassphrase)
        }
    }

    @Test(arguments: [("passphrase/vault.db", "is not a folder"), ("passphrase/deep/vault.db", "is not a folder")])
    func `init says why no vault can be made, before it asks for anything`(place: String, words: String) async throws {
        let home = try Home()
        defer { home.remove() }
        let made = await home.run("init", "--vault", home.path(place))
        #expect(made.status == .usage)
        #expect(made.messages.contains(words))
        #expect(made.messages.contains("hint: name another place with --vault"))
    }

    /// `LABEL RESULT` of each slot.
    private func results(_ answer: String) -> [String] {
        answer.matches(of: /"label":"([^"]*)","result":"([^"]*)"/).map { "\($0.output.1) \($0.output.2)" }
    }
}
