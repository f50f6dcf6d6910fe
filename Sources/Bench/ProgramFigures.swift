/// What the program does from its start to its end, unlocking included, and the most memory that it has at a time.
struct ProgramFigures {
    let program: Program

    /// Shows how long the program takes to start.
    func showStart() throws {
        let time = try median(of: 31) { try program.run(["--version"]) }
        try Figure(
            "--version, beside /bin/true",
            time,
            bare: median(of: 31, Self.start),
            peak: program.peak(["--version"])
        ).show()
    }

    /// Shows the commands that read a vault.
    func show(_ sample: Sample) throws {
        try show(
            "show one of \(sample.count)",
            of: 21,
            ["show", sample.name(sample.middle)] + sample.options
        ) { try sample.bare.show(sample.middle) }
        try show("list --json of \(sample.count)", of: 11, ["list", "--json"] + sample.options) {
            try sample.bare.list(count: sample.count)
        }
        try show("audit verify of \(sample.count)", of: 11, ["audit", "verify"] + sample.options) {
            try sample.bare.verifyAll(count: sample.count)
        }
    }

    /// Shows how long a vault takes to be put under another key.
    func showRotation(of sample: Sample) throws {
        try show("rotate key of \(sample.count)", of: 3, ["rotate", "key"] + sample.options) {
            try sample.bare.rotateKey()
        }
    }

    private func show(_ label: String, of count: Int, _ arguments: [String], bare: () throws -> Void) throws {
        let time = try median(of: count) { try program.run(arguments) }
        let bare = try median(of: count) {
            try Self.start()
            try Bare.unlock()
            try bare()
        }
        try Figure(label, time, bare: bare, peak: program.peak(arguments)).show()
    }

    /// What any program costs.
    private static func start() throws { try Program(path: "/bin/true").run([]) }
}
