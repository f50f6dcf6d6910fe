/// The one kind of GAQL that the stand-in reads: `SELECT fields FROM customer_client [WHERE level conditions]`.
struct CustomerQuery: Equatable {
    /// What a row can tell, by the name that the query gives it.
    enum Field: String, CaseIterable {
        case resourceName = "resource_name"
        case clientCustomer = "client_customer"
        case currencyCode = "currency_code"
        case descriptiveName = "descriptive_name"
        case testAccount = "test_account"
        case timeZone = "time_zone"
        case hidden, id, level, manager, status

        init?(path: String) {
            guard path.hasPrefix("customer_client.") else { return nil }
            self.init(rawValue: String(path.dropFirst("customer_client.".count)))
        }

        /// The name in the answer.
        var jsonName: String {
            switch self {
            case .resourceName: "resourceName"
            case .clientCustomer: "clientCustomer"
            case .currencyCode: "currencyCode"
            case .descriptiveName: "descriptiveName"
            case .testAccount: "testAccount"
            case .timeZone: "timeZone"
            case .hidden, .id, .level, .manager, .status: rawValue
            }
        }
    }

    let fields: [Field]
    private(set) var levels = 0...Int.max

    /// Reads a query, or refuses it as Google does.
    init(_ text: String) throws(APIError) {
        var words = try Self.words(of: text)[...]
        guard words.popFirst()?.uppercased() == "SELECT" else {
            throw .query("EXPECTED_SELECT", "Error in query: query must begin with SELECT.")
        }
        var fields: [Field] = []
        repeat {
            let name = words.popFirst() ?? ""
            guard let field = Field(path: name) else {
                throw .query("UNRECOGNIZED_FIELD", "Unrecognized field in the query: '\(name)'.")
            }
            fields.append(field)
        } while words.skip(",")
        self.fields = fields
        guard words.popFirst()?.uppercased() == "FROM" else {
            throw .query("EXPECTED_FROM", "Error in query: expected FROM.")
        }
        guard words.skip("customer_client") else {
            throw .query(
                "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE",
                "Error in FROM clause: '\(words.first ?? "")' is not a resource of this stand-in."
            )
        }
        guard let next = words.popFirst() else { return }
        guard next.uppercased() == "WHERE" else { throw Self.unexpected(next) }
        repeat {
            try readCondition(&words)
        } while words.skip("AND")
        if let rest = words.first { throw Self.unexpected(rest) }
    }

    private mutating func readCondition(_ words: inout ArraySlice<String>) throws(APIError) {
        let name = words.popFirst() ?? ""
        guard let field = Field(path: name) else {
            throw .query("UNRECOGNIZED_FIELD", "Unrecognized field in the query: '\(name)'.")
        }
        guard field == .level else {
            throw .query("PROHIBITED_FIELD_IN_WHERE_CLAUSE", "'\(name)' is no condition of this stand-in.")
        }
        let comparison = words.popFirst() ?? ""
        let number = words.popFirst() ?? ""
        guard let level = Int(number), (0...1_000).contains(level) else {
            throw .query("BAD_NUMBER", "Error in WHERE clause: invalid number '\(number)'.")
        }
        let bound: ClosedRange<Int>
        switch comparison {
        case "=": bound = level...level
        case "<=": bound = 0...level
        case "<" where level > 0: bound = 0...level - 1
        case ">=": bound = level...Int.max
        case ">": bound = level + 1...Int.max
        default: throw .query("BAD_OPERATOR", "Error in WHERE clause: invalid operator '\(comparison)'.")
        }
        guard levels.overlaps(bound) else {
            throw .query("INVALID_VALUE_WITH_OPERATOR", "Error in WHERE clause: no level is left.")
        }
        levels = levels.clamped(to: bound)
    }

    private static func unexpected(_ word: String) -> APIError {
        .query("UNEXPECTED_INPUT", "Error in query: unexpected input \(word).")
    }

    /// Words, numbers, commas and comparisons.
    private static func words(of text: String) throws(APIError) -> [String] {
        var words: [String] = []
        var rest = text.unicodeScalars[...]
        while let first = rest.first {
            let word: Substring.UnicodeScalarView
            if first.properties.isWhitespace {
                rest.removeFirst()
                continue
            } else if first == "," {
                word = rest.prefix(1)
            } else if isComparison(first) {
                word = rest.prefix(while: isComparison)
            } else {
                word = rest.prefix(while: isOfWord)
                if word.isEmpty { throw unexpected(String(first)) }
            }
            words.append(String(word))
            rest = rest[word.endIndex...]
        }
        return words
    }

    private static func isComparison(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "<" || scalar == ">" || scalar == "="
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".": true
        default: false
        }
    }
}

extension ArraySlice<String> {
    /// Takes the next word when it is this one, in whatever case.
    fileprivate mutating func skip(_ word: String) -> Bool {
        guard first?.uppercased() == word.uppercased() else { return false }
        removeFirst()
        return true
    }
}

extension CustomerQuery {
    /// A row as Google writes it: int64 as strings, enums by name, and nothing where unset or false.
    func row(_ customer: AdsCustomer, level: Int, of top: AdsCustomerID) -> JSON {
        var row: [String: JSON] = ["resourceName": .string("customers/\(top)/customerClients/\(customer.id)")]
        for field in fields {
            let value: JSON? =
                switch field {
                case .resourceName: row["resourceName"]
                case .clientCustomer: .string("customers/\(customer.id)")
                case .id: .string("\(customer.id)")
                case .level: .string(String(level))
                case .status: .string(customer.status.rawValue)
                case .currencyCode: .string(customer.currency)
                case .timeZone: .string(customer.timeZone)
                case .descriptiveName: customer.name.map(JSON.string)
                case .manager: customer.isManager ? true : nil
                case .hidden: customer.isHidden ? true : nil
                case .testAccount: customer.isTest ? true : nil
                }
            row[field.jsonName] = value
        }
        return ["customerClient": .object(row)]
    }

    /// The fields as the answer names them.
    var fieldMask: String { fields.map { "customerClient." + $0.jsonName }.joined(separator: ",") }
}
