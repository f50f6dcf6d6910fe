import Foundation
import Testing

@testable import GoogleHTTP

struct RetryAfterTests {
    private let now = Date(timeIntervalSince1970: 784_111_770)

    @Test(arguments: [
        ("0", Duration.zero), ("7", .seconds(7)), (" 120 ", .seconds(120)),
        ("99999999999999999999999", .seconds(366 * 86_400)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(7)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", .seconds(7)),
        ("Sun Nov  6 08:49:37 1994", .seconds(7)),
        ("Sun, 06 Nov 1994 08:49:00 GMT", .zero),
        ("Sun, 06 Nov 9994 08:49:00 GMT", .seconds(366 * 86_400)),
    ])
    func `the pause is read`(text: String, pause: Duration) {
        #expect(RetryAfter(text)?.pause(from: now) == pause)
    }

    @Test(arguments: ["", "soon", "-1", "1.5", "+3", "0x10", "Sun, 06 Nov", "١٢"])
    func `nonsense is no pause`(text: String) {
        #expect(RetryAfter(text) == nil)
    }
}
