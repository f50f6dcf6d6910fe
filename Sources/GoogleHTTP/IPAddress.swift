import NIOCore

/// Literal IP addresses.
enum IPAddress {
    /// Whether `text` is four decimal numbers with dots.
    static func isV4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && String(UInt8($0) ?? 0) == $0 }
    }

    /// Whether `text` is an IPv6 address without brackets and zone.
    static func isV6(_ text: String) -> Bool {
        guard text.contains(":"), !text.contains("%") else { return false }
        // Only whether it parses is asked.
        return (try? SocketAddress(ipAddress: text, port: 0)) != nil
    }
}
