import Foundation

/// What the program does with Google at the other end, beside what no program could do without: the latency of its
/// requests, and commits that last.
struct LiveFigures {
    let program: Program
    let sandboxPath: String
    let folder: URL

    private static let jobs = 64
    private static let crowd = 100

    /// Shows the figures.
    func show() async throws {
        try await withSandbox { sandbox in
            let fleet = try await fleet(of: 1000, customers: 4000, at: sandbox)
            try await showCheck(of: fleet, at: sandbox)
            try await showTokens(of: fleet, at: sandbox)
        }
        try await withSandbox { sandbox in
            try await showTree(of: 10_000, at: sandbox)
        }
    }

    private func showCheck(of fleet: Fleet, at sandbox: Sandbox) async throws {
        let check = ["check", "--jobs", "\(Self.jobs)"] + fleet.options
        _ = try await sandbox.takeTraffic()
        try program.run(check)
        let requests = try await sandbox.takeTraffic().values.reduce(0, +)
        try Figure(
            "check of \(fleet.names.count), \(requests) requests",
            median(of: 3) { try program.run(check) },
            bare: Sandbox.latency * requests / Self.jobs,
            peak: program.peak(check)
        ).show()
    }

    private func showTree(of count: Int, at sandbox: Sandbox) async throws {
        let fleet = try await fleet(of: 1, customers: count, at: sandbox)
        _ = try await sandbox.takeTraffic()
        try program.run(["tree", "--refresh"] + fleet.options)
        let searches = try await sandbox.takeTraffic().filter { $0.key.hasSuffix(":search") }.values.reduce(0, +)
        let managers = try await sandbox.managers()
        print("  tree of \(count) customers: \(searches) searches, for \(managers) managers of a page each")
    }

    /// A vault that the kernel keeps the key of gives out access tokens.
    private func showTokens(of fleet: Fleet, at sandbox: Sandbox) async throws {
        do {
            try program.run(["unlock"] + fleet.options)
        } catch {
            print("  token: not measured, since this machine's kernel keeps no keys")
            return
        }
        let bare = try Sample.bare(folder.appending(path: "bare-commits.db").path)
        try bare.make(count: fleet.names.count)
        let token = { (name: String) in ["token", name] + fleet.place }
        var names = fleet.names.makeIterator()
        _ = try await sandbox.takeTraffic()
        let rounds = 5
        try Figure(
            "\(Self.crowd) processes ask for one token",
            median(of: rounds) {
                if let name = names.next() { try program.run(token(name), times: Self.crowd) }
            },
            bare: median(of: rounds) { try Program.bench.run([Program.commitOption, bare.path], times: Self.crowd) }
        ).show()
        let refreshes = try await sandbox.takeTraffic()["/token"] ?? 0
        print("  in \(rounds + 1) rounds: \(refreshes) requests for a token")
        let kept = fleet.names[0]
        let (time, opening) = try medians(of: 101) {
            try program.run(token(kept))
        } bare: {
            try program.run(["show", kept] + fleet.place)
        }
        try Figure("a token that is kept, beyond show", time - opening, bare: median(of: 101) { try bare.commit() })
            .show()
        let asked = try await sandbox.takeTraffic().values.reduce(0, +)
        print("  for which came \(asked) requests")
        try BrokerFigures(program: program).show(kept, of: fleet, beside: bare)
        try program.run(["lock"] + fleet.place)
    }

    private func fleet(of count: Int, customers: Int, at sandbox: Sandbox) async throws -> Fleet {
        let scenario = try await sandbox.addAccounts(count, customers: customers)
        if count == 1 { try await sandbox.reachTop(from: scenario.credentials[0].email) }
        return try Fleet(scenario, called: "fleet-\(count)", in: folder, program: program)
    }

    private func withSandbox(_ body: (Sandbox) async throws -> Void) async throws {
        let sandbox = try Sandbox(path: sandboxPath)
        defer { sandbox.stop() }
        guard unsafe setenv("ADSVAULT_GOOGLE_URL", sandbox.address, 1) == 0 else {
            throw Bench.Failure.wrongAnswer("setenv")
        }
        try await body(sandbox)
    }
}
