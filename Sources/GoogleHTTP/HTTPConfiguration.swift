/// What this machine says about reaching Google: proxy, trusted certificates, and in development another base.
public struct HTTPConfiguration: Sendable {
    /// Where every Google host is folded onto, for development and tests; on a loopback address.
    public var googleBase: Address?
    /// The proxy for https, where there is one.
    public var proxy: Proxy?
    /// The hosts that are called without the proxy.
    public var proxyExceptions = ProxyExceptions("")
    /// A PEM file of the authorities to trust instead of the system's.
    public var certificateFile: String?

    /// Straight to Google, with the system's authorities.
    public init() {}

    /// What environment variables say: ADSVAULT_GOOGLE_URL, HTTPS_PROXY, NO_PROXY (the latter two also in lower case)
    /// and SSL_CERT_FILE. An empty one counts as unset.
    ///
    /// - Throws: `HTTPFailure.configuration` naming the variable, without its value where that may hold a password.
    public init(environment: [String: String]) throws(HTTPFailure) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        googleBase = try value("ADSVAULT_GOOGLE_URL").map(Self.base)
        proxy = try value("HTTPS_PROXY", "https_proxy").map { text throws(HTTPFailure) in try Proxy(text) }
        proxyExceptions = ProxyExceptions(value("NO_PROXY", "no_proxy") ?? "")
        certificateFile = value("SSL_CERT_FILE")
    }

    /// Where `address` really lies: under the base in development if it is one of Google's, else where it says.
    /// Path and query stay.
    public func folded(_ address: Address) -> Address {
        guard let googleBase, address.isGoogle else { return address }
        return googleBase.withTarget(address.target)
    }

    /// The proxy on the way to `address`. Loopback addresses never have one.
    func proxy(for address: Address) -> Proxy? {
        guard address.isSecure, !isLoopback(address.host) else { return nil }
        return proxyExceptions.contain(host: address.host, port: address.port) ? nil : proxy
    }

    private static func base(_ text: String) throws(HTTPFailure) -> Address {
        let address = try? Address(text)  // Every way of being wrong gets the one message below.
        guard let address, !address.isSecure, address.target == "/" else {
            throw .configuration(
                "ADSVAULT_GOOGLE_URL must be http://127.0.0.1:PORT, on a loopback address and without a path"
            )
        }
        return address
    }
}
