import Foundation

/// An HTTP proxy that tunnels to https hosts (CONNECT).
///
/// Its password came by the environment and goes on as a String; it is left out of every description.
public struct Proxy: Sendable, Hashable {
    /// The proxy's host.
    public let host: String
    /// Its port.
    public let port: Int
    /// User and password where the URL had them.
    let login: Login?

    /// The user and password of a proxy.
    struct Login: Sendable, Hashable {
        let user: String
        let password: String
    }

    /// The proxy that `text` names: `http://[USER:PASSWORD@]HOST[:PORT]`, or without the scheme.
    ///
    /// - Throws: `HTTPFailure.configuration` for anything else, socks and https proxies included.
    public init(_ text: String) throws(HTTPFailure) {
        let text = text.contains("://") ? text : "http://" + text
        guard let parts = URLComponents(string: text), parts.scheme?.lowercased() == "http",
            let host = parts.host, !host.isEmpty, ["", "/"].contains(parts.path), parts.query == nil,
            (1...65535).contains(parts.port ?? 80)
        else { throw .configuration("HTTPS_PROXY must be http://HOST:PORT, with a user and password if need be") }
        self.host = host.trimmingCharacters(in: ["[", "]"])
        port = parts.port ?? 80
        login = parts.user.map { Login(user: $0, password: parts.password ?? "") }
    }
}

extension Proxy: CustomStringConvertible, CustomReflectable {
    /// Host and port.
    public var description: String { "\(host):\(port)" }

    /// Nothing beyond the description: `dump` shows no password.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The hosts of NO_PROXY: names, which cover the names below them, addresses, either with a port, and `*` for all.
public struct ProxyExceptions: Sendable, Hashable {
    private struct Entry: Hashable, Sendable {
        let host: String
        let port: Int?
    }

    private let entries: [Entry]

    /// The hosts of a comma-separated list.
    public init(_ list: String) {
        entries = list.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map { item in
            let item = item.lowercased()
            let colon = item.lastIndex(of: ":")
            let port = colon.flatMap { IPAddress.isV6(item) ? nil : Int(item[item.index(after: $0)...]) }
            var host = port == nil ? item[...] : item[..<(colon ?? item.endIndex)]
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            if host.hasPrefix("*.") { host = host.dropFirst(2) }
            if host.hasPrefix(".") { host = host.dropFirst() }
            return Entry(host: String(host), port: port)
        }
    }

    /// Whether the list names `host`, or a domain above it.
    func contain(host: String, port: Int) -> Bool {
        entries.contains { entry in
            guard entry.port == nil || entry.port == port else { return false }
            return entry.host == "*" || host == entry.host || host.hasSuffix("." + entry.host)
        }
    }
}
