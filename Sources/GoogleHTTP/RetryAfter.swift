import Foundation

/// The header Retry-After: seconds, or a date (RFC 9110 §10.2.3).
enum RetryAfter: Equatable {
    case seconds(Int)
    case date(Date)

    /// The longest pause that is told apart from a longer one: a year.
    private static let maximum = 366 * 86_400

    /// Reads the header; nil where it is neither.
    init?(_ text: String) {
        let text = text.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) {
            // More digits than an Int holds are a long time all the same.
            self = .seconds(min(Int(text) ?? Self.maximum, Self.maximum))
        } else if let date = Self.date(text) {
            self = .date(date)
        } else {
            return nil
        }
    }

    /// How long to wait from `now`; nothing for a date gone by.
    func pause(from now: Date) -> Duration {
        switch self {
        case .seconds(let seconds): .seconds(seconds)
        case .date(let date): .seconds(min(max(date.timeIntervalSince(now), 0), Double(Self.maximum)))
        }
    }

    private static func date(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        // The three forms that RFC 9110 §5.6.7 makes a recipient accept.
        return ["EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy"]
            .lazy.compactMap { format in
                formatter.dateFormat = format
                return formatter.date(from: text)
            }
            .first
    }
}

extension Duration {
    /// Seconds, as Foundation counts them.
    var timeInterval: TimeInterval { self / .seconds(1) }
}
