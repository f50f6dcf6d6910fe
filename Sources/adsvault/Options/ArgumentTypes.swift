import ArgumentParser
import Credentials

// What an argument means, for `transform:`: unlike a conformance, it can say what is wrong.

extension Name {
    /// The name of a credential, a client or a slot.
    static func argument(_ text: String) throws(ValidationError) -> Name {
        do throws(Invalid) {
            return try Name(text)
        } catch {
            let reason =
                switch error {
                case .empty: "a name has at least one character"
                case .tooLong(let length): "a name has at most \(maximumLength) characters, not \(length)"
                case .leadingHyphen: "a name does not start with '-'"
                case .character(let stranger): "a name holds letters, digits and . _ @ + - but no '\(stranger)'"
                }
            throw ValidationError(reason)
        }
    }
}

extension Scope {
    /// A scope in Google's long form or the short one. What looks like a slip of a known one is refused.
    static func argument(_ text: String) throws(ValidationError) -> Scope {
        let scope: Scope
        do throws(Invalid) {
            scope = try Scope(text)
        } catch {
            throw ValidationError("a scope is one word such as adwords or https://www.googleapis.com/auth/adwords")
        }
        // Google has scopes of names not far from these, such as datamanager.
        let names = named.map(\.shortForm)
        if !named.contains(scope), !text.contains(":"), let meant = nearest(to: text, among: names, most: 1) {
            throw ValidationError("'\(text)' is no scope of Google Ads or Ad Manager: did you mean \(meant)?")
        }
        return scope
    }
}

extension CustomerID {
    /// A customer with its dashes or without.
    static func argument(_ text: String) throws(ValidationError) -> CustomerID {
        do throws(Invalid) {
            return try CustomerID(text)
        } catch {
            throw ValidationError("a customer has ten digits, such as 123-456-7890")
        }
    }
}

extension Duration {
    /// A whole number with s, m, h or d.
    static func argument(_ text: String) throws(ValidationError) -> Duration {
        guard let duration = Duration(number: text) else {
            throw ValidationError("a duration is a whole number with s, m, h or d, such as 15m")
        }
        return duration
    }
}

/// A free label of a credential: K=V.
struct Tag: Hashable, Sendable {
    let key: String
    let value: String

    /// Everything before the first `=` is the key, everything after it the value, which may be empty.
    static func argument(_ text: String) throws(ValidationError) -> Tag {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw ValidationError("a tag is KEY=VALUE, such as team=search")
        }
        guard text.unicodeScalars.allSatisfy(\.isPrintable) else {
            throw ValidationError("a tag has no control characters")
        }
        return Tag(key: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
    }
}

/// Who answers for a credential.
enum Owner {
    /// A person's name or address; empty for nobody.
    static func argument(_ text: String) throws(ValidationError) -> String {
        guard text.unicodeScalars.allSatisfy(\.isPrintable) else {
            throw ValidationError("an owner has no control characters")
        }
        return text
    }
}

extension [Tag] {
    /// The labels by key; of one key given twice, the last counts.
    var labels: [String: String] {
        Dictionary(map { ($0.key, $0.value) }) { _, last in last }
    }
}

extension Credential.State {
    /// One of the states.
    static func argument(_ text: String) throws(ValidationError) -> Credential.State {
        guard let state = Credential.State(rawValue: text) else {
            throw ValidationError("a state is one of \(allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return state
    }
}
