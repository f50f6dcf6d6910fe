import Foundation
import Testing

@testable import adsvault

/// What commands do with vaults that are not the newest, and how one comes back to one that works.
struct RollbackCommandTests {
    private func withVault(_ body: (Home) async throws -> Void) async throws {
        let home = try Home()
        defer { home.remove() }
        #expect(await home.run("init", "--unlock", "passphrase", "--kdf", "interactive").status == .done)
        try await body(home)
    }

    /// Puts the file of an earlier moment in the vault's place.
    private func goBack(_ home: Home, by change: () async throws -> Void) async throws {
        let vault = URL(fileURLWithPath: home.vault)
        let older = try Data(contentsOf: vault)
        try await change()
        try older.write(to: vault)
    }

    /// Something that writes to the vault.
    private func rekey(_ home: Home) async {
        #expect(await home.run("rotate", "key").status == .done)
    }

    /// The same, where not every slot's secret is at hand.
    private func rekeyDropping(_ home: Home) async {
        #expect(await home.run("rotate", "key", "--drop-slots").status == .done)
    }

    @Test(arguments: [
        ["list"], ["show", "a"], ["audit", "verify"], ["slot", "list"], ["rotate", "key"], ["backup", "b"],
    ])
    func `a vault that went back is refused by every command`(command: [String]) async throws {
        try await withVault { home in
            try await goBack(home) { await rekey(home) }
            let run = await home.run(command + ["--json"])
            #expect(run.status == .rollback)
            #expect(run.answer.isEmpty)
            #expect(
                run.messages.contains(
                    #"{"error":{"code":"rollback","message":"the vault went back: it is at write 1 of 20"#
                )
            )
            #expect(run.messages.contains("and this machine has seen write 2 of 20"))
            #expect(run.messages.contains("adsvault restore FILE --accept-rollback"))
        }
    }

    @Test func `a vault that went back can be accepted as it is`() async throws {
        try await withVault { home in
            try await goBack(home) { await rekey(home) }
            #expect(await home.run("restore", home.vault).status == .rollback)
            let run = await home.run("restore", home.vault, "--accept-rollback", "--json")
            #expect(run.status == .done, "\(run.messages)")
            #expect(run.answer.contains(#""epoch":3,"seq":3,"#))
            #expect(run.answer.contains(#""wentBackFrom":{"epoch":2,"seq":2,"#))
            #expect(run.answer.contains(#""kept":"\#(home.vault).replaced-1","droppedSlots":[]"#))
            #expect(await home.run("list").status == .done)
        }
    }

    @Test func `a backup that the keyring opens is gone back to when that is agreed`() async throws {
        let home = try Home()
        defer { home.remove() }
        let keyring = MemoryKeyring()
        func run(_ arguments: String...) async -> Home.Run {
            await home.run(arguments, asks: true, keyring: keyring)
        }
        #expect(await run("init", "--unlock", "keyring").status == .done)
        #expect(await run("backup", home.path("b.db")).status == .done)
        #expect(await run("rotate", "key").status == .done)

        #expect(await run("restore", home.path("b.db")).status == .rollback)
        #expect(await run("list").status == .done)
        let back = await run("restore", home.path("b.db"), "--accept-rollback")
        #expect(back.status == .done, "\(back.messages)")
        #expect(await run("list").status == .done)
    }

    /// A home whose vault opens by the keyring and by the home's passphrase.
    private func withKeyring(_ body: (Home, MemoryKeyring) async throws -> Void) async throws {
        let home = try Home()
        defer { home.remove() }
        let keyring = MemoryKeyring()
        let file = ["--new-passphrase-file", home.path("passphrase")]
        for command in [
            ["init", "--unlock", "keyring", "--kdf", "interactive"], ["slot", "add", "passphrase"] + file,
            ["backup", home.path("backup.db")],
        ] {
            let run = await home.run(command, asks: true, keyring: keyring)
            #expect(run.status == .done, "\(run.messages)")
        }
        try await body(home, keyring)
    }

    @Test func `a keyring that is away while the vault goes back is added again, whatever it has seen`() async throws {
        try await withKeyring { home, keyring in
            #expect(await home.run(["backup", home.path("later.db")], asks: true, keyring: keyring).status == .done)
            let away = await home.run("restore", home.path("backup.db"), "--accept-rollback", "--drop-slots")
            #expect(away.status == .done, "\(away.messages)")
            #expect(away.messages.contains("so its anchor of this vault stays behind"))
            #expect(away.messages.contains("'adsvault slot add keyring' makes it open the vault again"))
            let added = await home.run(["slot", "add", "keyring"], keyring: keyring)
            #expect(added.status == .done, "\(added.messages)")
            let list = await home.run(["list"], asks: true, keyring: keyring)
            #expect(list.status == .done, "\(list.messages)")
        }
    }

    @Test func `a keyring that was away when an older backup was put back says so once it is open`() async throws {
        try await withKeyring { home, keyring in
            #expect(await home.run(["backup", home.path("later.db")], asks: true, keyring: keyring).status == .done)
            #expect(await home.run(["backup", home.path("last.db")], asks: true, keyring: keyring).status == .done)
            for path in [home.vault, home.anchors] { try FileManager.default.removeItem(atPath: path) }
            let away = await home.run("restore", home.path("backup.db"))
            #expect(away.status == .done, "\(away.messages)")
            #expect(away.messages.contains("run 'adsvault restore \(home.vault) --accept-rollback' there"))
            #expect(await home.run(["list"], asks: true, keyring: keyring).status == .rollback)
            let back = await home.run(["restore", home.vault, "--accept-rollback"], keyring: keyring)
            #expect(back.status == .done, "\(back.messages)")
            let list = await home.run(["list"], asks: true, keyring: keyring)
            #expect(list.status == .done, "\(list.messages)")
        }
    }

    @Test func `a slot that was dropped on the way back leaves its label free`() async throws {
        try await withVault { home in
            #expect(await home.run("slot", "add", "recovery", "--label", "paper", "--json").status == .done)
            try await goBack(home) { await rekeyDropping(home) }
            let back = await home.run("restore", home.vault, "--accept-rollback", "--drop-slots")
            #expect(back.status == .done, "\(back.messages)")
            let added = await home.run("slot", "add", "recovery", "--label", "paper", "--json")
            #expect(added.status == .done, "\(added.messages)")
        }
    }

    @Test func `a fork is told apart from a rollback`() async throws {
        try await withVault { home in
            let vault = URL(fileURLWithPath: home.vault)
            let older = try Data(contentsOf: vault)
            await rekey(home)
            let truth = try Data(contentsOf: vault)
            try older.write(to: vault)
            try FileManager.default.removeItem(atPath: home.anchors)
            for _ in 0..<2 { await rekey(home) }
            let fork = try Data(contentsOf: vault)
            try truth.write(to: vault)
            try FileManager.default.removeItem(atPath: home.anchors)
            #expect(await home.run("list").status == .done)
            try fork.write(to: vault)
            let run = await home.run("list", "--json")
            #expect(run.status == .rollback)
            #expect(run.messages.contains(#"{"error":{"code":"fork""#))
        }
    }

    @Test func `a backup is put back on a machine that has neither vault nor anchor`() async throws {
        try await withVault { home in
            let run = await home.run("backup", home.path("backup.db"), "--json")
            #expect(run.status == .done, "\(run.messages)")
            #expect(run.answer.contains(#"{"file":"\#(home.path("backup.db"))","epoch":1,"seq":2,"#))
            #expect(run.answer.contains(#""auditEntries":2"#))
            let other = try Home()
            defer { other.remove() }
            let restored = await other.run("restore", home.path("backup.db"))
            #expect(restored.status == .done, "\(restored.messages)")
            #expect(restored.answer.hasPrefix("\(other.vault) is back: 1 records, write 3 of "))
            #expect(await other.run("slot", "list").status == .done)
            #expect(FileManager.default.fileExists(atPath: other.anchors))
        }
    }

    @Test func `a backup older than the vault is put back only when that is agreed to`() async throws {
        try await withVault { home in
            let backup = home.path("backup.db")
            #expect(await home.run("backup", backup).status == .done)
            await rekey(home)
            let refused = await home.run("restore", backup)
            #expect(refused.status == .rollback)
            #expect(
                refused.messages.contains(
                    "hint: to go back to it all the same: adsvault restore \(backup) --accept-rollback"
                )
            )
            let restored = await home.run("restore", backup, "--accept-rollback")
            #expect(restored.status == .done, "\(restored.messages)")
            #expect(restored.answer.contains("what was there is kept as \(home.vault).replaced-1"))
            #expect(await home.run("audit", "list").answer.contains("restore"))
        }
    }

    @Test func `a file that is there is no place for a backup`() async throws {
        try await withVault { home in
            try home.write("mine", to: "backup.db")
            let run = await home.run("backup", home.path("backup.db"), "--json")
            #expect(run.status == .exists)
            #expect(run.messages.contains(#""code":"file_exists""#))
            #expect(try String(contentsOfFile: home.path("backup.db"), encoding: .utf8) == "mine")
            #expect(await !home.run("audit", "list").answer.contains("backup"))
        }
    }

    @Test func `a folder is no place for a file`() async throws {
        try await withVault { home in
            let folder = home.path(".local")
            for command in [["backup", folder], ["export", "a", "--format", "env", "--output", folder]] {
                let run = await home.run(command)
                #expect(run.status == .usage)
                #expect(run.messages.contains("is a folder"))
                #expect(!run.messages.contains("there is a file"))
            }
        }
    }

    @Test func `a backup that fails is said in the log to have failed`() async throws {
        try await withVault { home in
            try home.write("no folder", to: "file")
            #expect(await home.run("backup", home.path("file/backup.db")).status != .done)
            #expect(await home.run("audit", "list").answer.contains("backup failed"))
        }
    }

    @Test func `the backup of another vault replaces none`() async throws {
        try await withVault { home in
            let other = try Home()
            defer { other.remove() }
            #expect(await other.run("init", "--unlock", "passphrase", "--kdf", "interactive").status == .done)
            #expect(await other.run("backup", other.path("backup.db")).status == .done)
            let run = await home.run("restore", other.path("backup.db"), "--accept-rollback")
            #expect(run.status == .exists)
        }
    }

    @Test func `what is no backup is not restored`() async throws {
        try await withVault { home in
            #expect(await home.run("restore", home.path("nothing")).status == .notFound)
            try home.write("no vault", to: "text")
            let text = await home.run("restore", home.path("text"), "--accept-rollback")
            #expect(text.status == .damaged)
            let path = home.path("text")
            #expect(text.messages.contains("error: \(path) is damaged, was tampered with, or is no backup: "))
        }
    }

    @Test func `a damaged backup is named, and what is damaged of it`() async throws {
        try await withVault { home in
            let backup = home.path("backup.db")
            #expect(await home.run("backup", backup).status == .done)
            var bytes = try Data(contentsOf: URL(fileURLWithPath: backup))
            bytes.removeLast(4096)
            try bytes.write(to: URL(fileURLWithPath: backup))
            let before = try Data(contentsOf: URL(fileURLWithPath: home.vault))
            let run = await home.run("restore", backup, "--json")
            #expect(run.status == .damaged)
            #expect(run.messages.contains(#""message":"\#(backup) is damaged, was tampered with, or is no backup: "#))
            #expect(run.messages.contains("it is no whole SQLite database"))
            #expect(try Data(contentsOf: URL(fileURLWithPath: home.vault)) == before)
        }
    }

    @Test func `a passphrase that does not open the backup is said of the backup`() async throws {
        try await withVault { home in
            let backup = home.path("backup.db")
            #expect(await home.run("backup", backup).status == .done)
            try home.write("another passphrase altogether\n", to: "passphrase")
            let run = await home.run("restore", backup)
            #expect(run.status == .wrongPassphrase)
            #expect(run.messages.contains("error: the passphrase does not open \(backup)"))
        }
    }

    @Test func `anchors that cannot be believed stop every command, and the way out is said`() async throws {
        try await withVault { home in
            try Data("nonsense\n".utf8).write(to: URL(fileURLWithPath: home.anchors))
            let run = await home.run("list")
            #expect(run.status == .damaged)
            #expect(run.messages.contains("\(home.anchors) is not as it was written"))
            try FileManager.default.removeItem(atPath: home.anchors)
            #expect(await home.run("list").status == .done)
        }
    }

    @Test func `where no anchor can be kept, everything works and that is said`() async throws {
        try await withVault { home in
            try home.write("no folder", to: "state")
            let run = await home.run(["rotate", "key"], ["XDG_STATE_HOME": home.path("state")])
            #expect(run.status == .done)
            #expect(run.messages.split(separator: "\n").count { $0.hasPrefix("warning: the anchor in ") } >= 1)
            #expect(await home.run("list").status == .done)
        }
    }
}
