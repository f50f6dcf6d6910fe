extension Duration {
    /// The time that a text means: a whole number with s, m, h or d; nil where it is none.
    public init?(number text: String) {
        let seconds = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let digits = text.dropLast()
        // Nine digits of days are as long as anybody waits, and far from an overflow.
        guard let unit = text.last, let length = seconds[String(unit)],
            (1...9).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }), let number = Int(digits)
        else { return nil }
        self = .seconds(number * length)
    }
}
