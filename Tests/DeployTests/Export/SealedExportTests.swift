import Deploy
import Foundation
import Testing

struct SealedExportTests {
    @Test func `a repository's secret is one line`() throws {
        let text = try ExportFormat.gitHubSecret.file(for: sample(), options: sampleOptions()).revealedText()
        #expect(text.hasSuffix("\n") && text.count { $0 == "\n" } == 1)
        #expect(try #require(Data(base64Encoded: String(text.dropLast()))).count > 48)
    }

    @Test(.enabled(if: Judges.canBeInstalled, "PyNaCl cannot be installed here"))
    func `PyNaCl opens what is sealed to a repository, for every length`() throws {
        let python = try #require(Judges.python)
        let texts = (0..<100).map { String(repeating: "s", count: $0) }
        let outcome = try withFolder { folder in
            for (number, text) in texts.enumerated() {
                let file = try ExportFormat.gitHubSecret.file(for: sample(secret: text), options: sampleOptions())
                try Data(file.revealed()).write(to: folder.appending(path: "\(10000 + number)"))
            }
            return try Judges.run(python, ["-c", Self.opener, folder.path])
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(texts))
    }

    @Test(arguments: [
        "", "AAAA", "not base64", String(repeating: "A", count: 43), String(repeating: "A", count: 43) + "=",
    ])
    func `what nothing can be sealed to is no repository's key`(text: String) {
        #expect(throws: RepositoryKey.Invalid.self) { _ = try RepositoryKey(base64: text) }
    }

    @Test func `for systemd the plaintext is handed to the program that seals it`() throws {
        let credential = try sample(loginCustomerID: "012-345-6789")
        #expect(
            try ExportFormat.systemdCredential.file(for: credential).revealed()
                == ExportFormat.googleAdsYAML.file(for: credential).revealed()
        )
        #expect(
            ExportFormat.systemdCredential.sealingCommand == [
                "systemd-creds", "encrypt", "--name=google-ads.yaml", "-", "-",
            ]
        )
    }

    @Test(arguments: ExportFormat.allCases.filter { $0 != .systemdCredential })
    func `other formats need no program`(format: ExportFormat) {
        #expect(format.sealingCommand == nil)
    }

    private static let opener = """
        import base64, glob, sys, yaml
        from nacl.public import PrivateKey, SealedBox
        box = SealedBox(PrivateKey(bytes(range(32))))
        for path in sorted(glob.glob(sys.argv[1] + "/*")):
            with open(path, encoding="ascii") as file:
                opened = box.decrypt(base64.b64decode(file.read().strip(), validate=True))
            print("=" + yaml.safe_load(opened)["client_secret"].encode().hex())
        """
}
