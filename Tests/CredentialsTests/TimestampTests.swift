import Credentials
import Foundation
import Testing

struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_795_255_200_000, "2026-11-21T10:00:00.000Z"),
        (1, "1970-01-01T00:00:00.001Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (-2_203_891_200_001, "1900-02-28T23:59:59.999Z"),
    ])
    func `a moment is written and read back`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(rfc3339: text) == Timestamp(milliseconds: milliseconds))
    }

    /// From 1583 on: before, Foundation counts by the Julian calendar.
    @Test func `the days of 800 years are Foundation's`() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in stride(from: -141_000, to: 151_000, by: 13) {
            let moment = Timestamp(milliseconds: Int64(day) * 86_400_000 + 45_296_500)
            #expect(moment.description == moment.date.formatted(style))
        }
    }

    @Test(arguments: [
        "", "now", "2026-11-21", "2026-11-21T10:00:00Z", "2026-11-21T10:00:00.00Z", "2026-11-21T10:00:00.0000Z",
        "2026-11-21t10:00:00.000z", "2026-11-21 10:00:00.000Z", "2026-11-21T10:00:00.000+00:00",
        "2026-11-21T10:00:00,000Z", "2026-02-29T00:00:00.000Z", "2100-02-29T00:00:00.000Z", "2026-00-21T10:00:00.000Z",
        "2026-13-21T10:00:00.000Z", "2026-11-00T10:00:00.000Z", "2026-11-31T10:00:00.000Z", "2026-11-21T24:00:00.000Z",
        "2026-11-21T10:60:00.000Z", "2026-11-21T10:00:60.000Z", "+2026-11-21T10:00:00.000Z",
        "-2026-11-21T10:00:00.000Z",
        "12026-11-21T10:00:00.000Z", "9223372036854775807-01-01T00:00:00.000Z", "999999999999-1-1T0:0:0.0Z",
        "2026-01-01T9223372036854775807:00:00.000Z", "２０２６-11-21T10:00:00.000Z", "2026-11-21T10:00:00.000Z ",
    ])
    func `any other spelling is refused`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func `the far ends of time are written without a fault`() {
        #expect(Timestamp(milliseconds: .max).description.hasSuffix("Z"))
        #expect(Timestamp(milliseconds: .min).description.hasSuffix("Z"))
    }

    @Test func `a date is cut to whole milliseconds, also before 1970`() {
        #expect(Timestamp(Date(timeIntervalSince1970: 1.9996)).milliseconds == 1999)
        #expect(Timestamp(Date(timeIntervalSince1970: -0.0004)).milliseconds == -1)
    }

    @Test func `moments and durations add up`() {
        let moment = Timestamp(milliseconds: 1000)
        #expect((moment + .seconds(2)).milliseconds == 3000)
        #expect((moment + .milliseconds(-1500)).milliseconds == -500)
        #expect(moment - Timestamp(milliseconds: 3000) == .seconds(-2))
        #expect(moment < moment + .milliseconds(1))
    }
}
