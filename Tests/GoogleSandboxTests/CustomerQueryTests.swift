import Testing

@testable import GoogleSandbox

/// The little GAQL that is read, and the words in which the rest is refused.
@Suite struct CustomerQueryTests {
    private static let id = "SELECT customer_client.id FROM customer_client"

    private static let levels: [(condition: String, range: ClosedRange<Int>)] = [
        ("", 0...Int.max), (" WHERE customer_client.level <= 1", 0...1), (" WHERE customer_client.level<1", 0...0),
        (" where customer_client.level = 2", 2...2), (" WHERE customer_client.level >= 1", 1...Int.max),
        (" WHERE customer_client.level > 0 AND customer_client.level <= 3", 1...3),
    ]

    @Test(arguments: levels)
    func `conditions bound the levels`(condition: String, range: ClosedRange<Int>) throws {
        #expect(try CustomerQuery(Self.id + condition).levels == range)
    }

    private static let slips: [(query: String, code: String)] = [
        ("", "EXPECTED_SELECT"), ("customer_client.id FROM customer_client", "EXPECTED_SELECT"),
        ("SELECT customer_client.nam FROM customer_client", "UNRECOGNIZED_FIELD"),
        ("SELECT customer.id FROM customer_client", "UNRECOGNIZED_FIELD"),
        ("SELECT customer_client.id, FROM customer_client", "UNRECOGNIZED_FIELD"),
        ("SELECT customer_client.id", "EXPECTED_FROM"),
        ("SELECT customer_client.id FROM campaign", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        (id + " LIMIT 10", "UNEXPECTED_INPUT"), (id + ";", "UNEXPECTED_INPUT"),
        (id + " WHERE customer_client.manager = TRUE", "PROHIBITED_FIELD_IN_WHERE_CLAUSE"),
        (id + " WHERE customer_client.level < 0", "BAD_OPERATOR"),
        (id + " WHERE customer_client.level <= one", "BAD_NUMBER"),
        (id + " WHERE customer_client.level != 1", "UNEXPECTED_INPUT"),
        (id + " WHERE customer_client.level <= 1 OR customer_client.level = 3", "UNEXPECTED_INPUT"),
        (id + " WHERE customer_client.level = 1 AND customer_client.level = 2", "INVALID_VALUE_WITH_OPERATOR"),
    ]

    @Test(arguments: slips)
    func `another query is refused with its queryError`(query: String, code: String) {
        #expect {
            try CustomerQuery(query)
        } throws: { error in
            (error as? APIError)?.detail == .failure(category: "queryError", code: code)
        }
    }
}
