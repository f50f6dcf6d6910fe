import Credentials

extension Timestamp {
    /// How people say when it was or will be, seen from `now`: `3 days ago`, `in 2 hours`.
    func relative(to now: Timestamp) -> String {
        let seconds = (self - now).milliseconds / 1000
        guard let amount = Self.amount(ofSeconds: Int(seconds.magnitude)) else { return "now" }
        return seconds < 0 ? "\(amount) ago" : "in \(amount)"
    }

    private static func amount(ofSeconds seconds: Int) -> String? {
        let units = [
            ("year", 31_536_000), ("month", 2_592_000), ("week", 604_800), ("day", 86_400), ("hour", 3600),
            ("minute", 60),
        ]
        // "13 days" says more than "1 week".
        for (unit, length) in units {
            let number = seconds / length
            let least = unit == "week" || unit == "month" ? 2 : 1
            if number >= least { return number == 1 ? "1 \(unit)" : "\(number) \(unit)s" }
        }
        return nil
    }
}
