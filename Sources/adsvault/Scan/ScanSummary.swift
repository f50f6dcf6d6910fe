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

    /// What the run ends with: 20 where something lies about, 22 where something could not be looked at.
    var status: ExitStatus {
        if !findings.isEmpty { return .drift }
        return gaps.contains(where: \.isFailure) ? .someFailed : .done
    }
}
