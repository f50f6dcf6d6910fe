/// The redirect address as a person copies it out of a browser on another machine.
enum PastedRedirect {
    /// Reads `text`: the whole address, or its query alone.
    static func read(
        _ text: String,
        redirectURI: String,
        state: ConsentState
    ) throws(PastedRedirectError) -> Redirect {
        let address = text.trimmed
        guard !address.isEmpty else { throw .empty }
        return try answer(in: query(of: address, redirectURI: redirectURI), state: state)
    }

    private static func query(of address: String, redirectURI: String) throws(PastedRedirectError) -> Substring {
        // Some browsers leave out the scheme.
        let beginnings = [redirectURI, redirectURI.replacing("http://", with: ""), ""].map { $0 + "?" }
        if let beginning = beginnings.first(where: address.hasPrefix) { return address.dropFirst(beginning.count) }
        if address.contains("://") {
            let isGoogles =
                address.hasPrefix("https://") && address.dropFirst(8).prefix { $0 != "/" }.hasSuffix("google.com")
            throw isGoogles ? .googlePage : .otherAddress
        }
        guard address.contains("=") else { throw .withoutState }
        return address[...]
    }

    private static func answer(in query: Substring, state: ConsentState) throws(PastedRedirectError) -> Redirect {
        // A copied address can carry a fragment; a redirect never does.
        let query = query.prefix { $0 != "#" }
        switch Redirect.read(query: query, state: state) {
        case .stranger(.forgedState): throw query.contains("state=") ? .otherLogin : .withoutState
        case .stranger: throw .unreadable
        case .denied: return .denied
        case .refused(let code, let description): return .refused(code: code, description: description)
        case .granted(let code): return .granted(code)
        }
    }
}

/// Why a pasted text is not Google's answer; the login goes on waiting.
public enum PastedRedirectError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing was pasted.
    case empty
    /// A code without the rest: nothing shows that it answers this login.
    case withoutState
    /// The address of a page of Google's, where the consent is still to be given.
    case googlePage
    /// The address of something else, or of an earlier login.
    case otherAddress
    /// The answer to another login.
    case otherLogin
    /// An address that was cut off, or has parts twice.
    case unreadable
    /// The answer was there already.
    case tooLate

    /// What is wrong, and what to paste instead.
    public var description: String {
        switch self {
        case .empty:
            "nothing was pasted: copy the whole address of the page that could not be opened"
        case .withoutState:
            "this is not the whole address: without its state nothing shows that it answers this login"
        case .googlePage:
            "this is the address of Google's page: allow the access there, then copy the address that it leads to, http://127.0.0.1:…"
        case .otherAddress:
            "this is not the address that this login waits for"
        case .otherLogin:
            "this is the answer to another login: open the address shown above, and copy what it leads to"
        case .unreadable:
            "this address is cut off or damaged: copy all of it"
        case .tooLate:
            "the answer has come already"
        }
    }
}

extension String {
    /// Without the blanks, quotes and brackets that copying brings along.
    fileprivate var trimmed: String {
        let around: Set<Character> = [" ", "\t", "\n", "\r", "\r\n", "\"", "'", "<", ">", "`"]
        let start = drop { around.contains($0) }
        guard let last = start.lastIndex(where: { !around.contains($0) }) else { return "" }
        return String(start[...last])
    }
}
