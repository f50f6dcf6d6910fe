import Foundation

/// One line: what was measured, how long adsvault took, how long the bare work took, by what factor they differ, and the
/// most memory that adsvault had at a time.
struct Figure {
    let label: String
    let time: Duration
    let bare: Duration
    let peak: Int?

    /// A figure; `peak` is in bytes.
    init(_ label: String, _ time: Duration, bare: Duration, peak: Int? = nil) {
        self.label = label
        self.time = time
        self.bare = bare
        self.peak = peak
    }

    func show() {
        let label = ("  " + label).padding(toLength: 40, withPad: " ", startingAt: 0)
        let memory = peak.map { column("\($0 >> 20) MiB") } ?? ""
        print(label + column(text(time)) + column("bare " + text(bare)) + column(text(ratio: time / bare)) + memory)
    }

    private func text(_ duration: Duration) -> String {
        let style = FloatingPointFormatStyle<Double>.number.precision(.fractionLength(2)).grouping(.never)
        return style.format(duration / .milliseconds(1)) + " ms"
    }

    private func text(ratio: Double) -> String {
        "× " + FloatingPointFormatStyle<Double>.number.precision(.fractionLength(2)).grouping(.never).format(ratio)
    }

    private func column(_ text: String) -> String {
        String(repeating: " ", count: max(1, 16 - text.count)) + text
    }
}

/// The median times of `count` runs of two things in turn, so that both meet the same disk.
func medians(
    of count: Int,
    _ first: () throws -> Void,
    bare second: () throws -> Void
) throws -> (time: Duration, bare: Duration) {
    let clock = ContinuousClock()
    var times: [(Duration, Duration)] = []
    for _ in 0...count { times.append((try clock.measure(first), try clock.measure(second))) }
    let counted = times.dropFirst()
    return (counted.map(\.0).sorted()[count / 2], counted.map(\.1).sorted()[count / 2])
}

/// The median time of `count` runs, after one that does not count.
func median(of count: Int, _ body: () throws -> Void) throws -> Duration {
    try body()
    let clock = ContinuousClock()
    var times: [Duration] = []
    for _ in 0..<count { times.append(try clock.measure(body)) }
    return times.sorted()[count / 2]
}
