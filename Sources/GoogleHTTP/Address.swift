import Foundation

/// Where a call goes: an absolute URL that is https, or http to a literal loopback address.
///
/// Everything else is refused when it is read, so that what has an address can be called.
public struct Address: Hashable, Sendable, CustomStringConvertible {
    /// Whether TLS is spoken.
    public let isSecure: Bool
    /// The host in lower case; an IPv6 address without brackets.
    public let host: String
    /// The port, the scheme's own where the URL named none.
    public let port: Int
    /// Path and query, as they are sent.
    public let target: String

    /// Why a text is no address.
    public enum Invalid: Error, Sendable, Equatable {
        /// Not an absolute URL, or one with a user or a fragment.
        case malformed
        /// Neither https nor http.
        case scheme(String)
        /// http to anything but a literal loopback address.
        case insecure(host: String)
    }

    /// The address that `text` spells.
    public init(_ text: String) throws(Invalid) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            var host = parts.encodedHost?.lowercased(), parts.user == nil, parts.password == nil, parts.fragment == nil
        else { throw .malformed }
        guard ["https", "http"].contains(scheme) else { throw .scheme(scheme) }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard Self.isHost(host), (1...65535).contains(parts.port ?? 443) else { throw .malformed }
        isSecure = scheme == "https"
        guard isSecure || isLoopback(host) else { throw .insecure(host: host) }
        self.host = host
        port = parts.port ?? (isSecure ? 443 : 80)
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        target = parts.percentEncodedQuery.map { "\(path)?\($0)" } ?? path
    }

    private init(isSecure: Bool, host: String, port: Int, target: String) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.target = target
    }

    /// The same server, another path.
    public func withTarget(_ target: String) -> Address {
        Address(isSecure: isSecure, host: host, port: port, target: target)
    }

    /// The URL.
    public var description: String {
        let scheme = isSecure ? "https" : "http"
        let authority = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80)
            ? "\(scheme)://\(authority)\(target)" : "\(scheme)://\(authority):\(port)\(target)"
    }

    /// Whether the host is one of Google's.
    var isGoogle: Bool {
        ["google.com", "googleapis.com"].contains { host == $0 || host.hasSuffix("." + $0) }
    }

    /// What the resolver and the certificate check understand: a DNS name in ASCII, or an IP address.
    private static func isHost(_ host: String) -> Bool {
        if host.contains(":") { return IPAddress.isV6(host) }
        return !host.isEmpty && host.utf8.count <= 253
            && host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                !label.isEmpty && label.utf8.count <= 63
                    && label.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                            UInt8(ascii: "-"):
                            true
                        default: false
                        }
                    }
            }
    }
}

/// Whether `host` is a loopback address written out: 127.0.0.0/8 or ::1. A name such as `localhost` is none, since
/// the resolver decides what that means.
func isLoopback(_ host: String) -> Bool {
    host == "::1" || (IPAddress.isV4(host) && host.hasPrefix("127."))
}
