import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension HTTPFailure {
    /// What the library's `error` means. Only its kind is looked at: some of its errors carry header values.
    init(_ error: any Error, host: String, answerLimit: Int) {
        switch error {
        case let failure as HTTPFailure: self = failure
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError where [.cancelled, .alreadyShutdown].contains(error): self = .cancelled
        case is NIOTooManyBytesError: self = .tooLarge(host: host, limit: answerLimit)
        default: self = .network(Cause(error), host: host)
        }
    }
}

extension HTTPFailure.Cause {
    fileprivate init(_ error: any Error) {
        switch error {
        case is HostIdentity.Mismatch: self = .identity
        case let error as HTTPClientError: self.init(error)
        case let error as NIOConnectionError: self.init(error)
        case let error as IOError: self.init(errno: error.errnoCode)
        case is NIOSSLExtraError: self = .identity
        case let error as NIOSSLError: self.init(error)
        case HTTPParserError.invalidEOFState: self = .connectionLost
        case is HTTPParserError: self = .notHTTP
        case ChannelError.connectTimeout: self = .connectTimedOut
        case is ChannelError: self = .connectionLost
        default: self = .other("\(type(of: error))")
        }
    }

    private init(_ error: HTTPClientError) {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .getConnectionFromPoolTimeout:
            self = .connectTimedOut
        case .deadlineExceeded, .readTimeout, .writeTimeout: self = .timedOut
        case .remoteConnectionClosed, .uncleanShutdown: self = .connectionLost
        case .invalidProxyResponse, .proxyAuthenticationRequired: self = .proxy
        default: self = .other("HTTPClientError: \(error.shortDescription)")
        }
    }

    private init(_ error: NIOConnectionError) {
        let attempts = error.connectionErrors.map(\.error)
        if attempts.isEmpty {
            self = .cannotResolve
        } else if attempts.contains(where: { ($0 as? IOError)?.errnoCode == ECONNREFUSED }) {
            self = .refused
        } else if let attempt = attempts.first {
            self.init(attempt)
        } else {
            self = .unreachable
        }
    }

    private init(errno code: CInt) {
        switch code {
        case ECONNREFUSED: self = .refused
        case ENETUNREACH, EHOSTUNREACH, EACCES, EPERM, EADDRNOTAVAIL: self = .unreachable
        case ETIMEDOUT: self = .connectTimedOut
        default: self = .connectionLost
        }
    }

    private init(_ error: NIOSSLError) {
        switch error {
        case .unableToValidateCertificate, .noCertificateToValidate: self = .certificate
        case .handshakeFailed(.sslError(let stack))
        where stack.contains(where: { $0.description.contains("CERTIFICATE_VERIFY_FAILED") }):
            self = .certificate
        case .handshakeFailed: self = .tls
        case .uncleanShutdown: self = .connectionLost
        default: self = .tls
        }
    }
}
