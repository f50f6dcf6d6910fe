/// What the library does in a process, the vault unlocked.
struct VaultFigures {
    let sample: Sample

    /// Shows the figures, and leaves some credentials more.
    func show() throws {
        let vault = try sample.unlock()
        try Figure(
            "show one of \(sample.count)",
            median(of: 101) { try sample.show(in: vault) },
            bare: median(of: 101) { try sample.bare.show(sample.middle) }
        ).show()
        try Figure(
            "list all \(sample.count)",
            median(of: 11) { try sample.list(in: vault) },
            bare: median(of: 11) { try sample.bare.list(count: sample.count) }
        ).show()
        try Figure(
            "verify a log of \(sample.count)",
            median(of: 11) { try sample.verify(in: vault) },
            bare: median(of: 11) { try sample.bare.verify(count: sample.count) }
        ).show()
        var added = (sample.count...).makeIterator()
        var addedBare = (sample.count...).makeIterator()
        let (time, bare) = try medians(of: 101) {
            try added.next().map { try sample.add($0, to: vault) }
        } bare: {
            try addedBare.next().map { try sample.bare.add($0) }
        }
        Figure("add one to \(sample.count), durably", time, bare: bare).show()
    }
}
