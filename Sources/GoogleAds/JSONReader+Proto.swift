import Credentials

/// JSON as protobuf writes it: what is unset, zero or false may be missing, and a 64-bit number is a string.
extension JSONReader {
    /// Reads a string; nil where it is empty or null, which is unset.
    mutating func text() throws(Malformed) -> String? {
        if isNull() { return nil }
        let text = try string()
        return text.isEmpty ? nil : text
    }

    /// Reads a whole number, which is a string here and a number there.
    mutating func wholeNumber() throws(Malformed) -> Int64 {
        do {
            guard let number = Int64(try string()) else { throw malformed }
            return number
        } catch {
            return try integer()
        }
    }

    /// Reads a customer's number.
    mutating func customerID() throws(Malformed) -> CustomerID {
        try customerID(digits: String(wholeNumber()))
    }

    /// Reads a customer's resource name: `customers/1234567890`.
    mutating func customerName() throws(Malformed) -> CustomerID {
        let name = try string()
        guard name.hasPrefix("customers/") else { throw malformed }
        return try customerID(digits: String(name.dropFirst("customers/".count)))
    }

    private func customerID(digits: String) throws(Malformed) -> CustomerID {
        guard !digits.isEmpty else { throw malformed }
        // As a number it has lost the zeros in front.
        let padding = String(repeating: "0", count: max(10 - digits.utf8.count, 0))
        do {
            return try CustomerID(padding + digits)
        } catch {
            throw malformed
        }
    }
}
