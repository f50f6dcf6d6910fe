/// What the library does in a process.
struct VaultFigures {
    let samples: [Sample]

    func show() throws {
        for sample in samples { try show(sample) }
        let largest = samples[samples.count - 1]
        try Figure(
            "unlock by a passphrase (interactive)",
            median(of: 21) { try largest.unlock() },
            bare: median(of: 21) { try Bare.unlock() }
        ).show()
        try Figure(
            "rotate key of \(largest.count)",
            median(of: 3) { try largest.rotateKey() },
            bare: median(of: 3) { try largest.bare.rotateKey() }
        ).show()
    }

    private func show(_ sample: Sample) throws {
        let vault = try sample.unlock()
        try Figure(
            "show one of \(sample.count)",
            median(of: 101) { try sample.show(in: vault) },
            bare: median(of: 101) { try sample.bare.show(sample.middle) }
        ).show()
        var added = (sample.count...).makeIterator()
        var addedBare = (sample.count...).makeIterator()
        try Figure(
            "add one to \(sample.count)",
            median(of: 41) { try added.next().map { try sample.add($0, to: vault) } },
            bare: median(of: 41) { try addedBare.next().map { try sample.bare.add($0) } }
        ).show()
        guard sample.count > 10 else { return }
        try Figure(
            "list all \(sample.count)",
            median(of: 11) { try sample.list(in: vault) },
            bare: median(of: 11) { try sample.bare.list(count: sample.count + 42) }
        ).show()
    }
}
