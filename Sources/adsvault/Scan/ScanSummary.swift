import Operations

/// A secret that was found, and where.
struct ScanFinding: Sendable {
    let path: String
    /// The commit that brought it into a repository; nil for a file that lies there.
    var commit: String?
    let secret: FoundSecret
}

/// Something that was not looked at, and why.
struct ScanGap: Sendable {
    let path: String
    let reason: String
    /// Whether it could not be looked at, rather than was left out by rule.
    let isFailure: Bool
}

/// What a scan found, and what it did not look at.
struct ScanSummary: Sendable {
    var findings: [ScanFinding] = []
    var gaps: [ScanGap] = []
    /// How many files were read.
    var fileCount = 0
    /// How many objects of repositories were read.
    var objectCount = 0
    /// How many files and objects are compressed, so that nobody looked into them.
    var compressedCount = 0

    /// The gaps that are failures first.
    var gapsByWeight: [ScanGap] { gaps.filter(\.isFailure) + gaps.filter { !$0.isFailure } }

    /// How much was looked at, and into what not.
    var extent: String {
        let looked = "looked at \(fileCount) files and \(objectCount) objects of git"
        return compressedCount == 0 ? looked : "\(looked), and not into what is compressed: \(compressedCount)"
    }

    /// What the run ends with: 20 where something lies about, 22 where something could not be looked at.
    var status: ExitStatus {
        if !findings.isEmpty { return .drift }
        return gaps.contains(where: \.isFailure) ? .someFailed : .done
    }
}
