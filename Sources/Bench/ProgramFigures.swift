/// What the program does from its start to its end, unlocking included.
struct ProgramFigures {
    let program: Program
    let samples: [Sample]

    func show() throws {
        let start = try median(of: 31) { try Program(path: "/bin/true").run([]) }
        Figure("--version, beside /bin/true", try median(of: 31) { try program.run(["--version"]) }, bare: start).show()
        let opening = try start + median(of: 21) { try Bare.unlock() }
        var showing: [Duration] = []
        for sample in samples {
            let time = try median(of: 21) { try program.run(["show", sample.name(sample.middle)] + sample.options) }
            let reading = try median(of: 21) { try sample.bare.show(sample.middle) }
            Figure("show one of \(sample.count)", time, bare: opening + reading).show()
            showing.append(time)
        }
        for sample in samples where sample.count > 10 {
            try showListing(of: sample, beyond: showing[0], opening: opening)
        }
    }

    private func showListing(of sample: Sample, beyond showing: Duration, opening: Duration) throws {
        var peak = 0
        let listing = try median(of: 11) { peak = max(peak, try program.run(["list", "--json"] + sample.options)) }
        let reading = try median(of: 11) { try sample.bare.list(count: sample.count) }
        Figure("list --json of \(sample.count)", listing, bare: opening + reading).show()
        Figure("  of that, beyond show one of 10", listing - showing, bare: reading).show()
        print("    at most \(peak >> 20) MiB, of which Argon2id had 64")
    }
}
