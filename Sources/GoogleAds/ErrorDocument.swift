import Credentials
import GoogleHTTP
import Sealing

/// What Google's APIs answer instead of what was asked for: `google.rpc.Status`, with the details of the Google Ads API
/// (GoogleAdsFailure) or those of all (ErrorInfo, RetryInfo), made fit to be shown.
struct ErrorDocument: Equatable {
    /// One error of the Google Ads API.
    struct AdsFailure: Equatable {
        var category: String?
        var code: String?
        var message: String?
        var retryDelay: Duration?
    }

    private(set) var status: String?
    private(set) var message: String?
    private(set) var failures: [AdsFailure] = []
    private(set) var requestID: String?
    private(set) var reason: String?
    private var delays: [Duration] = []

    /// The longest pause that any part of it asks for.
    var retryDelay: Duration? { (delays + failures.compactMap(\.retryDelay)).max() }

    /// Reads the document in `answer`; nil where there is none, or one that cannot be shown.
    init?(_ answer: borrowing Answer) {
        var reader = JSONReader(answer.body.withBytes { $0.array })
        var isError = false
        do throws(JSONReader.Malformed) {
            try reader.object { (key, reader) throws(JSONReader.Malformed) in
                guard key == "error" else { return try reader.skip() }
                isError = true
                try readError(&reader)
            }
            try reader.end()
        } catch {
            return nil
        }
        guard isError else { return nil }
    }

    private mutating func readError(_ reader: inout JSONReader) throws(JSONReader.Malformed) {
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "status": status = try reader.code()
            case "message": message = try reader.message()
            case "details":
                try reader.array { (reader) throws(JSONReader.Malformed) in try readDetail(&reader) }
            default: try reader.skip()
            }
        }
    }

    private mutating func readDetail(_ reader: inout JSONReader) throws(JSONReader.Malformed) {
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "errors":
                try reader.array { (reader) throws(JSONReader.Malformed) in failures.append(try Self.failure(&reader)) }
            case "requestId": requestID = try reader.word()
            case "reason": reason = try reader.code()
            case "retryDelay": delays += [try reader.delay()].compactMap(\.self)
            default: try reader.skip()
            }
        }
    }

    private static func failure(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> AdsFailure {
        var failure = AdsFailure()
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "errorCode":
                try reader.object { (category, reader) throws(JSONReader.Malformed) in
                    failure.category = category.isName ? category : nil
                    failure.code = try reader.code()
                }
            case "message": failure.message = try reader.message()
            case "details": failure.retryDelay = try quotaDelay(&reader)
            default: try reader.skip()
            }
        }
        return failure
    }

    private static func quotaDelay(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> Duration? {
        var delay: Duration?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            guard key == "quotaErrorDetails" else { return try reader.skip() }
            try reader.object { (key, reader) throws(JSONReader.Malformed) in
                if key == "retryDelay" { delay = try reader.delay() } else { try reader.skip() }
            }
        }
        return delay
    }
}

extension AdsError {
    /// What an answer that does not say 200 means.
    init(refusing answer: borrowing Answer, at now: Timestamp, expecting expected: Expected) {
        let status = answer.status
        guard status != 408, (400..<500).contains(status) else {
            self =
                (500..<600).contains(status) || status == 408
                ? .unavailable(status: status) : .nonsense(.status(status), expecting: expected)
            return
        }
        let document = ErrorDocument(answer)
        let failure = document?.failures.first { $0.code != nil }
        // A version that is over is not even known to the server in front, which answers with a page of its own.
        guard let code = failure?.code ?? document?.reason ?? document?.status ?? (status == 404 ? "NOT_FOUND" : nil)
        else {
            self = .nonsense(.status(status), expecting: expected)
            return
        }
        self = .refused(
            AdsRefusal(
                status: status,
                category: failure?.category,
                code: code,
                message: failure?.message ?? document?.message,
                requestID: document?.requestID,
                retryAt: document?.retryDelay.map { now + $0 }
            )
        )
    }
}

extension JSONReader {
    /// Reads an error's name: capitals, digits and `_`, at most a hundred; nil for anything else that is a string.
    fileprivate mutating func code() throws(Malformed) -> String? {
        let text = try string()
        let isCode = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
        return isCode && (1...100).contains(text.utf8.count) ? text : nil
    }

    /// Reads a text for people; nil where it is empty.
    fileprivate mutating func message() throws(Malformed) -> String? {
        let text = GoogleSecret.redact(try string())
        return text.isEmpty ? nil : text
    }

    /// Reads a number of a call; nil where it is none.
    fileprivate mutating func word() throws(Malformed) -> String? {
        let text = try string()
        return text.isName ? text : nil
    }

    /// Reads a duration as protobuf's JSON spells it; nil where it is none.
    fileprivate mutating func delay() throws(Malformed) -> Duration? {
        Duration(protobuf: try string())
    }
}

extension String {
    /// Letters, digits, `-` and `_`, at most 64.
    fileprivate var isName: Bool {
        let isPlain = unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-" || $0 == "_")
        }
        return isPlain && (1...64).contains(utf8.count)
    }
}

extension Duration {
    /// The longest pause that is told apart from a longer one: a year.
    private static let longest: Int64 = 366 * 86_400

    /// The duration that protobuf's JSON spells as seconds with up to nine decimals and an `s`: "8962s", "1.5s". Nil for
    /// anything else, negative ones included.
    init?(protobuf text: String) {
        guard text.last == "s" else { return nil }
        let parts = text.dropLast().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy {
            !$0.isEmpty && $0.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        }
        guard areDigits, let whole = parts.first else { return nil }
        let decimals = parts.count == 2 ? parts[1] : ""
        guard decimals.count <= 9, let nanoseconds = Int64(decimals + String(repeating: "0", count: 9 - decimals.count))
        else { return nil }
        // More digits than an Int64 holds are a long time all the same.
        self = .seconds(min(Int64(whole) ?? Self.longest, Self.longest)) + .nanoseconds(nanoseconds)
    }
}
