import Credentials
import Testing

struct CustomerIDTests {
    @Test(arguments: ["1234567890", "123-456-7890"])
    func `ten digits are a customer, with dashes or without`(text: String) throws {
        let customer = try CustomerID(text)
        #expect(customer.digits == "1234567890")
        #expect(customer.description == "123-456-7890")
    }

    @Test(arguments: [
        "", "123456789", "12345678901", "1234-567-890", "123-4567890", "-1234567890", "1234567890-", "123--456-7890",
        "12345678a0", "१२३४५६७८९०", " 1234567890", "123 456 7890", "+123456789",
    ])
    func `anything else is none`(text: String) {
        #expect(throws: CustomerID.Invalid.self) { try CustomerID(text) }
    }

    @Test func `customers are ordered by number`() throws {
        #expect(try CustomerID("0000000002") < CustomerID("1000000000"))
    }
}
