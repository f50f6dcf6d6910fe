public import Foundation

/// A moment, to the millisecond.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// The moment `milliseconds` after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The moment of a `Date`, cut to whole milliseconds.
    public init(_ date: Date) {
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded(.down))
    }

    /// The same moment as a `Date`.
    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// RFC 3339 in UTC with milliseconds: `2026-11-21T10:00:00.000Z`.
    public var description: String {
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000, flooring: ())
        let (year, month, day) = Self.civil(fromDays: days)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        func append(_ number: Int64, _ width: Int, then mark: Unicode.Scalar) {
            let digits = String(number).utf8
            for _ in digits.count..<max(width, digits.count) { text.append(UInt8(ascii: "0")) }
            text += digits
            text.append(UInt8(ascii: mark))
        }
        append(year, 4, then: "-")
        append(month, 2, then: "-")
        append(day, 2, then: "T")
        append(rest / 3_600_000, 2, then: ":")
        append(rest / 60_000 % 60, 2, then: ":")
        append(rest / 1000 % 60, 2, then: ".")
        append(rest % 1000, 3, then: "Z")
        return String(decoding: text, as: UTF8.self)
    }

    /// The moment `duration` later.
    public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: moment.milliseconds + duration.milliseconds)
    }

    /// How much later `later` is than `earlier`.
    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }

    /// Whether `left` comes before `right`.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Duration {
    /// Whole milliseconds, cut.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}

extension Timestamp {
    /// The moment that an RFC 3339 text in UTC with milliseconds spells, as `description` writes it; nil otherwise.
    public init?(rfc3339 text: String) {
        let digits = text.split(whereSeparator: { !$0.isASCII || !$0.isNumber })
        guard digits.map(\.utf8.count) == [4, 2, 2, 2, 2, 2, 3] else { return nil }
        let numbers = digits.compactMap { Int64($0) }
        guard numbers.count == 7, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return nil }
        let days = Self.days(year: numbers[0], month: numbers[1], day: numbers[2])
        let clock = numbers[3] * 3_600_000 + numbers[4] * 60_000 + numbers[5] * 1000 + numbers[6]
        self.init(milliseconds: days * 86_400_000 + clock)
        guard description == text else { return nil }
    }

    /// Days since 1970-01-01 of a day of the Gregorian calendar; years begin in March here, so that the leap day is last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let (era, yearOfEra) = shifted.quotientAndRemainder(dividingBy: 400, flooring: ())
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, day) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097, flooring: ())
        let yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func quotientAndRemainder(dividingBy divisor: Int64, flooring: Void) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
