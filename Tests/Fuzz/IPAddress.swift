import Glibc

/// In the place of GoogleHTTP's own, which asks swift-nio and would bring all of it along.
enum IPAddress {
    static func isV4(_ text: String) -> Bool {
        var address = in_addr()
        return unsafe inet_pton(AF_INET, text, &address) == 1
    }

    static func isV6(_ text: String) -> Bool {
        var address = in6_addr()
        return unsafe inet_pton(AF_INET6, text, &address) == 1
    }
}
