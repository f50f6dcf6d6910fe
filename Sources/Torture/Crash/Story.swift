/// A command that changes a vault, and what there has to be before it.
struct Story: Sendable {
    /// A word or two, for the table.
    let name: String
    /// What is run before, on a machine with a vault, a client `main` and a credential `acme`.
    var preparation: [[String]] = []
    /// The command. ACCOUNT in it, or in what is prepared anew, is an account that no other case uses.
    let command: [String]
    /// What is prepared anew for each case, since Google lets the command happen but once.
    var anew: [[String]] = []
    /// Whether there is nothing at all before.
    var startsEmpty = false
    /// The file that the command writes beside the vault.
    var file: String?
    /// The file that it destroys once its contents are in the vault.
    var shreds: String?
    /// The copy of the vault that it makes, whole or not at all.
    var copy: String?
    /// What it adds to the log where its own entry stands and the rest then failed.
    var failure: String?
    /// The status by which the vault may refuse to open where it was cut off, until it was run once more.
    var alarm: Int32?
    /// Whether its entry is in the log before it asks Google, and what it learnt comes after.
    var logsFirst = false
    /// Whether it goes on when the vault cannot be written, and lets the log tell of that later.
    var goesOnUnwritten = false

    /// Every command that writes.
    static let all = [
        Story(name: "init", command: Self.initialization, startsEmpty: true),
        Story(name: "client add", command: ["client", "add", "client.json", "--name", "other"]),
        Story(
            name: "client add --shred",
            command: ["client", "add", "client.json", "--name", "other", "--shred"],
            shreds: "client.json"
        ),
        Story(name: "client set", command: ["client", "set", "main", "--developer-token-file", "developer-token"]),
        Story(
            name: "client remove",
            preparation: [["client", "add", "client.json", "--name", "other"]],
            command: ["client", "remove", "other"]
        ),
        Story(name: "login", command: ["login", "second", "--login-hint", account]),
        Story(name: "import", command: ["import", "google-ads.yaml", "--name", "taken"]),
        Story(
            name: "import --shred",
            command: ["import", "google-ads.yaml", "--name", "taken", "--shred"],
            shreds: "google-ads.yaml"
        ),
        Story(name: "set", command: ["set", "acme", "--owner", "eve", "--tag", "team=search"]),
        Story(name: "rename", command: ["rename", "acme", "apex"]),
        Story(
            name: "forget",
            preparation: [["login", "second", "--login-hint", "base@example.com"]],
            command: ["forget", "second", "--yes"]
        ),
        Story(name: "check", command: ["check"], logsFirst: true),
        Story(name: "tree", command: ["tree"]),
        Story(name: "token", command: ["token", "acme"]),
        Story(name: "export", command: ["export", "acme", "--format", "env", "--output", "out.env"], file: "out.env"),
        Story(name: "exec", command: ["exec", "acme", "--", "true"]),
        // Google keeps a hundred tokens of an account: each case has its own, or the last ones would push out the first.
        Story(
            name: "rotate token",
            command: ["rotate", "token", "second"],
            anew: [["login", "second", "--login-hint", account]]
        ),
        Story(name: "rotate key", command: ["rotate", "key"]),
        Story(
            name: "rotate passphrase",
            command: ["rotate", "passphrase", "--new-passphrase-file", "new-passphrase"]
        ),
        Story(
            name: "slot add",
            command: ["slot", "add", "passphrase", "--label", "anna", "--new-passphrase-file", "new-passphrase"]
        ),
        Story(
            name: "slot remove",
            preparation: [
                ["slot", "add", "passphrase", "--label", "anna", "--new-passphrase-file", "new-passphrase"]
            ],
            command: ["slot", "remove", "anna", "--yes"]
        ),
        Story(name: "backup", command: ["backup", "copy.db"], copy: "copy.db", failure: "backup failed"),
        Story(
            name: "restore",
            preparation: [["backup", "copy.db"], ["set", "acme", "--owner", "eve"]],
            command: ["restore", "copy.db", "--accept-rollback"],
            alarm: 17
        ),
        Story(
            name: "revoke",
            command: ["revoke", "second", "--yes"],
            anew: [["login", "second", "--login-hint", account]],
            goesOnUnwritten: true
        ),
    ]

    static let initialization = ["init", "--unlock", "passphrase", "--kdf", "interactive"]
    /// What is run before anything else.
    static let beginning = [
        initialization, ["client", "add", "client.json", "--name", "main"],
        ["login", "acme", "--login-hint", "base@example.com"],
    ]
    private static let account = "ACCOUNT"

    /// The accounts that cases take turns with.
    static let accounts = (0..<400).map { "person-\($0)@example.com" }

    /// A command for one case.
    static func command(_ words: [String], case number: Int) -> [String] {
        words.map { $0 == account ? accounts[number % accounts.count] : $0 }
    }
}
