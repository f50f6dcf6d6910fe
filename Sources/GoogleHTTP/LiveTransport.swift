import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL
import Sealing
import Synchronization

/// The network itself: AsyncHTTPClient, with one client for each host, so that each knows whose certificate to expect.
///
/// Sends once, follows no redirect, reads no more than the call allows, and ends in time even where the answer drips.
/// Shut it down when the last call is answered.
///
/// A body and the headers with tokens have to be handed to AsyncHTTPClient as a ByteBuffer and Strings, and it, swift-nio
/// and BoringSSL make copies of their own, in both directions: none of these can be wiped. Only the buffer of the answer
/// is overwritten once it has been copied into guarded memory, where nobody else holds it.
public final class LiveTransport: Transport {
    private let configuration: HTTPConfiguration
    private let tls = Mutex<TLSConfiguration?>(nil)
    private let clients = Mutex<[Origin: HTTPClient]?>([:])

    private struct Origin: Hashable {
        let host: String
        let port: Int
    }

    /// A transport for this machine.
    ///
    /// - Throws: `HTTPFailure.configuration` where the certificate file cannot be read.
    public init(_ configuration: HTTPConfiguration = HTTPConfiguration()) throws(HTTPFailure) {
        self.configuration = configuration
        // A hundred authorities take their time, and are read when somebody is called; that there are any is found here,
        // before somebody consents in vain.
        if let file = configuration.certificateFile, !Self.holdsCertificate(file) { throw Self.unreadable(file) }
    }

    private static func holdsCertificate(_ file: String) -> Bool {
        guard var text = try? Data(contentsOf: URL(fileURLWithPath: file)) else { return false }
        text.append(0)
        return unsafe text.withUnsafeBytes { bytes in
            let text = unsafe bytes.assumingMemoryBound(to: CChar.self)
            return unsafe text.baseAddress.map { unsafe strstr($0, "-----BEGIN CERTIFICATE-----") != nil } ?? false
        }
    }

    private static func unreadable(_ file: String) -> HTTPFailure {
        .configuration("SSL_CERT_FILE: \(file) cannot be read as PEM certificates")
    }

    /// Sends `call` once; see `Transport`.
    public func send(_ call: borrowing Call, within limit: Duration) async throws(HTTPFailure) -> Answer {
        // Held until the end of this function.
        let place = await CallLimit.current?.place()
        defer { withExtendedLifetime(place) {} }
        guard !Task.isCancelled else { throw .cancelled }
        let address = configuration.folded(call.address)
        let client = try client(for: address)
        let request = request(for: call, to: address)
        do {
            let answerLimit = call.answerLimit
            let exchange = { @Sendable in
                try await Self.exchange(request, with: client, limit: limit, answerLimit: answerLimit)
            }
            // A task of its own does not learn that this one is cancelled.
            var (head, body) = try await call.outlivesCancellation ? Task { try await exchange() }.value : exchange()
            defer { body.wipe() }
            if (300..<400).contains(head.status.code) {
                throw HTTPFailure.redirect(
                    host: address.host,
                    status: Int(head.status.code),
                    to: head.headers.first(name: "Location").flatMap { URLComponents(string: $0)?.host }
                )
            }
            return Answer(
                status: Int(head.status.code),
                headers: head.headers.map { ($0.name, $0.value) },
                body: SecretBytes(copying: body.readableBytesSpan)
            )
        } catch {
            throw HTTPFailure(error, host: address.host, answerLimit: call.answerLimit)
        }
    }

    /// Closes every connection. Calls that are under way fail, later ones too.
    public func shutdown() async {
        let open = clients.withLock { clients in
            defer { clients = nil }
            return clients ?? [:]
        }
        for client in open.values {
            // Fails only for a client that is shut down already, and nobody else does that.
            try? await client.shutdown()
        }
    }

    private func client(for address: Address) throws(HTTPFailure) -> HTTPClient {
        let settings = try settings(for: address)
        let client: HTTPClient? = clients.withLock { clients in
            let origin = Origin(host: address.host, port: address.port)
            if let client = clients?[origin] { return client }
            guard clients != nil else { return nil }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
            clients?[origin] = client
            return client
        }
        guard let client else { throw .cancelled }
        return client
    }

    /// What every connection asks of the other side's certificate.
    private func trust() throws(HTTPFailure) -> TLSConfiguration {
        try tls.withLock { known throws(HTTPFailure) in
            if let known { return known }
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.minimumTLSVersion = .tlsv12
            if let file = configuration.certificateFile {
                do {
                    tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file))
                } catch {
                    throw Self.unreadable(file)
                }
            }
            known = tls
            return tls
        }
    }

    private func settings(for address: Address) throws(HTTPFailure) -> HTTPClient.Configuration {
        let tls = address.isSecure ? try trust() : nil
        var settings = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        // Nobody is told of calls, their addresses included.
        settings.tracing.tracer = nil
        settings.connectionPool.retryConnectionEstablishment = false
        settings.proxy = configuration.proxy(for: address).map { proxy in
            .server(
                host: proxy.host,
                port: proxy.port,
                authorization: proxy.login.map { .basic(username: $0.user, password: $0.password) }
            )
        }
        // A literal address has no dNSName; for it the library's own check against the IP entries is the right one.
        if address.isSecure, !IPAddress.isV4(address.host), !IPAddress.isV6(address.host) {
            let identity = HostIdentity(host: address.host)
            settings.http1_1ConnectionDebugInitializer = { identity.check($0) }
            settings.http2ConnectionDebugInitializer = { identity.check($0) }
        }
        return settings
    }

    private func request(for call: borrowing Call, to address: Address) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address.description)
        request.method = HTTPMethod(rawValue: call.method.rawValue)
        request.headers.add(name: "User-Agent", value: "adsvault")
        request.headers.add(name: "Accept", value: "application/json")
        for (name, value) in call.headers { request.headers.add(name: name, value: value) }
        if let type = call.contentType { request.headers.add(name: "Content-Type", value: type) }
        // The library takes headers as String only.
        call.bearer?.withBytes { token in
            let token = unsafe token.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
            request.headers.add(name: "Authorization", value: "Bearer \(token)")
        }
        call.developerToken?.withBytes { token in
            let token = unsafe token.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
            request.headers.add(name: "developer-token", value: token)
        }
        call.body?.withBytes { body in
            request.body = .bytes(unsafe body.withUnsafeBytes { unsafe ByteBuffer(bytes: $0) })
        }
        return request
    }

    /// Head and body in time: the library's own deadline ends with the head, and a dripping body never would.
    private static func exchange(
        _ request: HTTPClientRequest,
        with client: HTTPClient,
        limit: Duration,
        answerLimit: Int
    ) async throws -> (HTTPClientResponse, ByteBuffer) {
        try await withThrowingTaskGroup(of: (HTTPClientResponse, ByteBuffer).self) { group in
            defer { group.cancelAll() }
            group.addTask {
                let response = try await client.execute(request, deadline: .now() + TimeAmount(limit))
                return (response, try await response.body.collect(upTo: answerLimit))
            }
            group.addTask {
                try await Task.sleep(for: limit)
                throw HTTPClientError.deadlineExceeded
            }
            guard let first = try await group.next() else { throw HTTPClientError.deadlineExceeded }
            return first
        }
    }
}

extension ByteBuffer {
    /// Overwrites what is readable; in place where nobody else holds the same memory.
    fileprivate mutating func wipe() {
        let count = readableBytes
        setRepeatingByte(0, count: count, at: readerIndex)
    }
}
